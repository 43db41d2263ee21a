// SPDX-License-Identifier: BSD-3-Clause
// Fragments: files of `<option>=<value>` lines that are set for one build, as `--set` is. Faults are told with their line.
import { UnicoreError, type Location } from '../diagnostic.js';
import type { Path } from '../manifest/project-file.js';
import type { OptionValue, Project } from '../model.js';

/** A file that `--config` names. */
export interface Fragment {
  /** As it is shown, relative to the workspace. */
  readonly file: string;
  readonly text: string;
}

export interface FragmentLine {
  readonly name: string;
  readonly value: OptionValue;
  /** From 0. */
  readonly line: number;
}

const LINE = /^(\s*)([\w.-]+?)(\s*=\s*)(.*?)\s*$/;

const linesOf = (text: string): string[] => text.split(/\r?\n/);

/** @throws UnicoreError for a line that sets nothing and is no comment */
export function readFragment({ file, text }: Fragment): FragmentLine[] {
  return linesOf(text).flatMap((source, line) => {
    if (/^\s*(?:#.*)?$/.test(source)) return [];
    const [, , name, , value] = LINE.exec(source) ?? [];
    if (name === undefined || value === undefined || value === '')
      throw new UnicoreError({
        code: 'UNICORE_E_FRAGMENT',
        message: 'the line sets no option',
        location: { file, line: line + 1, column: 1, length: Math.max(1, source.length) },
        sourceLine: source,
        hint: 'write <option>=<value>, or use.<capability>=<provider>; # begins a comment',
      });
    return [{ name, value, line }];
  });
}

/** Where its lines stand, told as a project tells where its manifest's keys stand; paths are `[line]`. */
export function fragmentPlaces(fragment: Fragment, application: Project): Project {
  const lines = linesOf(fragment.text);
  const at = (path: Path, part: 'name' | 'value'): Location => {
    const line = Number(path[0] ?? 0);
    const [, indent = '', name = '', equals = '', value = ''] = LINE.exec(lines[line] ?? '') ?? [];
    const before = part === 'name' ? indent.length : indent.length + name.length + equals.length;
    const { length } = part === 'name' ? name : value;
    return { file: fragment.file, line: line + 1, column: before + 1, length: Math.max(1, length) };
  };
  return {
    name: fragment.file,
    root: application.root,
    tags: [],
    manifest: application.manifest,
    locate: (path) => at(path, 'value'),
    locateKey: (path) => at(path, 'name'),
    sourceLine: (line) => lines[line - 1] ?? '',
  };
}
