// SPDX-License-Identifier: BSD-3-Clause
// Questions about who requires whom: in all manifests, or in one image.
import { UnicoreError } from '../diagnostic.js';
import type { Configuration, Workspace } from '../model.js';
import { closest } from '../plan/suggest.js';
import { requiresOf } from '../resolve/visible.js';

/** Project → what it requires, and interfaces → who provides them. */
export type Graph = ReadonlyMap<string, readonly string[]>;

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** What may be, whatever is set: every require, whether its condition holds or not, and every provider. */
export function workspaceGraph({ projects }: Workspace): Graph {
  const providers = new Map<string, string[]>();
  for (const { name, manifest } of projects.values())
    for (const capability of manifest.provides ?? [])
      providers.set(capability, [...(providers.get(capability) ?? []), name]);
  return new Map(
    [...projects.values()].map((project) => [
      project.name,
      sorted([...requiresOf(project).map(({ entry }) => entry.name), ...(providers.get(project.name) ?? [])]),
    ]),
  );
}

/** What is: the requires that hold, and the providers that were chosen. */
export function imageGraph({ projects, application, target }: Configuration): Graph {
  const edges = new Map<string, Set<string>>([...projects.keys()].map((name) => [name, new Set()]));
  for (const [name, { requires }] of projects) {
    for (const [required, providers] of requires) {
      if (projects.has(required)) edges.get(name)!.add(required);
      for (const provider of providers) edges.get(required === provider ? name : required)?.add(provider);
    }
  }
  for (const name of [`plat-${target.platform}`, `arch-${target.arch}`]) edges.get(application.name)?.add(name);
  return new Map([...edges].map(([name, to]) => [name, sorted(to)]));
}

function mustHave(graph: Graph, name: string): void {
  if (graph.has(name)) return;
  const guess = closest(name, graph.keys());
  throw new UnicoreError({
    code: 'UNICORE_E_PROJECT_UNKNOWN',
    message: `no project here is called "${name}"`,
    hint: guess ? `did you mean "${guess}"?` : 'unicore list shows them',
  });
}

const reversed = (graph: Graph): Graph => {
  const back = new Map<string, string[]>([...graph.keys()].map((name) => [name, []]));
  for (const [name, to] of graph) for (const other of to) back.get(other)?.push(name);
  return new Map([...back].map(([name, from]) => [name, sorted(from)]));
};

/** Everything that is reached from a project, itself left out, the nearest first. */
function reach(graph: Graph, from: string): string[] {
  const seen = new Set([from]);
  for (const name of seen) for (const other of graph.get(name) ?? []) if (graph.has(other)) seen.add(other);
  return [...seen].slice(1);
}

/** @throws UnicoreError for an unknown name; so do the others */
export function depsOf(graph: Graph, name: string): string[] {
  mustHave(graph, name);
  return reach(graph, name);
}

export function rdepsOf(graph: Graph, name: string): string[] {
  mustHave(graph, name);
  return reach(reversed(graph), name);
}

/** The shortest way, both ends included, the first by name of several; undefined when there is none. */
export function somePath(graph: Graph, from: string, to: string): string[] | undefined {
  mustHave(graph, from);
  mustHave(graph, to);
  const back = new Map<string, string | undefined>([[from, undefined]]);
  for (const [name] of back) {
    if (name === to) break;
    for (const other of graph.get(name) ?? []) if (graph.has(other) && !back.has(other)) back.set(other, name);
  }
  if (!back.has(to)) return undefined;
  const path: string[] = [];
  for (let name: string | undefined = to; name !== undefined; name = back.get(name)) path.unshift(name);
  return path;
}
