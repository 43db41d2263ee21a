// SPDX-License-Identifier: BSD-3-Clause
// Ten minutes of load on the image (BENCH_SOAK_SECONDS: another time): every page compared, no second without an answer, and the
// memory that was free before is free again.
import { setTimeout as sleep } from 'node:timers/promises';
import { fetchRaw } from '../../e2e/support/nginx.mjs';
import { wrk } from '../../support/wrk.mjs';
import { CONF, startOurs } from './servers.mjs';

const CONNECTIONS = 100;
const conf = CONF.replace('root /www;', 'root /www; location = /memory { image_status; }');

const freePages = async (server) => {
  const { body } = await fetchRaw(server.url('/memory'));
  return Number(body.toString().match(/^free_pages (\d+)$/m)[1]);
};

export const measureSoak = async ({ images, links, page }) => {
  const seconds = Number(process.env.BENCH_SOAK_SECONDS ?? 600);
  const server = await startOurs({
    image: images.whole,
    link: links[0],
    files: { 'www/index.html': page },
    conf,
    cpu: 0,
  });
  try {
    const load = (time) => wrk(server.url('/'), { connections: CONNECTIONS, seconds: time, body: page, cpu: 1 });
    // Pools and tables grow to what they need.
    await load(5);
    await sleep(1000);
    const before = await freePages(server);
    const { perSecond, errors, idle, slowestMs } = await load(seconds);
    await sleep(1000);
    return { seconds, perSecond, errors, idle, slowestMs, before, after: await freePages(server) };
  } finally {
    await server.close();
  }
};

export const rowsOfSoak = ({ seconds, perSecond, errors, idle, slowestMs, before, after }) => [
  {
    what: `nginx on kvm, ${seconds} s of load, ${CONNECTIONS} connections, each page compared`,
    peer: '',
    here: `${Math.round(perSecond)}/s, ${errors} errors, ${idle} s without an answer, slowest ${slowestMs} ms; ${after} of ${before} pages free`,
    bar: 'no error, no stall, memory ± 1 %',
    met: errors === 0 && idle === 0 && Math.abs(after - before) <= before / 100,
  },
];
