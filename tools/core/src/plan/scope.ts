// SPDX-License-Identifier: BSD-3-Clause
// What one project sees while it is compiled: paths, macros, include folders, defines.
import type { Conditional, Configuration, ConfiguredProject, PlanPath, Target } from '../model.js';
import { macrosOf } from '../resolve/names.js';
import type { Sources } from './prepare.js';
import { tidy } from './paths.js';

export interface PlanContext {
  readonly configuration: Configuration;
  readonly sources: Sources;
}

/** Interfaces whose headers come from the provider. */
const HEADERS_OF_PROVIDER = ['libc', 'arch'];

export const substitute = (text: string, target: Target): string =>
  text
    .replaceAll('{arch}', target.arch)
    .replaceAll('{platform}', target.platform)
    .replaceAll('{cpu}', target.cpu ?? target.arch);

export const generatedFolder = (project: string): PlanPath => `out:gen/${project}`;

/** The PlanPath of `text` in a project's manifest: `src/a.c`, `musl:src/a.c`, `generated:a.c`. */
export function place(context: PlanContext, project: ConfiguredProject, text: string): PlanPath {
  const { project: own } = project;
  const written = substitute(text, context.configuration.target);
  const [, key, rest = ''] = /^([A-Za-z0-9_-]+):(.*)$/.exec(written) ?? [];
  if (key === undefined) return `workspace:${tidy(`${own.root}/${written}`)}`;
  if (key === 'generated') return tidy(`${generatedFolder(own.name)}/${rest}`);
  const fetched = context.sources.fetched.get(`${own.name}:${key}`);
  return `store:${tidy(`${fetched?.id ?? key}/${rest}`)}`;
}

export interface Held<Entry> {
  readonly text: string;
  readonly entry: Entry;
  /** In the manifest's list. */
  readonly index: number;
}

/** Entries whose condition holds, in order. */
export function holding<Key extends string, Extra>(
  project: ConfiguredProject,
  entries: readonly Conditional<Key, Extra>[] | undefined,
  key: Key,
): Held<Conditional<Key, Extra>>[] {
  return (entries ?? []).flatMap((entry, index): Held<Conditional<Key, Extra>>[] => {
    if (typeof entry === 'string') return [{ text: entry, entry, index }];
    const object = entry as unknown as Record<Key, string | string[]> & { when?: string };
    if (!project.holds(object.when)) return [];
    return [object[key]].flat().map((text) => ({ text: text as string, entry, index }));
  });
}

/** A freestanding project needs of the libc what the interface says, and so gives the same objects under each. */
const isFreestanding = (project: ConfiguredProject): boolean =>
  (project.project.manifest.flags?.compile ?? []).includes('-ffreestanding');

/** The projects whose public headers this one sees, itself first, then by name; providers where the headers are theirs. */
export function seen(context: PlanContext, project: ConfiguredProject): ConfiguredProject[] {
  const { projects, target } = context.configuration;
  const names = new Set(project.sees);
  for (const name of HEADERS_OF_PROVIDER) {
    if (!names.has(name) || (name === 'libc' && isFreestanding(project))) continue;
    if (name === 'arch') names.add(`arch-${target.arch}`);
    for (const other of projects.values()) for (const provider of other.requires.get(name) ?? []) names.add(provider);
  }
  names.delete(project.project.name);
  const others = [...names].sort().flatMap((name) => projects.get(name) ?? []);
  return [project, ...others];
}

export function includeFolders(context: PlanContext, project: ConfiguredProject): PlanPath[] {
  const { manifest, name } = project.project;
  const folders = holding(project, manifest.includes?.private, 'folder').map(({ text }) =>
    place(context, project, text),
  );
  if (manifest.generate?.length) folders.push(generatedFolder(name));
  for (const other of seen(context, project)) {
    for (const { text } of holding(other, other.project.manifest.includes?.public, 'folder'))
      folders.push(place(context, other, text));
  }
  return [...new Set(folders)];
}

export function defines(context: PlanContext, project: ConfiguredProject): string[] {
  const own = holding(project, project.project.manifest.defines?.private, 'define').map(({ text }) => text);
  const shown = seen(context, project).flatMap((other) =>
    holding(other, other.project.manifest.defines?.public, 'define').map(({ text }) => text),
  );
  return [...new Set([...own, ...shown])];
}

/** Macro → text of all that the project sees, sorted. */
export function visibleMacros(context: PlanContext, project: ConfiguredProject): Map<string, string> {
  const options = [
    ...seen(context, project).flatMap((other) => [...other.options.values()]),
    ...context.configuration.build.values(),
  ];
  return new Map(options.flatMap(macrosOf).sort(([a], [b]) => (a < b ? -1 : 1)));
}
