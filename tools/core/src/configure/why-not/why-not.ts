// SPDX-License-Identifier: BSD-3-Clause
// `why-not`: what stands in the way of a value, and the smallest sets of changes that would allow it.
import { UnicoreError, type Diagnostic } from '../../diagnostic.js';
import type { Configuration, OptionValue, Project, TargetManifest, Workspace } from '../../model.js';
import { qualify } from '../../resolve/names.js';
import { inquire, resolve, type ResolveRequest } from '../../resolve/resolve.js';
import { everyOption } from '../../resolve/scope.js';
import { fromText, normalise } from '../../resolve/values.js';
import { findOption, why } from '../../resolve/why.js';
import { difference, withManifest, withProject, type Difference } from '../space.js';
import type { Changes } from './model.js';
import { fewestChanges, type Limits } from './search.js';

export type WhyNot =
  /** It is so. */
  | { readonly verdict: 'is'; readonly name: string; readonly value: OptionValue; readonly why: readonly string[] }
  /** Setting it is all that it takes. */
  | { readonly verdict: 'free'; readonly name: string; readonly value: OptionValue; readonly effects: Difference }
  | {
      readonly verdict: 'blocked';
      readonly name: string;
      readonly value: OptionValue;
      /** What stands in the way. */
      readonly diagnostics: readonly Diagnostic[];
      /** The smallest sets of changes that allow it, each beside the setting itself; none if nothing does. */
      readonly solutions: readonly (readonly Step[])[];
      /** Not all could be tried: there may be others, or smaller ones. */
      readonly limited: boolean;
      readonly tried: number;
    };

export interface Step {
  readonly change: 'set' | 'use' | 'require' | 'drop';
  readonly name: string;
  readonly value: OptionValue;
}

export const LIMITS: Limits = { changes: 64, tries: 100_000 };

const CHANGE = /^(use|require|drop)\./;

function stepOf([name, value]: readonly [string, OptionValue]): Step {
  const change = CHANGE.exec(name)?.[1] as Step['change'] | undefined;
  return change === undefined ? { change: 'set', name, value } : { change, name: name.slice(change.length + 1), value };
}

/** The application without lines, and with requires. */
function changed(application: Project, steps: readonly Step[]): Project {
  const drops = new Set(steps.filter(({ change }) => change === 'drop').map(({ name }) => name));
  const requires = steps.filter(({ change }) => change === 'require').map(({ name }) => name);
  if (drops.size + requires.length === 0) return application;
  const kept = (set: Readonly<Record<string, OptionValue>> = {}): Record<string, OptionValue> =>
    Object.fromEntries(Object.entries(set).filter(([name]) => !drops.has(qualify(name, application))));
  const { manifest } = application;
  const targets = Object.entries(manifest.targets ?? {}).map(([name, one]): [string, TargetManifest] => [
    name,
    { ...one, set: kept(one.set) },
  ]);
  return withManifest(application, {
    ...manifest,
    set: kept(manifest.set),
    ...(manifest.targets ? { targets: Object.fromEntries(targets) } : {}),
    requires: [...(manifest.requires ?? []), ...requires],
  });
}

/** The configuration with an option set and changes made. @throws UnicoreError when it does not resolve */
export function resolveWith(workspace: Workspace, request: ResolveRequest, steps: readonly Step[]): Configuration {
  const name = request.application as string;
  const application = changed(workspace.projects.get(name)!, steps);
  const drops = new Set(steps.filter(({ change }) => change === 'drop').map((step) => step.name));
  const overrides = Object.entries(request.overrides ?? {}).filter(([option]) => !drops.has(option));
  for (const { change, name: option, value } of steps)
    if (change === 'set' || change === 'use') overrides.push([change === 'use' ? `use.${option}` : option, value]);
  const where = application === workspace.projects.get(name) ? workspace : withProject(workspace, application);
  return resolve(where, { ...request, overrides: Object.fromEntries(overrides) });
}

/** Of solutions that differ only in a number, the one nearest to what it is now. */
function nearest(solutions: readonly Changes[], now: Configuration): Changes[] {
  const best = new Map<string, { changes: Changes; distance: number }>();
  for (const changes of solutions) {
    let distance = 0;
    const key = [...changes].map(([name, value]) => {
      if (typeof value !== 'number') return `${name}=${String(value)}`;
      let before: unknown = 0;
      for (const { options } of now.projects.values())
        for (const option of options.values()) if (option.name === name) before = option.value;
      distance += Math.abs(value - Number(before));
      return name;
    });
    const text = JSON.stringify(key.sort());
    const known = best.get(text);
    if (known === undefined || distance < known.distance) best.set(text, { changes, distance });
  }
  return [...best.values()].map(({ changes }) => changes);
}

const textOf = (steps: readonly Step[]): string => JSON.stringify(steps);

function attempt(find: () => Configuration): Configuration | UnicoreError {
  try {
    return find();
  } catch (error) {
    if (error instanceof UnicoreError) return error;
    throw error;
  }
}

/**
 * @param asked an option's name and its value, as a command line gives it
 * @throws UnicoreError when the configuration does not resolve as it is, or no option is called so
 */
export function whyNot(
  workspace: Workspace,
  request: ResolveRequest & { readonly application: string },
  asked: { readonly name: string; readonly value: OptionValue },
  limits: Limits = LIMITS,
): WhyNot {
  const now = resolve(workspace, request);
  const all = everyOption(workspace.projects);
  const own = qualify(asked.name, now.application);
  // Its words for what is unknown.
  const name = all.has(own) ? own : findOption(now, asked.name).name;
  const { manifest } = all.get(name)!;
  const value = normalise(manifest, fromText(manifest, asked.value));
  const held = [...now.build.values(), ...[...now.projects.values()].flatMap(({ options }) => [...options.values()])];
  if (held.find((option) => option.name === name)?.value === value)
    return { verdict: 'is', name, value, why: why(now, name) };
  const after = attempt(() => resolveWith(workspace, request, [{ change: 'set', name, value }]));
  if (!(after instanceof UnicoreError)) return { verdict: 'free', name, value, effects: difference(now, after) };
  const { solutions, limited, tried } = fewestChanges(
    inquire(workspace, request),
    { name, value },
    limits,
    (changes) => {
      const steps = [...changes].map(stepOf);
      return !(
        attempt(() => resolveWith(workspace, request, [{ change: 'set', name, value }, ...steps])) instanceof
        UnicoreError
      );
    },
  );
  const steps = nearest(solutions, now)
    .map((changes) => [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(stepOf))
    .sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  return { verdict: 'blocked', name, value, diagnostics: after.diagnostics, solutions: steps, limited, tried };
}
