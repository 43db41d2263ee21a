// SPDX-License-Identifier: BSD-3-Clause
// Guest instructions from the image's entry to its first page, by phase: QEMU counts them (-icount) and stops at the functions
// where a phase ends; the last two ends are where the guest waits.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectGdb, stoppedAt } from '../../support/gdb-server.mjs';
import { atRest } from '../../support/guest.mjs';
import { multiboot } from '../image.mjs';
import { firstPage, startOurs } from './servers.mjs';

/** Functions at whose first instruction a phase ends, in their order. */
const ENDS = [
  ['the machine', 'uc_boot'],
  ['libraries', 'main'],
  ['configuration', 'ngx_single_process_cycle'],
];

/** Where functions of the image lie when QEMU has loaded it by multiboot. */
const loadedAt = (image) => {
  const symbols = new Map();
  for (const line of execFileSync('nm', [`${image}.dbg`], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n')) {
    const [address, , name] = line.split(' ');
    if (name) symbols.set(name, parseInt(address, 16));
  }
  const { start, entry } = multiboot(image);
  const moved = start - symbols.get('uc_image_start');
  return { entry, at: (name) => symbols.has(name) && symbols.get(name) + moved };
};

export const measurePhases = async ({ image, links, page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'phases-'));
  const path = join(folder, 'gdb');
  const { entry, at } = loadedAt(image);
  const files = { 'www/index.html': page };
  const server = await startOurs({ image, link: links[0], files, counted: true, more: stoppedAt(path), patience: 0 });
  try {
    const gdb = await connectGdb(path);
    await gdb.runTo(entry);
    let last = await server.guest.instructions();
    const first = last;
    const phases = {};
    const end = (name, now) => {
      phases[name] = now - last;
      last = now;
    };
    for (const [name, symbol] of ENDS) {
      if (!at(symbol)) continue;
      await gdb.runTo(at(symbol));
      end(name, await server.guest.instructions());
    }
    await gdb.detach();
    end('to its first wait', await atRest(server.guest));
    await firstPage(server.guest, server.url('/'));
    end('first page', await atRest(server.guest));
    return { total: last - first, phases };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
};

export const rowsOfPhases = ({ total, phases }) => [
  {
    what: 'nginx on kvm: guest instructions, entry to first page served',
    peer: '',
    here: `${(total / 1e6).toFixed(2)} M (${Object.entries(phases)
      .map(([name, count]) => `${name} ${(count / 1000).toFixed(0)} k`)
      .join(', ')})`,
    bar: '≤ 5 M',
    met: total <= 5e6,
  },
];
