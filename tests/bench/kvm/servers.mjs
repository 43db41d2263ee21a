// SPDX-License-Identifier: BSD-3-Clause
// The image and the Linux guest as servers of the same pages behind taps of this namespace.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeCpio } from '../../e2e/support/cpio.mjs';
import { fetchRaw } from '../../e2e/support/nginx.mjs';
import { startGuest, tapCard } from '../../support/guest.mjs';
import { imageWords } from '../../support/image-words.mjs';
import { PEER_LINE, writePeerInitrd } from '../peer/linux-guest.mjs';

/** Both serve by this: no log, sendfile, connections that stay. */
export const CONF = `
error_log stderr notice;
events { worker_connections 4096; }
http {
    default_type text/html;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 600;
    keepalive_requests 100000000;
    server { listen 80 backlog=4096; listen [::]:80 backlog=4096; root /www; }
}
`;

/** Waits for the first page. */
export const firstPage = async (guest, url, seconds = 60) => {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline && !guest.hasEnded(); await sleep(20)) {
    const answer = await fetchRaw(url, { timeout: 2000 }).catch(() => undefined);
    if (answer?.status === 200) return answer;
  }
  const text = guest.text();
  await guest.kill();
  throw new Error(`${url} gives no page\n${text}`);
};

const megabytes = (file) => Math.ceil(statSync(file).size / 1048576);

const serve = async (folder, link, { machine = 'pc', ...options }) => {
  const guest = await startGuest({ machine, net: tapCard(link, machine), ...options });
  const url = (path) => `http://${link.guest}${path}`;
  const close = async () => {
    await guest.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { guest, link, url, close };
};

/** The image, started; without `patience` (seconds) the first page is the caller's. */
export const startOurs = async ({ image, link, files, conf = CONF, memory, patience = 60, ...more }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-image-'));
  const root = join(folder, 'root');
  for (const [name, data] of Object.entries({ 'etc/nginx/nginx.conf': conf, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), data);
  }
  const initrd = join(folder, 'root.cpio');
  writeCpio(root, initrd);
  const server = await serve(folder, link, {
    kernel: image,
    initrd,
    append: imageWords(link).join(' '),
    memory: memory ?? `${64 + 2 * megabytes(initrd)}M`,
    ...more,
  });
  if (patience > 0) await firstPage(server.guest, server.url('/'), patience);
  return { name: 'here', ...server };
};

/** The Linux guest. */
export const startPeer = async ({ peer, link, files, conf = CONF, ...more }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-peer-'));
  const initrd = join(folder, 'root.cpio');
  writePeerInitrd(peer, initrd, { link, conf, files });
  const memory = `${512 + 3 * megabytes(initrd)}M`;
  const server = await serve(folder, link, { kernel: peer.kernel, initrd, append: PEER_LINE, memory, ...more });
  await firstPage(server.guest, server.url('/'));
  return { name: 'peer', ...server };
};
