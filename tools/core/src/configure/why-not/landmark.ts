// SPDX-License-Identifier: BSD-3-Clause
// What must change at the least: for a failure, a set of changes of which every way out holds one. Found by going back from
// what should be otherwise to what decides it; whatever is not in the set leaves the failure as it is.
import type { Condition } from '../../condition/parse.js';
import { namesOf } from '../../condition/check.js';
import type { OptionManifest, OptionValue, Project } from '../../model.js';
import type { Push } from '../../resolve/graph.js';
import { aliasOf, qualify } from '../../resolve/names.js';
import { conditionOf } from './model.js';
import type { Presence } from './presence.js';
import type { Failure, State } from './state.js';

/** Name of a change → the values that it may be changed to. */
export type Landmark = Map<string, Set<OptionValue>>;

/** Ranges up to so many values are tried whole. */
const FEW = 16;

export function addTo(landmark: Landmark, name: string, ...values: readonly OptionValue[]): void {
  const known = landmark.get(name) ?? new Set();
  for (const value of values) known.add(value);
  if (known.size > 0) landmark.set(name, known);
}

export function merge(into: Landmark, other: Landmark): void {
  for (const [name, values] of other) addTo(into, name, ...values);
}

const smaller = (a: Landmark, b: Landmark): Landmark => (b.size < a.size ? b : a);

export class Landmarks {
  private readonly visiting = new Set<string>();

  constructor(
    readonly state: State,
    private readonly presence: Presence,
  ) {}

  guarded(key: string, make: () => Landmark): Landmark {
    // To change by itself is no beginning.
    if (this.visiting.has(key)) return new Map();
    this.visiting.add(key);
    try {
      return make();
    } finally {
      this.visiting.delete(key);
    }
  }

  /** Whether it is being asked about. */
  isOpen = (key: string): boolean => this.visiting.has(key);

  private isFree(name: string): boolean {
    return !this.state.changes.has(name) && !this.state.changes.has(`drop.${name}`);
  }

  /** Whatever a bool is now: of what comes and goes in turn, both may be a way out. */
  either(landmark: Landmark, name: string): void {
    if (this.isFree(name) && this.state.model.nodes.get(name)?.entry.manifest.type === 'bool')
      addTo(landmark, name, true, false);
  }

  /** Values that an option may be changed to. */
  private valuesFor(name: string, manifest: OptionManifest): OptionValue[] {
    const now = this.state.value(name);
    const { type, values = [], range } = manifest;
    const others = (list: readonly OptionValue[]): OptionValue[] => [...new Set(list)].filter((value) => value !== now);
    if (type === 'bool') return [now !== true];
    if (type === 'choice') return others(values);
    const constants = this.state.model.constantsFor(name);
    if (type === 'string') return others(constants.filter((value) => typeof value === 'string'));
    const [low, high] = range ? [Number(range[0]), Number(range[1])] : [-Infinity, Infinity];
    if (high - low < FEW) return others(Array.from({ length: high - low + 1 }, (_, n) => low + n));
    const near = constants
      .filter((value) => typeof value === 'number')
      .flatMap((value) => [value - 1, value, value + 1]);
    const ends = [low, high].filter(Number.isFinite);
    return others([...near, ...ends].filter((value) => value >= low && value <= high));
  }

  /** A condition that is not `wanted` made so. */
  condition(condition: Condition, wanted: boolean): Landmark {
    const { state } = this;
    // Where options hang on each other, a value may be what its own condition denies.
    if (state.holds(condition) === wanted) return new Map();
    switch (condition.kind) {
      case 'value':
        return new Map();
      case 'name':
        return this.bool(condition.name, wanted);
      case 'has':
        return wanted
          ? this.presence.bring(this, condition.capability)
          : this.presence.lose(this, condition.capability);
      case 'not':
        return this.condition(condition.of, !wanted);
      case 'and':
      case 'or': {
        const sides = [condition.left, condition.right].filter((side) => state.holds(side) !== wanted);
        const found = sides.map((side) => this.condition(side, wanted));
        // Both sides are needed: each by itself is a landmark. Either will do: only together are they one.
        if ((condition.kind === 'and') === wanted) return found.reduce(smaller);
        const all: Landmark = new Map();
        for (const one of found) merge(all, one);
        return all;
      }
      case 'compare': {
        const all: Landmark = new Map();
        for (const name of namesOf(condition)) merge(all, this.value(name));
        return all;
      }
    }
  }

  text(text: string, owner: Project | undefined, wanted: boolean): Landmark {
    return this.condition(conditionOf(text, owner), wanted);
  }

  /** A default that another option, or a condition, decides. */
  private byDefault(name: string): Landmark {
    const { manifest, owner } = this.state.model.nodes.get(name)!.entry;
    const all: Landmark = new Map();
    const items = Array.isArray(manifest.default) ? manifest.default : [{ value: manifest.default, when: undefined }];
    for (const { value, when } of items) {
      const holds = this.state.holdsText(when, owner);
      if (when !== undefined) merge(all, this.text(when, owner, !holds));
      if (!holds) continue;
      const alias = aliasOf(manifest, value);
      if (alias !== undefined) merge(all, this.value(qualify(alias, owner)));
      break;
    }
    return all;
  }

  private absent(name: string): Landmark {
    const owner = this.state.model.space.all.get(name)?.owner;
    return owner ? this.presence.bring(this, owner.name) : new Map();
  }

  /** Any other value. */
  value(name: string): Landmark {
    const node = this.state.model.nodes.get(name);
    if (name.startsWith('target.')) return new Map();
    if (node === undefined) return this.absent(name);
    if (node.entry.manifest.type === 'bool') return this.bool(name, this.state.value(name) !== true);
    return this.guarded(name, () => {
      const { manifest, owner } = node.entry;
      const { how } = this.state.decided(name);
      if (how === 'off') return this.text(manifest.dependsOn!, owner, true);
      const all = this.gone(name);
      if (this.isFree(name)) addTo(all, name, ...this.valuesFor(name, manifest));
      // Whatever is set must stay possible: what it depends on changes nothing for it.
      if (how !== 'set' && manifest.dependsOn !== undefined) merge(all, this.text(manifest.dependsOn, owner, false));
      if (how === 'default') merge(all, this.byDefault(name));
      return all;
    });
  }

  /** An option goes with its project, unless the option itself is one of the changes. */
  private gone(name: string): Landmark {
    const { owner } = this.state.model.nodes.get(name)!.entry;
    return owner === undefined || this.state.changes.has(name) ? new Map() : this.presence.lose(this, owner.name);
  }

  /** Whether nothing that an option rests on comes and goes with other options. */
  private isGround(name: string): boolean {
    const cone = new Set([name]);
    for (const one of cone) {
      const node = this.state.model.nodes.get(one);
      if (node === undefined) continue;
      if (!this.presence.isAlways(node.entry.owner)) return false;
      for (const read of this.state.decided(one).reads) cone.add(read);
    }
    return true;
  }

  /** One of these selects or implies, or is brought in. */
  private pushOn(name: string, how: Push['how']): Landmark {
    const { model } = this.state;
    const all: Landmark = new Map();
    for (const push of model.space.pushesTo(name)) {
      if (push.how !== how) continue;
      if (!model.nodes.has(push.from.name)) merge(all, this.absent(push.from.name));
      else if (this.state.value(push.from.name) !== true) merge(all, this.bool(push.from.name, true));
      else if (push.when !== undefined) merge(all, this.text(push.when, push.from.owner, true));
    }
    return all;
  }

  /** Selects or implies no more. */
  private pushOff({ from, when }: Push): Landmark {
    const all = new Map(this.bool(from.name, false));
    if (when !== undefined) merge(all, this.text(when, from.owner, false));
    return all;
  }

  bool(name: string, wanted: boolean): Landmark {
    const { state } = this;
    const node = state.model.nodes.get(name);
    if (node === undefined) return wanted ? this.absent(name) : new Map();
    return this.guarded(`${name}=${wanted}`, () => {
      const { manifest, owner } = node.entry;
      const { how, push } = state.decided(name);
      if (wanted && how === 'off') return this.text(manifest.dependsOn!, owner, true);
      const all: Landmark = wanted ? new Map() : this.gone(name);
      const off = (): void => {
        if (manifest.dependsOn !== undefined) merge(all, this.text(manifest.dependsOn, owner, false));
      };
      // One whose project is there only because of the option itself is no reason: all that could be one counts.
      const isGround = push === undefined || this.isGround(push.from.name);
      if (!isGround) {
        for (const one of [...node.selects, ...node.implies]) if (state.isPushing(one)) merge(all, this.pushOff(one));
        merge(all, this.byDefault(name));
      }
      if (how === 'selected') {
        if (!isGround && this.isFree(name)) addTo(all, name, wanted);
        merge(all, this.pushOff(push!));
        off();
        return all;
      }
      if (this.isFree(name)) addTo(all, name, wanted);
      // What is set stays so, or is a failure.
      if (how === 'set') return all;
      if (how === 'default') merge(all, this.byDefault(name));
      if (wanted) for (const one of ['selects', 'implies'] as const) merge(all, this.pushOn(name, one));
      else off();
      if (how === 'implied') merge(all, this.pushOff(push!));
      return all;
    });
  }

  /** @param fixed what was asked for, which is not given up */
  of(failure: Failure, fixed: string): Landmark {
    const { state } = this;
    const all: Landmark = new Map();
    const own = (name: string): void => {
      const node = state.model.nodes.get(name);
      if (node && name !== fixed && this.isFree(name)) {
        addTo(all, name, ...this.valuesFor(name, node.entry.manifest));
        const { written } = node;
        if (written !== undefined && written !== true)
          addTo(all, name, ...(typeof written === 'boolean' ? [true] : []));
      }
    };
    const depends = (name: string, wanted: boolean): void => {
      const { manifest, owner } = state.model.nodes.get(name)!.entry;
      if (manifest.dependsOn !== undefined) merge(all, this.text(manifest.dependsOn, owner, wanted));
    };
    switch (failure.kind) {
      case 'depends':
        // Back to its zero, or on.
        if (failure.name !== fixed && this.isFree(failure.name)) addTo(all, failure.name, state.value(failure.name));
        depends(failure.name, true);
        break;
      case 'selected':
        if (failure.name !== fixed && this.isFree(failure.name)) addTo(all, failure.name, true);
        merge(all, this.pushOff(failure.push));
        depends(failure.name, false);
        break;
      case 'selects-off':
        merge(all, this.pushOff(failure.push));
        depends(failure.name, true);
        break;
      case 'misfit':
        own(failure.name);
        merge(all, this.value(failure.name));
        break;
      case 'selects-absent':
        merge(all, this.pushOff(failure.push));
        merge(all, this.absent(failure.push.to));
        break;
      case 'constraint': {
        const { assert, when } = failure.constraint;
        merge(all, this.condition(assert, true));
        if (when) merge(all, this.condition(when, false));
        merge(all, this.presence.lose(this, failure.constraint.project.name));
        break;
      }
      case 'absent':
        if (failure.dropable && this.isFree(failure.name)) addTo(all, `drop.${failure.name}`, true);
        merge(all, this.presence.bring(this, failure.owner.name));
        break;
      case 'projects':
        merge(all, this.presence.anything(this));
    }
    // A failure of a project's own goes with the project.
    const name = 'name' in failure ? failure.name : undefined;
    const owner = name === undefined ? undefined : state.model.nodes.get(name)?.entry.owner;
    if (owner && name !== fixed && !state.changes.has(name!)) merge(all, this.presence.lose(this, owner.name));
    return all;
  }
}
