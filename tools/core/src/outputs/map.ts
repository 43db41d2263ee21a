// SPDX-License-Identifier: BSD-3-Clause
// The linker's map, with the names that the plan uses in place of this machine's paths.
import { readFile, writeFile } from 'node:fs/promises';
import type { PlanPath } from '../model.js';
import type { ActionIo } from '../actions/registry.js';

export interface MapParameters {
  readonly input: PlanPath;
  readonly output: PlanPath;
  /** Paths that the linker was given; each is replaced by its PlanPath without the scheme. */
  readonly paths: readonly PlanPath[];
}

/** `resolve` gives the paths that stand in the text. */
export function withPlanNames(text: string, paths: readonly PlanPath[], resolve: (path: PlanPath) => string): string {
  const names = new Map(paths.map((path) => [resolve(path), path.slice(path.indexOf(':') + 1)]));
  const odd = [...names].filter(([path]) => /[\s()]/.test(path));
  // Longest first: no path may be replaced as the beginning of another.
  odd.sort(([a], [b]) => b.length - a.length);
  const rest = odd.reduce((result, [from, to]) => result.replaceAll(from, to), text);
  // One pass for all others, however many objects there are.
  return rest.replace(/\/[^\s()]+/g, (path) => names.get(path) ?? path);
}

export async function normaliseMap(parameters: unknown, io: ActionIo): Promise<void> {
  const { input, output, paths } = parameters as MapParameters;
  await writeFile(io.resolve(output), withPlanNames(await readFile(io.resolve(input), 'utf8'), paths, io.resolve));
}

export interface MapSection {
  /** Input section: `.text.main`. */
  readonly name: string;
  readonly address: number;
  readonly size: number;
  /** Object as the linker names it: `obj/…/main.o` or `lib-musl.a(malloc.o)`. */
  readonly object: string;
}

/** Input sections that were kept, in the order of the map. */
export function parseMap(text: string): MapSection[] {
  const start = text.indexOf('Linker script and memory map');
  const body = start < 0 ? text : text.slice(start);
  const sections: MapSection[] = [];
  // A long section name stands on a line of its own.
  for (const match of body.matchAll(/^ ([.\w][^\s]*)(?:\n\s+|\s+)0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$/gm)) {
    const [, name = '', address = '0', size = '0', object = ''] = match;
    const bytes = Number.parseInt(size, 16);
    if (bytes > 0 && !object.startsWith('load address')) {
      sections.push({ name, address: Number.parseInt(address, 16), size: bytes, object });
    }
  }
  return sections;
}
