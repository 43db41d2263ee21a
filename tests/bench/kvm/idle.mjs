// SPDX-License-Identifier: BSD-3-Clause
// What an idle image with open connections costs the host's CPU, beside QEMU with a guest that halted for good.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGuest, tapCard } from '../../support/guest.mjs';
import { startOurs } from './servers.mjs';

const CONNECTIONS = 1000;

/** A multiboot image (specification 0.6.96) at 1 MiB: cli; hlt; jmp to the hlt. */
const halted = (file) => {
  const [magic, flags, at] = [0x1badb002, 0x10000, 0x100000];
  const image = Buffer.alloc(4096);
  const header = [magic, flags, -(magic + flags), at, at, at + 4096, 0, at + 32];
  header.forEach((word, index) => image.writeUInt32LE(word >>> 0, index * 4));
  Buffer.from([0xfa, 0xf4, 0xeb, 0xfd]).copy(image, 32);
  writeFileSync(file, image);
};

/** A connection that has had its page and stays. */
const openOne = (host) =>
  new Promise((resolve, reject) => {
    const socket = connect(80, host, () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    socket.once('data', () => resolve(socket)).once('error', reject);
  });

/** CPU seconds per second of all that QEMU does. */
const share = async (guest, seconds) => {
  const before = guest.cpuSeconds();
  await sleep(seconds * 1000);
  return (guest.cpuSeconds() - before) / seconds;
};

export const measureIdle = async ({ image, links, page, seconds = 30 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'idle-'));
  const sockets = [];
  const guests = [];
  try {
    halted(join(folder, 'halted'));
    const still = await startGuest({ kernel: join(folder, 'halted'), net: tapCard(links[1]), memory: '64M' });
    guests.push(still.kill);
    const ours = await startOurs({ image, link: links[0], files: { 'www/index.html': page } });
    guests.push(ours.close);
    while (sockets.length < CONNECTIONS) {
      sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => openOne(ours.link.guest)))));
    }
    await sleep(3000);
    const [here, machine] = await Promise.all([share(ours.guest, seconds), share(still, seconds)]);
    const open = sockets.filter((socket) => !socket.destroyed && socket.readable).length;
    return { here, machine, beyond: here - machine, open };
  } finally {
    for (const socket of sockets) socket.destroy();
    for (const end of guests) await end();
    rmSync(folder, { recursive: true });
  }
};

const percent = (value) => `${(value * 100).toFixed(2)} %`;

export const rowsOfIdle = ({ here, machine, beyond, open }) => [
  {
    what: `nginx on kvm, idle with ${CONNECTIONS} open connections: host CPU beyond QEMU's own`,
    peer: `a halted guest: ${percent(machine)}`,
    here: `${percent(here)}, ${percent(beyond)} more; ${open} still open`,
    bar: '≤ 1 %',
    met: beyond <= 0.01 && open === CONNECTIONS,
  },
];
