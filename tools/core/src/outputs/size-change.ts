// SPDX-License-Identifier: BSD-3-Clause
// What grew and what shrank between two builds of an image, by library and symbol; and the report of the build before.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyWhole } from '../store/write-whole.js';
import type { SectionSizes, SizeReport } from './size.js';

export interface SymbolChange {
  readonly name: string;
  readonly section: keyof SectionSizes;
  /** 0: it was not there. */
  readonly before: number;
  /** 0: it is gone. */
  readonly after: number;
}

export interface LibraryChange {
  readonly name: string;
  /** Bytes of all sections together. */
  readonly before: number;
  readonly after: number;
  /** What changed most stands first. */
  readonly symbols: readonly SymbolChange[];
}

type Pair = { before: number; after: number };

const amount = ({ before, after }: Pair): number => Math.abs(after - before);
const byAmount = (a: Pair & { name: string }, b: Pair & { name: string }): number =>
  amount(b) - amount(a) || (a.name < b.name ? -1 : 1);
const sumOf = (sizes: SectionSizes | undefined): number =>
  sizes === undefined ? 0 : sizes.text + sizes.rodata + sizes.data + sizes.bss;

/** Library, section and name in one text; functions of one name in one library count as one. */
function symbolsOf({ symbols }: SizeReport): Map<string, number> {
  const found = new Map<string, number>();
  for (const { library, section, name, bytes } of symbols) {
    const key = `${library}\n${section}\n${name}`;
    found.set(key, (found.get(key) ?? 0) + bytes);
  }
  return found;
}

/** Libraries that changed, or in which a symbol did; what changed most stands first. */
export function sizeChange(before: SizeReport, after: SizeReport): LibraryChange[] {
  const [old, now] = [symbolsOf(before), symbolsOf(after)];
  const symbols = new Map<string, SymbolChange[]>();
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const change = { before: old.get(key) ?? 0, after: now.get(key) ?? 0 };
    if (change.before === change.after) continue;
    const [library = '', section, name = ''] = key.split('\n');
    symbols.set(library, [
      ...(symbols.get(library) ?? []),
      { name, section: section as keyof SectionSizes, ...change },
    ]);
  }
  const names = new Set([...Object.keys(before.libraries), ...Object.keys(after.libraries), ...symbols.keys()]);
  return [...names]
    .map((name): LibraryChange => ({
      name,
      before: sumOf(before.libraries[name]),
      after: sumOf(after.libraries[name]),
      symbols: [...(symbols.get(name) ?? [])].sort(byAmount),
    }))
    .filter((change) => amount(change) > 0 || change.symbols.length > 0)
    .sort(byAmount);
}

const REPORT = 'size.json';
const placesOf = (outputFolder: string) => ({
  now: join(outputFolder, REPORT),
  last: join(outputFolder, '.build', REPORT),
  previous: join(outputFolder, '.build', 'size.previous.json'),
});

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** After a build: keeps the report, and that of the build before which was another. */
export function keepReport(outputFolder: string): void {
  const { now, last, previous } = placesOf(outputFolder);
  const [text, known] = [textOf(now), textOf(last)];
  if (text === undefined || text === known) return;
  try {
    if (known !== undefined) copyWhole(last, previous);
    copyWhole(now, last);
  } catch {
    // Nothing to compare with is better than a wrong one.
    rmSync(previous, { force: true });
  }
}

/** Of the last build that gave another image; Nx may have put an image there without a build. */
export function previousReport(outputFolder: string): SizeReport | undefined {
  const { now, last, previous } = placesOf(outputFolder);
  const [text, known] = [textOf(now), textOf(last)];
  const found = known !== undefined && known !== text ? known : textOf(previous);
  try {
    return found === undefined ? undefined : (JSON.parse(found) as SizeReport);
  } catch {
    return undefined;
  }
}
