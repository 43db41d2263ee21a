// SPDX-License-Identifier: BSD-3-Clause
// The names that an object asked for and did not find: a file that appears there later changes the object.
import { dirname, join, normalize, relative } from 'node:path';
import type { IncludeDirective, SourceScan } from './scan-source.js';

/** Search folders of a compile command, absolute, in the compiler's order. */
export interface SearchPath {
  readonly quote: readonly string[];
  readonly angled: readonly string[];
}

export interface Probes {
  readonly absent: readonly string[];
  /** Files whose presence was asked for, whatever they contain. */
  readonly present: readonly string[];
}

/** Takes `-iquote`, `-I`, `-isystem`, `-idirafter` from a command whose PlanPaths are replaced. */
export function searchPathOf(argv: readonly string[], folder: string): SearchPath {
  const lists: Record<string, string[]> = { '-iquote': [], '-I': [], '-isystem': [], '-idirafter': [] };
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i]!;
    const flag = arg.startsWith('-I') ? '-I' : Object.keys(lists).find((f) => f !== '-I' && arg.startsWith(f));
    if (flag === undefined) continue;
    const value = arg.length > flag.length ? arg.slice(flag.length) : argv[++i];
    if (value !== undefined) lists[flag]!.push(join(value.startsWith('/') ? '' : folder, value));
  }
  const system = [...new Set(lists['-isystem'])];
  // As the compiler does: a folder named by -I and by -isystem is searched in its place as a system folder only.
  const plain = [...new Set(lists['-I'])].filter((f) => !system.includes(f));
  return { quote: [...new Set(lists['-iquote'])], angled: [...plain, ...system, ...new Set(lists['-idirafter'])] };
}

/**
 * @param files what the object read, absolute and normal, the source first
 * @param scan  of one of these files
 * @param exists asks the file system
 */
export function probesOf(
  files: readonly string[],
  search: SearchPath,
  scan: (file: string) => SourceScan,
  exists: (file: string) => boolean,
): Probes {
  const read = new Set(files);
  const absent = new Set<string>();
  const present = new Set<string>();
  const explained = new Set<string>(files.slice(0, 1));

  function candidates(file: string, d: IncludeDirective): string[] {
    const chain = d.quoted ? [dirname(file), ...search.quote, ...search.angled] : search.angled;
    if (!d.next) return chain.map((folder) => join(folder, d.name));
    const all = [...search.quote, ...search.angled];
    const here = all.findIndex((folder) => file.startsWith(`${folder}/`));
    return all.slice(here + 1).map((folder) => join(folder, d.name));
  }

  for (const file of files) {
    const found = scan(file);
    for (const d of found.includes) {
      const list = candidates(file, d);
      const at = list.findIndex((path) => read.has(path) || exists(path));
      // Not read: the directive stood in a part that was left out.
      if (at < 0 || !read.has(list[at]!)) continue;
      explained.add(list[at]!);
      for (const path of list.slice(0, at)) absent.add(path);
    }
    for (const d of found.probes) {
      for (const path of candidates(file, d)) {
        if (exists(path)) {
          if (!read.has(path)) present.add(path);
          break;
        }
        absent.add(path);
      }
    }
  }
  // `#include MACRO`: the name is the path below the folder where the file was found.
  for (const file of files) {
    if (explained.has(file)) continue;
    const at = search.angled.findIndex((folder) => file.startsWith(`${folder}/`));
    if (at < 0) continue;
    const name = relative(search.angled[at]!, file);
    for (const folder of [...search.quote, ...search.angled.slice(0, at)]) absent.add(normalize(join(folder, name)));
  }
  for (const path of read) absent.delete(path);
  return { absent: [...absent].sort(), present: [...present].sort() };
}
