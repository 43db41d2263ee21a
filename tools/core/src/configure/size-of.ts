// SPDX-License-Identifier: BSD-3-Clause
// What one library takes of the image that was built last: by kind, by object, by symbol, and what changed since the build before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputFolder, type BuildRequest } from '../build.js';
import { UnicoreError } from '../diagnostic.js';
import { parseMap } from '../outputs/map.js';
import { previousReport, sizeChange } from '../outputs/size-change.js';
import { sectionKind, type SectionSizes, type SizeReport, type SymbolSize } from '../outputs/size.js';
import { closest } from '../plan/suggest.js';

export interface LibrarySize {
  readonly library: string;
  readonly sections: SectionSizes;
  readonly bytes: number;
  /** Of all libraries. */
  readonly total: number;
  /** Source → bytes, the largest first. */
  readonly objects: ReadonlyMap<string, number>;
  /** The largest first. */
  readonly symbols: readonly Omit<SymbolSize, 'library'>[];
  /** Bytes that it grew since the build before; undefined if there was none. */
  readonly grown?: number;
}

const sum = ({ text, rodata, data, bss }: SectionSizes): number => text + rodata + data + bss;

/** `obj/lib-a/0123456789ab/src/a.c.o` → `lib-a src/a.c`; a member of an archive by its name. */
function sourceOf(object: string): string {
  const [, project, file] = /(?:^|\/)obj\/([^/]+)\/[^/]+\/(.*)\.o$/.exec(object) ?? [];
  if (project !== undefined) return `${project} ${file}`;
  const [, archive, member = ''] = /(?:^|\/)lib\/([^/]+)\.a\((.*)\)$/.exec(object) ?? [];
  return archive === undefined ? object : `${archive} ${member.replace(/\.o$/, '')}`;
}

/** Object → bytes in the image that was built last; undefined when there is none. */
export function objectBytes(folder: string, application: string): Map<string, number> | undefined {
  let map: string;
  try {
    map = readFileSync(join(folder, `${application}.map`), 'utf8');
  } catch {
    return undefined;
  }
  const found = new Map<string, number>();
  for (const { name, address, size, object } of parseMap(map)) {
    if (address === 0 || sectionKind(name) === undefined) continue;
    const source = sourceOf(object);
    found.set(source, (found.get(source) ?? 0) + size);
  }
  return found;
}

export function readReport(root: string, request: BuildRequest): SizeReport {
  const { application, target } = request;
  try {
    return JSON.parse(readFileSync(join(outputFolder(root, request), 'size.json'), 'utf8')) as SizeReport;
  } catch {
    throw new UnicoreError({
      code: 'UNICORE_E_NOT_BUILT',
      message: `${application} was not built for ${target}`,
      hint: `unicore build ${application} -c ${target}`,
    });
  }
}

/** @throws UnicoreError when nothing was built, or the image holds no such library */
export function librarySize(root: string, request: BuildRequest, library: string): LibrarySize {
  const report = readReport(root, request);
  const sections = report.libraries[library];
  const { application, target } = request;
  if (sections === undefined) {
    const names = Object.keys(report.libraries);
    const guess = closest(library, names);
    throw new UnicoreError({
      code: 'UNICORE_E_LIBRARY_UNKNOWN',
      message: `nothing of "${library}" is in ${application} for ${target}`,
      hint: guess ? `did you mean "${guess}"?` : `there are ${names.join(', ')}`,
    });
  }
  const folder = outputFolder(root, request);
  const before = previousReport(folder);
  const change = before && sizeChange(before, report).find(({ name }) => name === library);
  const objects = [...(objectBytes(folder, application) ?? [])]
    .filter(([source]) => source.split(' ')[0] === library)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([source, bytes]) => [source.slice(library.length + 1), bytes] as const);
  return {
    library,
    sections,
    bytes: sum(sections),
    total: sum(report.total),
    objects: new Map(objects),
    symbols: report.symbols
      .filter((symbol) => symbol.library === library)
      .map(({ library: _library, ...symbol }) => symbol),
    ...(before === undefined ? {} : { grown: change ? change.after - change.before : 0 }),
  };
}
