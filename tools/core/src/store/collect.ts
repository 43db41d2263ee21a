// SPDX-License-Identifier: BSD-3-Clause
// Keeps the store within its size: what was not used for the longest time goes first. Safe beside running builds: to them,
// what is gone was never there.
import { readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnicoreError } from '../diagnostic.js';
import { ASIDE } from './write-whole.js';

const UNITS: Record<string, number> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Bytes that the store may take: UNICORE_STORE_SIZE, else 5G. */
export function storeLimit(text = process.env['UNICORE_STORE_SIZE'] || '5G'): number {
  const found = /^(\d+)([KMGT]?)$/.exec(text);
  if (found === null)
    throw new UnicoreError({
      code: 'UNICORE_E_STORE_SIZE',
      message: `UNICORE_STORE_SIZE is "${text}"`,
      hint: 'write a number of bytes, or one with K, M, G or T: 5G',
    });
  return Number(found[1]) * (UNITS[found[2] ?? ''] ?? 1);
}

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly used: number;
}

function* walk(folder: string): Generator<Entry> {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) yield* walk(path);
    else if (stat) yield { path, size: stat.blocks * 512, used: stat.mtimeMs };
  }
}

/** A file aside that is this old belongs to a process that is gone. */
const ABANDONED_MS = 86_400_000;

/** After a collection there is room for a while. */
const LEVEL = 0.8;

export interface Collected {
  readonly bytes: number;
  readonly removed: number;
}

export function collect(folder: string, limit: number, now = Date.now()): Collected {
  for (const { path, used } of walk(join(folder, 'aside')))
    if (ASIDE.test(path) && used < now - ABANDONED_MS) rmSync(path, { force: true });
  const entries = [...walk(join(folder, 'contents')), ...walk(join(folder, 'traces'))];
  let bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  let removed = 0;
  if (bytes > limit) {
    entries.sort((a, b) => a.used - b.used);
    for (const { path, size } of entries) {
      if (bytes <= limit * LEVEL) break;
      try {
        unlinkSync(path);
      } catch {
        // Another process collects, too.
      }
      bytes -= size;
      removed++;
    }
  }
  return { bytes, removed };
}

/** Collects when enough was added since the last time: by this process alone, or by many small builds within an hour. */
export function collectIfDue(folder: string, grown: number, limit = storeLimit()): Collected | undefined {
  const stamp = join(folder, 'collected');
  const age = Date.now() - (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (grown === 0 || (grown < limit / 20 && age < 3_600_000)) return undefined;
  const result = collect(folder, limit);
  writeFileSync(stamp, '');
  return result;
}
