// SPDX-License-Identifier: BSD-3-Clause
// size.json: the bytes of each library and of each symbol, from the linker's map and the symbol table.
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PlanPath } from '../model.js';
import type { ActionIo } from '../actions/registry.js';
import { parseMap, type MapSection } from './map.js';

export interface SizeParameters {
  readonly map: PlanPath;
  /** Linked image with its symbols. */
  readonly linked: PlanPath;
  readonly image: PlanPath;
  readonly nm: string;
  readonly output: PlanPath;
}

export interface SectionSizes {
  text: number;
  rodata: number;
  data: number;
  bss: number;
}

export interface SymbolSize {
  readonly name: string;
  readonly library: string;
  readonly section: keyof SectionSizes;
  readonly bytes: number;
}

export interface SizeReport {
  readonly image: number;
  readonly total: SectionSizes;
  readonly libraries: Record<string, SectionSizes>;
  readonly symbols: readonly SymbolSize[];
}

/** Undefined for what is in no image: debug information, comments. */
export function sectionKind(name: string): keyof SectionSizes | undefined {
  if (/^\.(text|init|fini|plt)/.test(name)) return 'text';
  if (/^(\.bss|\.tbss|COMMON)/.test(name)) return 'bss';
  if (/^\.(data\.rel\.ro|rodata|eh_frame|rela|relr|dyn|hash|gnu\.hash|got|note|init_array|fini_array)/.test(name))
    return 'rodata';
  if (/^\.(data|tdata|ldata)/.test(name)) return 'data';
  return undefined;
}

/** The project of an object that the plan names `obj/<project>/<flags>/…` or `lib/<project>.a(…)`. */
export function libraryOf(object: string): string {
  const match = /(?:^|\/)(?:obj\/([^/]+)\/|lib\/([^/]+)\.a\()/.exec(object);
  return match?.[1] ?? match?.[2] ?? (/libgcc/.test(object) ? 'libgcc' : 'linker');
}

const zero = (): SectionSizes => ({ text: 0, rodata: 0, data: 0, bss: 0 });

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `nm` is the output of `nm --print-size --radix=x`. */
export function measure(sections: readonly MapSection[], nm: string, image: number): SizeReport {
  const total = zero();
  const libraries: Record<string, SectionSizes> = {};
  const kept = sections.filter((section) => section.address !== 0 && sectionKind(section.name) !== undefined);
  for (const section of kept) {
    const kind = sectionKind(section.name);
    if (kind === undefined) continue;
    const own = (libraries[libraryOf(section.object)] ??= zero());
    own[kind] += section.size;
    total[kind] += section.size;
  }
  const byAddress = [...kept].sort((a, b) => a.address - b.address);
  const symbols: SymbolSize[] = [];
  for (const match of nm.matchAll(/^([0-9a-f]+) ([0-9a-f]+) [a-zA-Z] (\S+)$/gm)) {
    const address = Number.parseInt(match[1] ?? '0', 16);
    const section = containing(byAddress, address);
    const kind = section && sectionKind(section.name);
    if (!section || !kind) continue;
    symbols.push({
      name: match[3] ?? '',
      library: libraryOf(section.object),
      section: kind,
      bytes: Number.parseInt(match[2] ?? '0', 16),
    });
  }
  symbols.sort(
    (a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.library < b.library ? -1 : 1),
  );
  return { image, total, libraries: sorted(libraries), symbols };
}

function containing(sections: readonly MapSection[], address: number): MapSection | undefined {
  let low = 0;
  let high = sections.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const section = sections[middle] as MapSection;
    if (address < section.address) high = middle - 1;
    else if (address >= section.address + section.size) low = middle + 1;
    else return section;
  }
  return undefined;
}

export async function sizeReport(parameters: unknown, io: ActionIo): Promise<void> {
  const { map, linked, image, nm, output } = parameters as SizeParameters;
  const { stdout } = await promisify(execFile)(nm, ['--print-size', '--radix=x', io.resolve(linked)], {
    maxBuffer: 1 << 28,
    signal: io.signal,
  });
  const report = measure(
    parseMap(await readFile(io.resolve(map), 'utf8')),
    stdout,
    (await stat(io.resolve(image))).size,
  );
  await writeFile(io.resolve(output), `${JSON.stringify(report, undefined, 1)}\n`);
}
