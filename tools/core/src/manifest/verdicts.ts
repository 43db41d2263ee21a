// SPDX-License-Identifier: BSD-3-Clause
// Which texts of project.json files were found right before, by their hash: and their conditions as trees: so that a
// build that has nothing to do loads neither validator nor parser. Only right ones are remembered; the file is per user and may be deleted at any time.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parsedConditions, rememberConditions, type Condition } from '../condition/parse.js';
import { storeFolder } from '../store/store.js';
import { writeWhole } from '../store/write-whole.js';

export interface Verdicts {
  isRight(text: string): boolean;
  add(text: string): void;
  save(): void;
}

const MAXIMUM = 4096;

/** What is right, and how a condition is read, depends on the code that says so. */
let checker: string | undefined;
function checkerIdentity(): string {
  if (checker !== undefined) return checker;
  const hash = createHash('sha256');
  const parts = [
    'validate.js',
    'validator.js',
    'schema.js',
    'check.js',
    'conditions.js',
    '../resolve/values.js',
    '../condition/parse.js',
  ];
  for (const name of parts) hash.update(readFileSync(join(import.meta.dirname, name)));
  return (checker = hash.digest('hex'));
}

interface Remembered {
  readonly checker: string;
  /** Hashes of the texts. */
  readonly right: readonly string[];
  readonly conditions: Readonly<Record<string, Condition>>;
}

/** What an earlier process remembered; nothing when it is damaged or of another version. */
async function recall(file: string): Promise<Remembered> {
  const none: Remembered = { checker: checkerIdentity(), right: [], conditions: {} };
  try {
    const read = JSON.parse(await readFile(file, 'utf8')) as Remembered;
    return read.checker === none.checker && Array.isArray(read.right) && typeof read.conditions === 'object'
      ? read
      : none;
  } catch {
    return none;
  }
}

export async function openVerdicts(folder = storeFolder()): Promise<Verdicts> {
  const file = join(folder, 'manifests.json');
  const { right, conditions } = await recall(file);
  rememberConditions(Object.entries(conditions));
  const known = new Set(right);
  const used = new Set<string>();
  const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');
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
      const remembered: Remembered = {
        checker: checkerIdentity(),
        right: [...used, ...[...known].filter((key) => !used.has(key))].slice(0, MAXIMUM),
        conditions: Object.fromEntries([...parsedConditions()].slice(-MAXIMUM)),
      };
      // A cache that cannot be written costs time only.
      try {
        writeWhole(file, `${JSON.stringify(remembered)}\n`);
      } catch {
        return;
      }
    },
  };
}
