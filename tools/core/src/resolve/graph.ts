// SPDX-License-Identifier: BSD-3-Clause
// The graph between options, built from what manifests say, never from values: an order to decide them in, or a cycle.
import { namesOf } from '../condition/check.js';
import { parseCondition } from '../condition/parse.js';
import type { Diagnostic, Note } from '../diagnostic.js';
import { placeOf, type Path } from '../manifest/project-file.js';
import { aliasOf, qualify, type Entry } from './names.js';
import { problemAt } from './problem.js';

/** `from` selects or implies another option. */
export interface Push {
  readonly how: 'selects' | 'implies';
  readonly from: Entry;
  /** Qualified. */
  readonly to: string;
  readonly when: string | undefined;
  readonly path: Path;
}

/** An option must be decided after another. */
interface Edge {
  readonly to: string;
  /** A push alone: options that switch each other on have one least answer. All else in a cycle has none, or two. */
  readonly push: boolean;
  /** How the one hangs on the other, for the diagnostic. */
  readonly text: string;
  readonly owner: Entry;
  readonly path: Path;
}

export function pushesOf(from: Entry): Push[] {
  return (['selects', 'implies'] as const).flatMap((how) =>
    (from.manifest[how] ?? []).map((item, index) => {
      const { option, when } = typeof item === 'string' ? { option: item, when: undefined } : item;
      return {
        how,
        from,
        to: qualify(option, from.owner),
        when,
        path: ['options', from.bare, how, index, ...(typeof item === 'string' ? [] : ['option'])],
      };
    }),
  );
}

function edgesOf(entries: ReadonlyMap<string, Entry>): Map<string, Edge[]> {
  const edges = new Map<string, Edge[]>([...entries.keys()].map((name) => [name, []]));
  const add = (at: string, edge: Edge): void => {
    if (entries.has(edge.to)) edges.get(at)?.push(edge);
  };
  const names = (text: string | undefined, entry: Entry): string[] =>
    text === undefined ? [] : namesOf(parseCondition(text)).map((name) => qualify(name, entry.owner));
  for (const entry of entries.values()) {
    const { name, bare, manifest } = entry;
    for (const to of names(manifest.dependsOn, entry)) {
      add(name, {
        to,
        push: false,
        text: `${name} depends on ${to}`,
        owner: entry,
        path: ['options', bare, 'dependsOn'],
      });
    }
    const defaults = Array.isArray(manifest.default)
      ? manifest.default
      : [{ value: manifest.default, when: undefined }];
    defaults.forEach(({ value, when }, index) => {
      const path = Array.isArray(manifest.default)
        ? ['options', bare, 'default', index, 'value']
        : ['options', bare, 'default'];
      const alias = aliasOf(manifest, value);
      for (const to of [...(alias === undefined ? [] : [qualify(alias, entry.owner)]), ...names(when, entry)]) {
        add(name, { to, push: false, text: `the default of ${name} hangs on ${to}`, owner: entry, path });
      }
    });
    for (const { how, to, when, path } of pushesOf(entry)) {
      const verb = how === 'selects' ? 'selects' : 'implies';
      add(to, { to: name, push: true, text: `${name} ${verb} ${to}`, owner: entry, path });
      for (const on of names(when, entry)) {
        add(to, { to: on, push: false, text: `${name} ${verb} ${to} when ${on}`, owner: entry, path });
      }
    }
  }
  return edges;
}

/** Strongly connected sets (Tarjan), each after the sets that it hangs on. */
function components(nodes: readonly string[], edges: ReadonlyMap<string, readonly Edge[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const open = new Set<string>();
  const found: string[][] = [];
  const visit = (name: string): void => {
    index.set(name, index.size);
    low.set(name, index.get(name)!);
    stack.push(name);
    open.add(name);
    for (const { to } of edges.get(name) ?? []) {
      if (!index.has(to)) visit(to);
      if (open.has(to)) low.set(name, Math.min(low.get(name)!, low.get(to)!));
    }
    if (low.get(name) !== index.get(name)) return;
    const set = stack.splice(stack.indexOf(name));
    for (const one of set) open.delete(one);
    found.push(set.sort());
  };
  for (const name of nodes) if (!index.has(name)) visit(name);
  return found;
}

/** The shortest way from one option to another within a set. */
function way(
  from: string,
  to: string,
  within: ReadonlySet<string>,
  edges: ReadonlyMap<string, readonly Edge[]>,
): Edge[] {
  const queue: { at: string; path: Edge[] }[] = [{ at: from, path: [] }];
  const seen = new Set<string>([from]);
  for (let n = 0; n < queue.length; n++) {
    const { at, path } = queue[n]!;
    if (at === to) return path;
    for (const edge of edges.get(at) ?? []) {
      if (!within.has(edge.to) || seen.has(edge.to)) continue;
      seen.add(edge.to);
      queue.push({ at: edge.to, path: [...path, edge] });
    }
  }
  return [];
}

function cycle(set: readonly string[], edges: ReadonlyMap<string, readonly Edge[]>): Diagnostic | undefined {
  const within = new Set(set);
  for (const name of set) {
    const [bad] = (edges.get(name) ?? []).filter((edge) => !edge.push && within.has(edge.to));
    if (bad === undefined) continue;
    const path = [bad, ...way(bad.to, name, within, edges)];
    const names = [name, ...path.map(({ to }) => to)];
    const notes: Note[] = path.map(({ text, owner, path: at }) => ({
      message: text,
      ...(owner.owner ? { location: placeOf(owner.owner, at).location } : {}),
    }));
    const place = bad.owner.owner && { project: bad.owner.owner, path: bad.path };
    return problemAt(
      'UNICORE_E_OPTION_CYCLE',
      `options hang on each other: ${names.join(' → ')}`,
      place,
      'drop one of these',
      notes,
    );
  }
  return undefined;
}

/** Sets of options in the order in which they are decided; more than one in a set only if they switch each other on. */
export function decisionOrder(entries: ReadonlyMap<string, Entry>): { sets: string[][]; cycles: Diagnostic[] } {
  const edges = edgesOf(entries);
  const sets = components([...entries.keys()].sort(), edges);
  return { sets, cycles: sets.flatMap((set) => cycle(set, edges) ?? []) };
}
