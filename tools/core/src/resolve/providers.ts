// SPDX-License-Identifier: BSD-3-Clause
// Which projects provide a capability in one image: `use`, else the platform's default, else the declared default.
import { UnicoreError, type Diagnostic, type Note } from '../diagnostic.js';
import type { Project, Target } from '../model.js';
import { closest } from '../plan/suggest.js';
import { problemAt, type Place } from './problem.js';
import { supports } from './target.js';

export interface Use {
  readonly names: readonly string[];
  readonly place: Place;
  /** As of `Written`. */
  readonly level: string;
}

const provided = new WeakMap<ReadonlyMap<string, Project>, Map<string, string[]>>();

/** Capability → names of its providers, sorted. */
function providersIn(projects: ReadonlyMap<string, Project>): ReadonlyMap<string, readonly string[]> {
  const known = provided.get(projects);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const name of [...projects.keys()].sort()) {
    for (const capability of projects.get(name)!.manifest.provides ?? []) {
      found.set(capability, [...(found.get(capability) ?? []), name]);
    }
  }
  provided.set(projects, found);
  return found;
}

export interface Choice {
  readonly names: readonly string[];
  /** Where it was chosen; undefined for a default that a provider declares itself. */
  readonly place?: Place;
}

export interface ProviderWorld {
  readonly application: Project;
  /** The workspace's, and the application if it is none of these. */
  readonly every: ReadonlyMap<string, Project>;
  /** The workspace's. */
  readonly base: ReadonlyMap<string, Project>;
  readonly platform: Project;
  readonly arch: Project;
  readonly target: Target;
  readonly use: ReadonlyMap<string, Use>;
  /** Manifests that cannot be read, for whoever misses one. */
  readonly broken: readonly Note[];
  /** How the manifest that says `use` calls the list. */
  readonly useKey: string;
}

export const provides = (project: Project, capability: string): boolean =>
  project.manifest.provides?.includes(capability) ?? false;

const list = (names: readonly string[]): string => names.join(', ') || 'none';

function checkNamed(
  world: ProviderWorld,
  capability: string,
  names: readonly string[],
  place: Place,
  candidates: readonly string[],
): void {
  const { every, target, broken } = world;
  const fail = (code: Diagnostic['code'], message: string, hint: string, notes: readonly Note[] = []): never => {
    throw new UnicoreError(problemAt(code, message, place, hint, notes));
  };
  const hint = `its providers are ${list(candidates)}`;
  for (const name of names) {
    const project = every.get(name);
    const guess = closest(name, candidates);
    if (project === undefined)
      return fail(
        'UNICORE_E_PROJECT_UNKNOWN',
        `no project is called "${name}"`,
        guess ? `did you mean "${guess}"?` : hint,
        broken,
      );
    if (!provides(project, capability))
      return fail('UNICORE_E_NOT_A_PROVIDER', `${name} does not provide ${capability}`, hint);
    if (!supports(project, target)) {
      const able = candidates.filter((candidate) => supports(every.get(candidate)!, target));
      const note = { message: 'what it supports', location: project.locate(['supports']) };
      return fail(
        'UNICORE_E_UNSUPPORTED',
        `${name} does not support ${target.platform}-${target.arch}`,
        able.length > 0 ? `use ${able.join(' or ')}` : 'drop the line',
        [note],
      );
    }
  }
  const isOne = every.get(capability)?.manifest.cardinality !== 'many';
  if (isOne && names.length !== 1)
    fail('UNICORE_E_CARDINALITY', `${capability} has exactly one provider, and ${names.length} are named`, 'name one');
}

/** @throws UnicoreError located where the choice was made, or at `from` when there was none */
export function chooseProviders(world: ProviderWorld, capability: string, from: Place): Choice {
  const { every, platform, arch, target, application, broken } = world;
  if (capability === 'platform') return { names: [platform.name] };
  if (capability === 'arch') return { names: [arch.name] };
  const candidates = providersIn(world.base).get(capability) ?? [];
  const named = (names: readonly string[], place: Place): Choice => {
    checkNamed(world, capability, names, place, candidates);
    return { names: [...names], place };
  };
  const used = world.use.get(capability);
  if (used) return named(used.names, used.place);
  const declared = platform.manifest.defaults?.[capability];
  if (declared !== undefined) return named([declared].flat(), { project: platform, path: ['defaults', capability] });
  const able = candidates.filter((name) => supports(every.get(name)!, target));
  const defaults = able.filter((name) => every.get(name)!.manifest.defaultFor?.includes(capability));
  const isMany = every.get(capability)?.manifest.cardinality === 'many';
  if (defaults.length === 1 || (isMany && defaults.length > 0)) return { names: defaults };
  if (able.length === 0) {
    const message = `nothing provides ${capability} on ${target.platform}-${target.arch}`;
    const notes = candidates.map((name) => ({
      message: `${name} does, elsewhere`,
      location: every.get(name)!.locate(['supports']),
    }));
    throw new UnicoreError(
      problemAt('UNICORE_E_NO_PROVIDER', message, from, `add a library that provides ${capability}`, [
        ...notes,
        ...broken,
      ]),
    );
  }
  const several = defaults.length > 1 ? defaults : able;
  const message =
    defaults.length > 1
      ? `${capability} has several default providers: ${list(several)}`
      : several.length === 1
        ? `${capability} has no default provider; ${several[0]} could be used`
        : `${capability} has several providers and no default: ${list(several)}`;
  const value = isMany ? JSON.stringify([several[0]]) : JSON.stringify(several[0]);
  throw new UnicoreError(
    problemAt(
      'UNICORE_E_AMBIGUOUS_PROVIDER',
      message,
      from,
      `add "${capability}": ${value} to ${world.useKey} of ${application.name}`,
    ),
  );
}
