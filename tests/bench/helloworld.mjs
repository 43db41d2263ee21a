// SPDX-License-Identifier: BSD-3-Clause
// helloworld on kvm-x86_64: bytes, memory, instructions. All figures are of the one release image, whose hash is told.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, workspace } from '../e2e/support/nginx.mjs';
import { boot, instructions, sizes, smallestMemory } from './image.mjs';

const entryOf = (image) =>
  Number(
    execFileSync('readelf', ['--file-header', image], { encoding: 'utf8' }).match(/Entry point address:\s+(0x\w+)/)[1],
  );

const thousands = (count) => count.toLocaleString('en-US');

const buildHelloworld = () => {
  execFileSync('npx', ['unicore', 'build', 'app-helloworld', '-c', 'kvm-x86_64'], { cwd: workspace, stdio: 'ignore' });
  return join(workspace, 'dist/app-helloworld/kvm-x86_64/app-helloworld');
};

/** Rows of the table, and all figures. */
export const benchHelloworld = async ({ image = buildHelloworld() } = {}) => {
  const { file, memory } = sizes(image);
  const entry = entryOf(image);
  const counts = {};
  for (const megabytes of ['16M', '128M', '3G']) {
    const { count, status } = await instructions('pc', megabytes, image, entry);
    if (count === 0) throw new Error(`${image} does not reach its entry with ${megabytes} (QEMU: ${status})`);
    counts[megabytes] = count;
  }
  const greets = (machine) => async (kilobytes) =>
    /hello/i.test((await boot(machine, `${kilobytes}k`, image, [], 5)).text);
  const smallest = { pc: await smallestMemory(greets('pc')), microvm: await smallestMemory(greets('microvm')) };
  const most = Math.max(...Object.values(counts));
  const spread = most / Math.min(...Object.values(counts));
  const rows = [
    {
      what: 'helloworld kvm-x86_64, stripped ELF; memory in its segments',
      peer: '151,936 bytes without asserts, 238,104 with',
      here: `${thousands(file)} bytes; ${memory / 1024} KiB`,
      bar: '≤ 24 KiB; ≤ 128 KiB',
      met: file <= 24 * 1024 && memory <= 128 * 1024,
    },
    {
      what: 'guest instructions, entry to exit, at 16M, 128M and 3G (pc)',
      peer: '60 k to main + 100 M waiting',
      here: Object.values(counts).map(thousands).join(', '),
      bar: '≤ 100 k, within 10 %',
      met: most <= 100000 && spread <= 1.1,
    },
    {
      what: 'smallest memory that runs it',
      peer: '1,536 KB (pc)',
      here: `pc ${thousands(smallest.pc)} KB, microvm ${thousands(smallest.microvm)} KB`,
      bar: 'pc ≤ 1,216 KB, microvm ≤ 512 KB',
      met: smallest.pc <= 1216 && smallest.microvm <= 512,
    },
  ];
  return { rows, figures: { sha256: sha256(readFileSync(image)), file, memory, counts, smallest } };
};
