// SPDX-License-Identifier: BSD-3-Clause
// What a project sees: itself, what it requires or may use, what these show publicly, and the interfaces that it provides.
import type { Manifest, Project, RequireEntry } from '../model.js';

export interface Required {
  readonly entry: RequireEntry;
  readonly path: readonly (string | number)[];
}

const required = new WeakMap<Manifest, readonly Required[]>();

/** The same objects each time. */
export function requiresOf({ manifest }: Project): readonly Required[] {
  const known = required.get(manifest);
  if (known !== undefined) return known;
  const found = (manifest.requires ?? []).map((item, index): Required =>
    typeof item === 'string'
      ? { entry: { name: item }, path: ['requires', index] }
      : { entry: item, path: ['requires', index, 'name'] },
  );
  required.set(manifest, found);
  return found;
}

/** Names seen, sorted. `counts` tells which of the requires count, `find` which projects are there. */
export function seenFrom(
  project: Project,
  find: (name: string) => Project | undefined,
  counts: (project: Project, entry: RequireEntry) => boolean,
): string[] {
  const seen = new Set<string>([project.name]);
  const add = (name: string): void => {
    const other = find(name);
    if (other === undefined || seen.has(name)) return;
    seen.add(name);
    for (const { entry } of requiresOf(other)) if (entry.public && counts(other, entry)) add(entry.name);
  };
  for (const { entry } of requiresOf(project)) if (!entry.link && counts(project, entry)) add(entry.name);
  for (const name of project.manifest.optional ?? []) add(name);
  // A provider includes the header of what it provides.
  for (const name of project.manifest.provides ?? []) add(name);
  return [...seen].sort();
}

const memo = new WeakMap<ReadonlyMap<string, Project>, Map<string, string[]>>();

/** What a project sees in any image: the names that its conditions may mention. */
export function maySee(project: Project, every: ReadonlyMap<string, Project>): string[] {
  const known = memo.get(every) ?? new Map<string, string[]>();
  memo.set(every, known);
  const found =
    known.get(project.name) ??
    seenFrom(
      project,
      (name) => every.get(name),
      () => true,
    );
  known.set(project.name, found);
  return found;
}

/** What `has()` may ask. */
export const mayAsk = (project: Project): string[] => [
  ...requiresOf(project).map(({ entry }) => entry.name),
  ...(project.manifest.optional ?? []),
  ...(project.manifest.provides ?? []),
];
