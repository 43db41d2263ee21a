// SPDX-License-Identifier: BSD-3-Clause
// Init and fini calls so that each runs after (or before) what it names; by project name where nothing else says.
import type { Diagnostic } from '../diagnostic.js';
import type { ConfiguredProject, InitEntry, Project } from '../model.js';
import { problemAt } from './problem.js';

interface Call {
  readonly entry: InitEntry;
  readonly project: Project;
  readonly index: number;
}

export interface Ordered {
  readonly calls: readonly InitEntry[];
  readonly problems: readonly Diagnostic[];
}

export function initOrder(projects: ReadonlyMap<string, ConfiguredProject>, kind: 'init' | 'fini'): Ordered {
  const calls: Call[] = [...projects.values()].flatMap(({ project, holds }) =>
    (project.manifest[kind] ?? []).flatMap((entry, index) => (holds(entry.when) ? [{ entry, project, index }] : [])),
  );
  const named = (name: string): Call[] =>
    calls.filter(({ project }) => project.name === name || project.manifest.provides?.includes(name));
  const sorted: Call[] = [];
  const problems: Diagnostic[] = [];
  const state = new Map<Call, 'open' | 'done'>();
  const visit = (call: Call, path: readonly Call[]): void => {
    if (state.get(call) === 'done') return;
    if (state.get(call) === 'open') {
      const cycle = [...path.slice(path.indexOf(call)), call].map(({ entry }) => entry.call);
      const place = { project: call.project, path: [kind, call.index, 'after'] };
      problems.push(
        problemAt(
          'UNICORE_E_INIT_CYCLE',
          `${kind} calls wait for each other: ${cycle.join(' → ')}`,
          place,
          'drop one of the "after"',
        ),
      );
      return;
    }
    state.set(call, 'open');
    for (const after of [...(call.entry.after ?? [])].sort()) {
      for (const other of named(after)) if (other.project !== call.project) visit(other, [...path, call]);
    }
    state.set(call, 'done');
    sorted.push(call);
  };
  // Those of fini are turned round at the end, so that a project's own stay in the order of its list.
  if (kind === 'fini') calls.reverse();
  for (const call of calls) visit(call, []);
  if (kind === 'fini') sorted.reverse();
  return { calls: sorted.map(({ entry }) => entry), problems };
}
