// SPDX-License-Identifier: BSD-3-Clause
// helloworld on kvm-x86_64: bytes, memory, instructions. All figures are of the one release image, whose hash is told.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, workspace } from '../e2e/support/nginx.mjs';
import {
  GOOD_STATUS,
  boot,
  instructions,
  loads,
  multiboot,
  sizes,
  smallestMemory,
  withoutMultiboot,
} from './image.mjs';

const MEMORIES = ['16M', '128M', '3G', '64G'];

const thousands = (count) => count.toLocaleString('en-US');

const buildHelloworld = () => {
  execFileSync(process.execPath, ['tools/nx/bin/unicore.mjs', 'build', 'app-helloworld', '-c', 'kvm-x86_64'], {
    cwd: workspace,
    stdio: 'ignore',
  });
  return join(workspace, 'dist/app-helloworld/kvm-x86_64/app-helloworld');
};

/** Addresses in the image as linked: its bounds, PVH's entry, and the one instruction that waits (in uc_plat_idle). */
const linked = (image) => {
  const symbols = new Map();
  for (const line of execFileSync('nm', [`${image}.dbg`], { encoding: 'utf8' })
    .trim()
    .split('\n')) {
    const [address, , name] = line.split(' ');
    symbols.set(name, parseInt(address, 16));
  }
  const [start, end, entry, idle] = ['uc_image_start', 'uc_image_end', 'uc_metal_entry_pvh', 'uc_plat_idle'].map(
    (name) => symbols.get(name),
  );
  const { offset, address } = loads(image).find((load) => idle >= load.address && idle < load.address + load.bytes);
  const STI_HLT_CLI = Buffer.from([0xfb, 0xf4, 0xfa]);
  const halt = readFileSync(image).indexOf(STI_HLT_CLI, idle - address + offset) + 1 - offset + address;
  return { start, end, entry, halt };
};

/** helloworld says both of its lines and ends with status 0. */
const greets = (machine, image) => async (kilobytes) => {
  const { status, text } = await boot(machine, `${kilobytes}k`, image);
  return status === GOOD_STATUS && /^Hello from /m.test(text) && /^thread 2: hello /m.test(text);
};

/** Rows of the table, and all figures. */
export const benchHelloworld = async ({ image = buildHelloworld() } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'helloworld-'));
  try {
    const { file, memory } = sizes(image);
    const pvh = withoutMultiboot(image, join(folder, 'pvh'));
    const atLink = linked(image);
    const loaded = multiboot(image);
    const ways = {
      multiboot: { image, at: { ...loaded, halt: atLink.halt - atLink.start + loaded.start } },
      pvh: { image: pvh, at: atLink },
    };
    const counts = {};
    for (const [machine, way, size] of [
      ...MEMORIES.map((size) => ['pc', 'multiboot', size]),
      ...['q35', 'microvm'].map((machine) => [machine, 'multiboot', '128M']),
      ...['pc', 'q35', 'microvm'].map((machine) => [machine, 'pvh', '128M']),
    ]) {
      const what = `${machine} ${way} ${size}`;
      const { count, waits, status } = await instructions(machine, size, ways[way].image, ways[way].at);
      if (status !== GOOD_STATUS || count === 0)
        throw new Error(`${what}: ${count} instructions, QEMU ends with ${status}`);
      counts[what] = { count, waits };
    }
    const smallest = {};
    for (const machine of ['pc', 'microvm']) smallest[machine] = await smallestMemory(greets(machine, image));

    const onPc = MEMORIES.map((size) => counts[`pc multiboot ${size}`].count);
    const all = Object.values(counts);
    const most = Math.max(...all.map(({ count }) => count));
    const spread = Math.max(...onPc) / Math.min(...onPc);
    const waits = all.reduce((sum, one) => sum + one.waits, 0);
    const hash = sha256(readFileSync(image));
    const rows = [
      {
        what: `helloworld kvm-x86_64 (sha256 ${hash}, no KASLR), stripped ELF; memory in its segments`,
        peer: '151,936 bytes without asserts, 238,104 with',
        here: `${thousands(file)} bytes; ${memory / 1024} KiB`,
        bar: '≤ 24 KiB; ≤ 128 KiB',
        met: file <= 24 * 1024 && memory <= 128 * 1024,
      },
      {
        what: 'guest instructions, entry to exit, at 16M, 128M, 3G and 64G (pc, multiboot)',
        peer: '60 k to main + 100 M waiting',
        here: `${onPc.map(thousands).join(', ')}; waits: ${waits}; most of all machines, multiboot and PVH: ${thousands(most)}`,
        bar: '≤ 100 k, within 10 %, no waiting',
        met: most <= 100000 && spread <= 1.1 && waits === 0,
      },
      {
        what: 'smallest memory that runs it',
        peer: '1,536 KB (pc)',
        here: `pc ${thousands(smallest.pc)} KB, microvm ${thousands(smallest.microvm)} KB`,
        bar: 'pc ≤ 1,216 KB, microvm ≤ 512 KB',
        met: smallest.pc <= 1216 && smallest.microvm <= 512,
      },
    ];
    return { rows, figures: { sha256: hash, file, memory, counts, smallest } };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
