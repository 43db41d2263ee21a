// SPDX-License-Identifier: BSD-3-Clause
// One project.json: its value, and where in its text each part stands. The tree of places is made when it is asked for.
import type * as Jsonc from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Diagnostic, Location } from '../diagnostic.js';
import type { Manifest, Project } from '../model.js';

/** Loaded only when a place is asked for: a build that has nothing to tell needs none. */
let loaded: typeof Jsonc | undefined;
const jsonc = (): typeof Jsonc => (loaded ??= createRequire(import.meta.url)('jsonc-parser') as typeof Jsonc);

export type Path = readonly (string | number)[];

export const placeOf = (
  project: Pick<Project, 'locate' | 'sourceLine'>,
  path: Path,
): { location: Location; sourceLine: string } => {
  const location = project.locate(path);
  return { location, sourceLine: project.sourceLine(location.line) };
};

export class ProjectFile implements Project {
  readonly root: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly manifest: Manifest;
  private starts: number[] | undefined;
  private parsed: Node | undefined;

  /** `json` is the parsed text. */
  constructor(
    readonly file: string,
    readonly text: string,
    json: { name?: unknown; tags?: unknown; unicore?: unknown },
  ) {
    this.root = dirname(file);
    this.name = typeof json.name === 'string' ? json.name : '';
    this.tags = Array.isArray(json.tags) ? (json.tags as string[]) : [];
    this.manifest = json.unicore as Manifest;
  }

  get tree(): Node {
    return (this.parsed ??= jsonc().parseTree(this.text) ?? { type: 'object', offset: 0, length: 1 });
  }

  private get lineStarts(): number[] {
    if (this.starts === undefined) {
      this.starts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.starts.push(at + 1);
    }
    return this.starts;
  }

  position(offset: number, length = 1): Location {
    const starts = this.lineStarts;
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { file: this.file, line: low + 1, column: offset - starts[low]! + 1, length };
  }

  /** The nearest place that exists: a path may end in a key that is missing. */
  locate(path: Path): Location {
    for (let length = path.length; length >= 0; length--) {
      const node = jsonc().findNodeAtLocation(this.tree, ['unicore', ...path.slice(0, length)]);
      if (node === undefined) continue;
      // A whole object or list is pointed at by its key.
      const isWhole = node.type === 'object' || node.type === 'array';
      const shown = isWhole && node.parent?.type === 'property' ? (node.parent.children?.[0] ?? node) : node;
      return this.position(shown.offset, isWhole && shown === node ? 1 : shown.length);
    }
    return this.position(0);
  }

  locateKey(path: Path): Location {
    const node = jsonc().findNodeAtLocation(this.tree, ['unicore', ...path]);
    const key = node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    return key ? this.position(key.offset, key.length) : this.locate(path);
  }

  sourceLine(line: number): string {
    return this.text
      .slice(this.lineStarts[line - 1] ?? 0, this.lineStarts[line] ?? this.text.length)
      .replace(/\r?\n$/, '');
  }

  diagnostic(code: Diagnostic['code'], message: string, location: Location, hint?: string): Diagnostic {
    return {
      code,
      message,
      location,
      sourceLine: this.sourceLine(location.line),
      ...(hint === undefined ? {} : { hint }),
    };
  }
}
