// SPDX-License-Identifier: BSD-3-Clause
// Two folders of outputs, compared byte by byte.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Difference {
  readonly file: string;
  /** Of the first byte that differs; where one of them ends, its length; undefined where a file is on one side only. */
  readonly at?: number;
}

const outputsOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();

function firstDifference(a: Buffer, b: Buffer): number | undefined {
  if (a.equals(b)) return undefined;
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at++;
  return at;
}

export function compareFolders(first: string, second: string): { same: string[]; different: Difference[] } {
  const [a, b] = [outputsOf(first), outputsOf(second)];
  const same: string[] = [];
  const different: Difference[] = [];
  for (const file of [...new Set([...a, ...b])].sort()) {
    if (!a.includes(file) || !b.includes(file)) {
      different.push({ file });
      continue;
    }
    const at = firstDifference(readFileSync(join(first, file)), readFileSync(join(second, file)));
    if (at === undefined) same.push(file);
    else different.push({ file, at });
  }
  return { same, different };
}
