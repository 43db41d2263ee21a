// SPDX-License-Identifier: BSD-3-Clause
// What the nginx tests share: the image (built by the tool), pages, requests.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** Targets of app-nginx that the tests start; UNICORE_TEST_TARGETS names some of them. */
export const targets = () => {
  const { unicore } = JSON.parse(readFileSync(join(workspace, 'apps/nginx/project.json'), 'utf8'));
  const wanted = process.env.UNICORE_TEST_TARGETS?.split(',') ?? ['linuxu-x86_64', 'kvm-x86_64'];
  return wanted.filter((target) => target in unicore.targets);
};

/** Builds app-nginx for a target, with options set as `a.b=c`, and gives the path of the image. */
export const buildImage = (target = 'linuxu-x86_64', set = []) => {
  const flags = set.flatMap((one) => ['--set', one]);
  execFileSync(process.execPath, ['tools/nx/bin/unicore.mjs', 'build', 'app-nginx', '-c', target, ...flags], {
    cwd: workspace,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const image = join(workspace, 'dist/app-nginx', [target, ...set].join('+'), 'app-nginx');
  if (!existsSync(image)) throw new Error(`no image at ${image}`);
  return image;
};

export const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** Bytes that do not compress and differ at every place, the same in every run. */
export const noise = (bytes, seed = 1) => {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  let x = seed;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return Buffer.from(words.buffer, 0, bytes);
};

export const text = (lines) =>
  Array.from({ length: lines }, (_, i) => `line ${i} of a text that compresses\n`).join('');

/** One request by node's client; the body is whole and undecoded. */
export const fetchRaw = (url, { method = 'GET', headers = {}, agent = false, body, timeout = 20000 } = {}) =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent, timeout }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer from ${url}`)));
    sent.on('error', reject);
    sent.end(body);
  });

/** Sends bytes as they are to `place` ({ host, port }) and gives all that comes back until the server closes, or until `milliseconds` of silence. */
export const sendBytes = (place, bytes, milliseconds = 1500) =>
  new Promise((resolve, reject) => {
    const socket = connect(place, () => socket.write(bytes));
    const chunks = [];
    const done = () => (socket.destroy(), resolve(Buffer.concat(chunks).toString('latin1')));
    socket.setTimeout(milliseconds, done);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', done);
    socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done() : reject(error)));
  });

/** nginx.conf with `servers` and further lines for `http`. */
export const conf = (http, main = '') => `
${main}
error_log stderr notice;
events { worker_connections 4096; }
http {
    types { text/html html; text/css css; text/plain txt; }
    default_type application/octet-stream;
    access_log /dev/stdout;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    ${http}
}
`;
