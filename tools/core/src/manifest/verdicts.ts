// SPDX-License-Identifier: BSD-3-Clause
// Which texts of project.json files were found right before, by their hash: so that a build that has nothing to do loads no
// validator. Only right ones are remembered; the file is per user and may be deleted at any time.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { storeFolder } from '../store/store.js';
import { writeWhole } from '../store/write-whole.js';

export interface Verdicts {
  isRight(text: string): boolean;
  add(text: string): void;
  save(): void;
}

const MAXIMUM = 4096;

/** What is right depends on the code that checks: its own text is part of each hash. */
let checker: string | undefined;
function checkerIdentity(): string {
  if (checker !== undefined) return checker;
  const hash = createHash('sha256');
  for (const name of ['validate.js', 'schema.js', 'check.js', '../resolve/values.js'])
    hash.update(readFileSync(join(import.meta.dirname, name)));
  return (checker = hash.digest('hex'));
}

export async function openVerdicts(folder = storeFolder()): Promise<Verdicts> {
  const file = join(folder, 'manifests-right');
  const read = await readFile(file, 'utf8').catch(() => '');
  const known = new Set<string>();
  for (const line of read.split('\n')) if (/^[0-9a-f]{64}$/.test(line)) known.add(line);
  const used = new Set<string>();
  const keyOf = (text: string): string => createHash('sha256').update(checkerIdentity()).update(text).digest('hex');
  return {
    isRight(text) {
      const key = keyOf(text);
      if (known.has(key)) used.add(key);
      return known.has(key);
    },
    add(text) {
      used.add(keyOf(text));
    },
    save() {
      if ([...used].every((key) => known.has(key))) return;
      const keys = [...used, ...[...known].filter((key) => !used.has(key))].slice(0, MAXIMUM);
      // A cache that cannot be written costs time only.
      try {
        writeWhole(file, `${keys.join('\n')}\n`);
      } catch {
        return;
      }
    },
  };
}
