// SPDX-License-Identifier: BSD-3-Clause
// The smallest memory with which the image serves 16 connections × 1,000 requests, each page compared, then a file of 1 MB.
import { Agent } from 'node:http';
import { fetchRaw, noise, sha256 } from '../../e2e/support/nginx.mjs';
import { smallestMemory } from '../image.mjs';
import { CONF, startOurs } from './servers.mjs';

const CONNECTIONS = 16;
const REQUESTS = 1000;

/** nginx takes memory at its start for each connection that there may be. */
const conf = CONF.replace('worker_connections 4096', 'worker_connections 64');

const serves = ({ image, link, page, machine }) => {
  const big = noise(1000000);
  return async (kilobytes) => {
    let server;
    try {
      const files = { 'www/index.html': page, 'www/big': big };
      server = await startOurs({ image, link, files, conf, machine, memory: `${kilobytes}k`, patience: 10 });
      const one = async () => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        for (let n = 0; n < REQUESTS; n++) {
          const { body } = await fetchRaw(server.url('/'), { agent, timeout: 5000 });
          if (!body.equals(page)) throw new Error('another page');
        }
        agent.destroy();
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, one));
      return sha256((await fetchRaw(server.url('/big'), { timeout: 5000 })).body) === sha256(big);
    } catch {
      return false;
    } finally {
      await server?.close();
    }
  };
};

/** In KiB, with the 1 MB file and the archive that holds it in that memory. */
export const measureMemory = async ({ images, links, page }) => {
  const result = {};
  for (const machine of ['pc', 'microvm'])
    result[machine] = await smallestMemory(serves({ image: images.small, link: links[0], page, machine }), 1024, 16384);
  return result;
};

export const rowsOfMemory = (smallest) => [
  {
    what: 'nginx on kvm, 20 modules: smallest memory that serves 16 × 1,000 pages, then 1 MB (both files in it, worker_connections 64)',
    peer: 'Unikraft 4,832 KB for one page',
    here: Object.entries(smallest)
      .map(([machine, kilobytes]) => `${machine} ${kilobytes.toLocaleString('en-US')} KB`)
      .join(', '),
    bar: '≤ 3,072 KB',
    met: Math.min(...Object.values(smallest)) <= 3072,
  },
];
