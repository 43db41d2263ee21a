// SPDX-License-Identifier: BSD-3-Clause
// Which processes a test left behind.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Command lines of processes that name the folder, or work in it. */
export function processesOf(folder) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const where = readlinkSync(`/proc/${name}/cwd`);
        return line !== '' && (line.includes(folder) || where === folder || where.startsWith(`${folder}/`))
          ? [line]
          : [];
      } catch {
        // It has ended, or is another user's.
        return [];
      }
    });
}
