// SPDX-License-Identifier: BSD-3-Clause
// What the conditions of a manifest may name, and the check of all of them, whatever the values are.
import { checkCondition, type Scope, type Typed } from '../condition/check.js';
import { ConditionError } from '../condition/parse.js';
import type { Diagnostic } from '../diagnostic.js';
import { conditionsOf } from '../manifest/conditions.js';
import type { Project } from '../model.js';
import { BUILD_ENTRIES, entriesOf, qualify, type Entry } from './names.js';
import { conditionProblem } from './problem.js';
import { mayAsk, maySee } from './visible.js';

export const TARGET_NAMES = ['target.platform', 'target.arch'] as const;

const options = new WeakMap<ReadonlyMap<string, Project>, ReadonlyMap<string, Entry>>();

/** All options of a workspace by qualified name; of two that are called alike, the one of the first project by name. */
export function everyOption(every: ReadonlyMap<string, Project>): ReadonlyMap<string, Entry> {
  const known = options.get(every);
  if (known !== undefined) return known;
  const found = new Map<string, Entry>(BUILD_ENTRIES.map((entry) => [entry.name, entry]));
  for (const name of [...every.keys()].sort()) {
    for (const entry of entriesOf(every.get(name)!)) if (!found.has(entry.name)) found.set(entry.name, entry);
  }
  options.set(every, found);
  return found;
}

export function scopeOf(project: Project, every: ReadonlyMap<string, Project>, all: ReadonlyMap<string, Entry>): Scope {
  const seen = maySee(project, every).flatMap((name) => entriesOf(every.get(name) ?? project));
  const options = new Map<string, Entry>([...BUILD_ENTRIES, ...seen].map((entry) => [entry.name, entry]));
  const asked = new Set(mayAsk(project));
  return {
    type(name): Typed | undefined {
      if ((TARGET_NAMES as readonly string[]).includes(name)) return { type: 'string' };
      return options.get(qualify(name, project))?.manifest;
    },
    capability: (name) => asked.has(name),
    names: () => [
      ...[...options.values()].map((entry) => (entry.owner === project ? entry.bare : entry.name)),
      ...TARGET_NAMES,
    ],
    capabilities: () => [...asked],
    unseen(name) {
      const owner = all.get(qualify(name, project))?.owner;
      return owner && `add "${owner.name}" to "requires" or "optional" of ${project.name}`;
    },
  };
}

const faults = new WeakMap<ReadonlyMap<string, Project>, Map<Project, readonly Diagnostic[]>>();

/** Faults of the conditions of one manifest, whatever image it is in. */
export function conditionFaults(project: Project, every: ReadonlyMap<string, Project>): readonly Diagnostic[] {
  const known = faults.get(every) ?? new Map<Project, readonly Diagnostic[]>();
  faults.set(every, known);
  const found = known.get(project) ?? checkConditions(project, () => scopeOf(project, every, everyOption(every)));
  known.set(project, found);
  return found;
}

function checkConditions(project: Project, scope: () => Scope): Diagnostic[] {
  const conditions = conditionsOf(project);
  if (conditions.length === 0) return [];
  const known = scope();
  return conditions.flatMap(({ text, path }) => {
    try {
      checkCondition(text, known);
      return [];
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      return [conditionProblem(error, text, { project, path })];
    }
  });
}
