// SPDX-License-Identifier: BSD-3-Clause
// Which projects an image holds under some changes, and what must change so that one comes or goes.
import type { Project } from '../../model.js';
import { closure, compileCycles, rivals, type ClosureWorld } from '../../resolve/closure.js';
import { chooseProviders, provides, type Use } from '../../resolve/providers.js';
import { supports } from '../../resolve/target.js';
import { requiresOf } from '../../resolve/visible.js';
import { UnicoreError } from '../../diagnostic.js';
import { withManifest } from '../space.js';
import { addTo, merge, type Landmark, type Landmarks } from './landmark.js';
import { namesOf } from '../../condition/check.js';
import { conditionOf, Model, NONE, type Changes, type Space } from './model.js';
import { State } from './state.js';

const USE = 'use.';
const REQUIRE = 'require.';

export interface Settled {
  readonly state: State;
  /** What is wrong with the projects themselves. */
  readonly faulty: boolean;
}

interface Requirer {
  readonly project: Project;
  readonly when: string | undefined;
}

/** Names that are asked for by conditions and selects: an application may require these. */
function askedFor(space: Space): Set<string> {
  const found = new Set<string>();
  for (const project of space.inquiry.world.every.values())
    for (const name of project.manifest.optional ?? []) found.add(name);
  for (const entry of space.all.values()) if (entry.owner) found.add(entry.owner.name);
  return found;
}

export class Presence {
  private readonly worlds = new Map<string, ClosureWorld>();
  private readonly models = new Map<string, Model>();
  private readonly faults = new Map<Model, Map<ClosureWorld, boolean>>();
  private readonly providers = new Map<string, string[]>();
  private always: ReadonlyMap<string, Project> | undefined;
  private required: Map<string, Requirer[]> | undefined;
  readonly requirable: ReadonlySet<string>;

  constructor(readonly space: Space) {
    for (const { name, manifest } of space.inquiry.world.base.values())
      for (const capability of manifest.provides ?? [])
        this.providers.set(capability, [...(this.providers.get(capability) ?? []), name]);
    this.requirable = askedFor(space);
  }

  private worldOf(changes: Changes): ClosureWorld {
    const { world } = this.space.inquiry;
    const own = [...changes].filter(([name]) => name.startsWith(USE) || name.startsWith(REQUIRE));
    if (own.length === 0) return world;
    const key = JSON.stringify(own.sort());
    const known = this.worlds.get(key);
    if (known) return known;
    const use = new Map<string, Use>(world.use);
    const place = { project: world.application, path: [] };
    for (const [name, value] of own)
      if (name.startsWith(USE))
        use.set(name.slice(USE.length), { names: String(value).split(','), place, level: '--set' });
    const { manifest } = world.application;
    const requires = own.flatMap(([name]) => (name.startsWith(REQUIRE) ? [name.slice(REQUIRE.length)] : []));
    const application = withManifest(world.application, {
      ...manifest,
      requires: [...(manifest.requires ?? []), ...requires],
    });
    const every = new Map([...world.every].map(([name, one]) => [name, one === world.application ? application : one]));
    const made = { ...world, use, application, every };
    this.worlds.set(key, made);
    return made;
  }

  private modelOf(projects: ReadonlyMap<string, Project>): Model {
    const key = [...projects.keys()].sort().join(' ');
    const known = this.models.get(key) ?? new Model(this.space, projects);
    this.models.set(key, known);
    return known;
  }

  private isFaulty(world: ClosureWorld, state: State, problems: number): boolean {
    if (problems > 0) return true;
    const known = this.faults.get(state.model) ?? new Map<ClosureWorld, boolean>();
    this.faults.set(state.model, known);
    const members = closure(world, (project, entry) => (state.holdsText(entry.when, project) ? [] : undefined)).members;
    const counts: Parameters<typeof compileCycles>[1] = (project, entry) => state.holdsText(entry.when, project);
    return rivals(world, members).length + compileCycles(members, counts).length > 0;
  }

  /** As resolve.ts: options of these projects, and projects under these options, until nothing changes. */
  settle(changes: Changes, from: Model | undefined): Settled {
    const world = this.worldOf(changes);
    const options: Changes = new Map(
      [...changes].filter(([name]) => !name.startsWith(USE) && !name.startsWith(REQUIRE)),
    );
    // Before options are known, what hangs on a condition is left out.
    const first = (): Model =>
      this.modelOf(toProjects(closure(world, (_, entry) => (entry.when === undefined ? [] : undefined)).members));
    let model = from ?? first();
    if (from && world === this.space.inquiry.world && !this.mayMove(from, options)) {
      const state = new State(from, options, from.base);
      return { state, faulty: false };
    }
    model = first();
    const seen = new Set<Model>();
    for (;;) {
      const state = new State(model, options, model.base);
      const { members, problems } = closure(world, (project, entry) =>
        state.holdsText(entry.when, project) ? [] : undefined,
      );
      const next = this.modelOf(toProjects(members));
      if (next === model) return { state, faulty: this.isFaulty(world, state, problems.length) };
      if (seen.has(next)) return { state, faulty: true };
      seen.add(model);
      model = next;
    }
  }

  /** Whether a condition of a require can be otherwise under these changes. */
  private mayMove(model: Model, options: Changes): boolean {
    const affected = model.affected([...options.keys()].map((name) => name.replace(/^drop\./, '')));
    return model.whens.some(
      ({ condition, names }) =>
        names.some((name) => affected.has(name)) &&
        new State(model, options, model.base).holds(condition) !== model.base.holds(condition),
    );
  }

  /** Who requires a project or capability, in any image. */
  private requirers(name: string): readonly Requirer[] {
    if (this.required === undefined) {
      this.required = new Map();
      for (const project of this.space.inquiry.world.every.values())
        for (const { entry } of requiresOf(project)) {
          const list = this.required.get(entry.name) ?? [];
          list.push({ project, when: entry.when });
          this.required.set(entry.name, list);
        }
    }
    return this.required.get(name) ?? [];
  }

  /** Whether a project is in every image of the application, whatever is set; so are options of the build. */
  isAlways(project: Project | undefined): boolean {
    const { world } = this.space.inquiry;
    this.always ??= toProjects(closure(world, (_, entry) => (entry.when === undefined ? [] : undefined)).members);
    return project === undefined || this.always.has(project.name);
  }

  private isUsable(name: string): boolean {
    const { world, target } = this.space.inquiry;
    const project = world.every.get(name);
    const kind = project?.manifest.kind;
    return project !== undefined && (kind === 'library' || kind === 'interface') && supports(project, target);
  }

  private chosen(capability: string): readonly string[] {
    try {
      const world = this.worldOf(this.all);
      const place = { project: world.application, path: [] };
      return chooseProviders(world, capability, place).names;
    } catch (error) {
      if (error instanceof UnicoreError) return [];
      throw error;
    }
  }

  /** Changes of the state that is asked about, those of providers and requires among them. */
  all: Changes = NONE;

  private otherUses(landmark: Landmark, capability: string, accept: (names: readonly string[]) => boolean): void {
    if (this.all.has(`${USE}${capability}`)) return;
    const now = this.chosen(capability);
    const isMany = this.space.inquiry.world.every.get(capability)?.manifest.cardinality === 'many';
    for (const name of this.providers.get(capability) ?? []) {
      if (!this.isUsable(name)) continue;
      const has = now.includes(name);
      const names = isMany ? (has ? now.filter((one) => one !== name) : [...now, name]) : [name];
      if (names.length > 0 && names.join() !== now.join() && accept(names))
        addTo(landmark, `${USE}${capability}`, names.join(','));
    }
  }

  /** A project or capability that is not there brought in; `direct`: by a require of the application, too. */
  bring(marks: Landmarks, name: string, direct = true): Landmark {
    return marks.guarded(`bring ${name} ${direct}`, () => {
      const all: Landmark = new Map();
      const { state } = marks;
      const { projects } = state.model;
      const { every } = this.space.inquiry.world;
      if (direct && this.requirable.has(name) && this.isUsable(name) && !projects.has(name))
        if (!this.all.has(`${REQUIRE}${name}`)) addTo(all, `${REQUIRE}${name}`, true);
      for (const { project, when } of this.requirers(name)) {
        if (!projects.has(project.name)) {
          if (this.isUsable(project.name)) merge(all, this.bring(marks, project.name, false));
        } else if (when !== undefined && !state.holdsText(when, project)) merge(all, marks.text(when, project, true));
      }
      const manifest = every.get(name)?.manifest;
      for (const capability of manifest?.provides ?? []) {
        if (projects.has(capability)) this.otherUses(all, capability, (names) => names.includes(name));
        else merge(all, this.bring(marks, capability, false));
      }
      // A capability is there with any of its providers.
      if (manifest?.kind === 'interface')
        for (const provider of this.providers.get(name) ?? [])
          if (this.isUsable(provider)) merge(all, this.bring(marks, provider, direct));
      return all;
    });
  }

  /** A project that is there, or all that makes a capability there, gone: one of what holds it must give way. */
  lose(marks: Landmarks, name: string): Landmark {
    const { state } = marks;
    const { projects } = state.model;
    const gone = projects.get(name) ?? [...projects.values()].find((project) => provides(project, name));
    if (gone === undefined || this.all.has(`${REQUIRE}${gone.name}`)) return new Map();
    return marks.guarded(`lose ${gone.name}`, () => {
      const all: Landmark = new Map();
      for (const capability of [gone.name, ...(gone.manifest.provides ?? [])]) {
        const isProvider = capability !== gone.name;
        if (isProvider && !this.chosen(capability).includes(gone.name)) continue;
        for (const { project, when } of this.requirers(capability)) {
          if (!projects.has(project.name) || !state.holdsText(when, project) || marks.isOpen(`lose ${project.name}`))
            continue;
          if (when !== undefined) merge(all, marks.text(when, project, false));
          if (isProvider) this.otherUses(all, capability, (names) => !names.includes(gone.name));
          merge(all, this.lose(marks, project.name));
          return all;
        }
      }
      return all;
    });
  }

  /** Whatever decides about projects at all. */
  anything(marks: Landmarks): Landmark {
    const all: Landmark = new Map();
    const { state } = marks;
    for (const project of state.model.projects.values()) {
      for (const { entry } of requiresOf(project))
        if (entry.when !== undefined) {
          merge(all, marks.text(entry.when, project, !state.holdsText(entry.when, project)));
          for (const option of namesOf(conditionOf(entry.when, project))) marks.either(all, option);
          // To have it in any case is a way out of coming and going in turn.
          const { name } = entry;
          const isWay = this.requirable.has(name) && this.isUsable(name) && !this.all.has(`${REQUIRE}${name}`);
          if (isWay && !this.isAlways(this.space.inquiry.world.every.get(name))) addTo(all, `${REQUIRE}${name}`, true);
        }
      if (project.manifest.kind === 'interface') this.otherUses(all, project.name, () => true);
    }
    return all;
  }
}

const toProjects = (members: ReadonlyMap<string, { readonly project: Project }>): Map<string, Project> =>
  new Map([...members].map(([name, { project }]) => [name, project]));
