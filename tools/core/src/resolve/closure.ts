// SPDX-License-Identifier: BSD-3-Clause
// Which projects an image holds: the application, its platform and architecture, and all that these require.
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import type { Project, Reason, RequireEntry } from '../model.js';
import { closest } from '../plan/suggest.js';
import { problemAt, reasonAt, type Place } from './problem.js';
import { chooseProviders, provides, type Choice, type ProviderWorld } from './providers.js';
import { supports } from './target.js';
import { requiresOf } from './visible.js';

export interface Member {
  readonly project: Project;
  /** The chain of requires, nearest first. */
  readonly why: readonly Reason[];
  /** Capability → its providers; a project required by name stands for itself. */
  readonly requires: Map<string, readonly string[]>;
}

export interface Closure {
  readonly members: ReadonlyMap<string, Member>;
  readonly problems: readonly Diagnostic[];
}

export interface ClosureWorld extends ProviderWorld {
  readonly brokenProjects: ReadonlyMap<string, readonly Diagnostic[]>;
}

function unknownProject(world: ClosureWorld, name: string, place: Place): readonly Diagnostic[] {
  // What is wrong with it says more than that it is missing.
  const broken = world.brokenProjects.get(name);
  if (broken) return broken;
  const guess = closest(name, world.every.keys());
  const hint = guess ? `did you mean "${guess}"?` : 'add the project, or drop the line';
  return [
    problemAt(
      'UNICORE_E_PROJECT_UNKNOWN',
      `${place.project.name} requires "${name}", and no project is called that`,
      place,
      hint,
      world.broken,
    ),
  ];
}

/** Who chose a provider; nobody where the target itself does. */
function chosenBy(provider: Project, capability: string, place: Place | undefined): Reason[] {
  if (place) return [reasonAt('builtin', `chosen for ${capability} by ${place.project.name}`, place)];
  const index = provider.manifest.defaultFor?.indexOf(capability) ?? -1;
  if (index < 0) return [];
  return [reasonAt('builtin', `the default for ${capability}`, { project: provider, path: ['defaultFor', index] })];
}

/** `holds` decides the conditions of requires. Faults are gathered; what they hit is left out. */
export function closure(
  world: ClosureWorld,
  holds: (project: Project, entry: RequireEntry) => readonly string[] | undefined,
): Closure {
  const { application, platform, arch, target, every } = world;
  const members = new Map<string, Member>();
  const queue: Member[] = [];
  const problems: Diagnostic[] = [];
  const add = (project: Project, why: () => readonly Reason[], from: Place): void => {
    if (members.has(project.name)) return;
    if (!supports(project, target)) {
      const note = { message: 'what it supports', location: project.locate(['supports']) };
      problems.push(
        problemAt(
          'UNICORE_E_UNSUPPORTED',
          `${project.name} does not support ${target.platform}-${target.arch}`,
          from,
          'require another project, or drop the line',
          [note],
        ),
      );
      return;
    }
    const member = { project, why: why(), requires: new Map<string, readonly string[]>() };
    members.set(project.name, member);
    queue.push(member);
  };
  const choices = new Map<string, Choice>();
  const choose = (capability: string, place: Place): Choice => {
    const known = choices.get(capability);
    if (known) return known;
    try {
      const choice = chooseProviders(world, capability, place);
      choices.set(capability, choice);
      return choice;
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      // Told once, where it is required first.
      problems.push(...error.diagnostics);
      choices.set(capability, { names: [] });
      return { names: [] };
    }
  };
  const root: Place = { project: application, path: [] };
  add(application, () => [reasonAt('builtin', 'the application')], root);
  for (const project of [platform, arch])
    add(project, () => [reasonAt('builtin', `of the target ${target.name}`)], root);
  // Breadth first from the application, in the order of its lists: the shortest chain, whatever the order of projects.
  for (let n = 0; n < queue.length; n++) {
    const member = queue[n]!;
    for (const { entry, path } of requiresOf(member.project)) {
      const from = holds(member.project, entry);
      if (from === undefined) continue;
      const place = { project: member.project, path };
      const required = every.get(entry.name);
      if (required === undefined) {
        problems.push(...unknownProject(world, entry.name, place));
        continue;
      }
      if (required.manifest.kind === 'application') {
        problems.push(
          problemAt('UNICORE_E_REQUIRES_APPLICATION', `${required.name} is an application`, place, 'require a library'),
        );
        continue;
      }
      const reason = (text: string): Reason => reasonAt('builtin', text, place, from);
      const when = entry.when === undefined ? '' : ` when ${entry.when}`;
      add(required, () => [reason(`required by ${member.project.name}${when}`), ...member.why], place);
      if (required.manifest.kind !== 'interface') {
        member.requires.set(entry.name, [entry.name]);
        continue;
      }
      const { names, place: chosen } = choose(entry.name, place);
      member.requires.set(entry.name, names);
      const whose = (): Reason => reason(`provides ${entry.name} to ${member.project.name}${when}`);
      for (const name of names) {
        const provider = every.get(name)!;
        const chain = (): Reason[] => [...chosenBy(provider, entry.name, chosen), whose(), ...member.why];
        add(provider, chain, chosen ?? place);
      }
    }
  }
  return { members, problems };
}

/** Two providers of what has one: both would define its functions. */
export function rivals(world: ClosureWorld, members: ReadonlyMap<string, Member>): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const [name, { project }] of members) {
    if (project.manifest.kind !== 'interface' || project.manifest.cardinality === 'many') continue;
    const found = [...members.values()]
      .filter((member) => provides(member.project, name))
      .sort((a, b) => (a.project.name < b.project.name ? -1 : 1));
    if (found.length < 2) continue;
    const notes = found.map(({ project: one, why }) => ({
      message: `${one.name}: ${why[0]?.text ?? ''}`,
      ...(why[0]?.location ? { location: why[0].location } : {}),
    }));
    const names = found.map((member) => member.project.name);
    problems.push(
      problemAt(
        'UNICORE_E_RIVAL_PROVIDERS',
        `${names.join(' and ')} are both in the image, and ${name} has exactly one provider`,
        { project: world.application, path: ['use'] },
        `name one in ${world.useKey} of ${world.application.name}, and require no other by name`,
        notes,
      ),
    );
  }
  return problems;
}

/** Headers and options flow along requires, so that these make no circle; `link` ones may. */
export function compileCycles(
  members: ReadonlyMap<string, Member>,
  counts: (project: Project, entry: RequireEntry) => boolean,
): Diagnostic[] {
  const state = new Map<string, 'open' | 'done'>();
  const problems: Diagnostic[] = [];
  const visit = (name: string, path: readonly Place[]): void => {
    const { project } = members.get(name)!;
    state.set(name, 'open');
    for (const { entry, path: at } of requiresOf(project)) {
      if (entry.link || !members.has(entry.name) || !counts(project, entry)) continue;
      const next = [...path, { project, path: at }];
      if (state.get(entry.name) === 'open') {
        const start = next.findIndex((place) => place.project.name === entry.name);
        const cycle = next.slice(start);
        const names = [...cycle.map((place) => place.project.name), entry.name].join(' → ');
        const notes = cycle.map((place) => ({
          message: `a require of ${place.project.name}`,
          location: place.project.locate(place.path),
        }));
        problems.push(
          problemAt(
            'UNICORE_E_COMPILE_CYCLE',
            `projects require each other's headers: ${names}`,
            cycle.at(-1),
            'drop one of these, or make it { "name": …, "link": true } where only its functions are needed',
            notes,
          ),
        );
      } else if (!state.has(entry.name)) visit(entry.name, next);
    }
    state.set(name, 'done');
  };
  for (const name of [...members.keys()].sort()) if (!state.has(name)) visit(name, []);
  return problems;
}
