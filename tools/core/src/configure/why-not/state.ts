// SPDX-License-Identifier: BSD-3-Clause
// The values of a model under some changes. Only what hangs on them is decided anew; all else is as without them.
import { truthOf, valueOf, type Values } from '../../condition/evaluate.js';
import type { Condition } from '../../condition/parse.js';
import type { OptionValue, Project } from '../../model.js';
import type { Push } from '../../resolve/graph.js';
import { aliasOf, qualify } from '../../resolve/names.js';
import { misfit, normalise, plainOf, zeroOf } from '../../resolve/values.js';
import { conditionOf, type Changes, type Constraint, type Model, type Node } from './model.js';

export type Failure =
  /** Set to what it cannot be while its `dependsOn` is off. */
  | { readonly kind: 'depends'; readonly name: string }
  /** Set to false, and selected. */
  | { readonly kind: 'selected'; readonly name: string; readonly push: Push }
  /** Selected, and its `dependsOn` is off. */
  | { readonly kind: 'selects-off'; readonly name: string; readonly push: Push }
  /** A value that does not fit: of a line, or by default. */
  | { readonly kind: 'misfit'; readonly name: string }
  | { readonly kind: 'selects-absent'; readonly push: Push }
  | { readonly kind: 'constraint'; readonly constraint: Constraint }
  /** A line or a change for an option of a project that is not there. */
  | { readonly kind: 'absent'; readonly name: string; readonly owner: Project; readonly dropable: boolean }
  /** Whatever else follows from which projects there are. */
  | { readonly kind: 'projects' };

export interface Decided {
  readonly value: OptionValue;
  readonly how: 'off' | 'selected' | 'set' | 'implied' | 'default';
  readonly push?: Push;
  readonly failure?: Failure;
  /** Options whose values decided it. */
  readonly reads: ReadonlySet<string>;
}

export class State {
  private readonly known = new Map<string, Decided>();
  /** What is decided anew; everything, where there is no other state to go by. */
  readonly affected: ReadonlySet<string> | undefined;
  private reads = new Set<string>();

  constructor(
    readonly model: Model,
    readonly changes: Changes,
    private readonly base: State | undefined,
  ) {
    this.affected = base && model.affected([...changes.keys()].map((name) => name.replace(/^drop\./, '')));
  }

  decided(name: string): Decided {
    if (this.base && !this.affected!.has(name)) return this.base.decided(name);
    const known = this.known.get(name);
    if (known) return known;
    const set = this.model.sets.get(name)!;
    if (set.length === 1) {
      const found = this.decide(name);
      this.known.set(name, found);
      return found;
    }
    this.decideSet(set);
    return this.known.get(name)!;
  }

  /** As resolve/options.ts: none is on but for a reason outside, or by one that is. */
  private decideSet(set: readonly string[]): void {
    for (const name of set) this.known.set(name, { value: false, how: 'default', reads: new Set() });
    for (let changed = true; changed;) {
      changed = false;
      for (const name of set) {
        const before = this.known.get(name)!;
        if (before.value === true) continue;
        const now = this.decide(name);
        this.known.set(name, now);
        changed ||= now.value !== before.value;
      }
    }
  }

  value(name: string): OptionValue {
    const { space } = this.model;
    if (name === 'target.platform') return space.inquiry.target.platform;
    if (name === 'target.arch') return space.inquiry.target.arch;
    if (this.model.nodes.has(name)) return this.decided(name).value;
    const absent = space.all.get(name);
    return absent ? zeroOf(absent.manifest) : false;
  }

  private readonly reading: Values = {
    value: (name) => {
      const before = this.reads;
      const value = this.value(name);
      this.reads = before;
      this.reads.add(name);
      return value;
    },
    has: (name) => this.model.there.has(name),
  };

  private readonly plain: Values = { value: (name) => this.value(name), has: (name) => this.model.there.has(name) };

  /** For a condition with qualified names. */
  holds(condition: Condition | undefined): boolean {
    return condition === undefined || truthOf(condition, this.plain);
  }

  operand(condition: Condition): OptionValue {
    return valueOf(condition, this.plain);
  }

  holdsText(text: string | undefined, owner: Project | undefined): boolean {
    return text === undefined || this.holds(conditionOf(text, owner));
  }

  private read(text: string | undefined, owner: Project | undefined): boolean {
    return text === undefined || truthOf(conditionOf(text, owner), this.reading);
  }

  isPushing({ from, when }: Push): boolean {
    return this.value(from.name) === true && this.holdsText(when, from.owner);
  }

  private pushing(pushes: readonly Push[]): Push | undefined {
    return pushes.find(({ from, when }) => this.reading.value(from.name) === true && this.read(when, from.owner));
  }

  /** What is set: by a change, else by the user. */
  setOf(name: string, { written }: Node): OptionValue | undefined {
    return this.changes.get(name) ?? (this.changes.has(`drop.${name}`) ? undefined : written);
  }

  private decide(name: string): Decided {
    const node = this.model.nodes.get(name)!;
    const { entry, selects, implies } = node;
    const { manifest, owner } = entry;
    const outer = this.reads;
    const reads = (this.reads = new Set<string>());
    const result = (rest: Omit<Decided, 'reads'>): Decided => {
      this.reads = outer;
      return { ...rest, reads };
    };
    const selected = this.pushing(selects);
    const set = this.setOf(name, node);
    if (!this.read(manifest.dependsOn, owner)) {
      const value = zeroOf(manifest);
      if (selected) return result({ value, how: 'off', failure: { kind: 'selects-off', name, push: selected } });
      if (set !== undefined && set !== value) return result({ value, how: 'off', failure: { kind: 'depends', name } });
      return result({ value, how: 'off' });
    }
    if (selected) {
      const wrong = set !== undefined && set !== true;
      const failure: Failure = { kind: 'selected', name, push: selected };
      return result({ value: !wrong, how: 'selected', push: selected, ...(wrong ? { failure } : {}) });
    }
    const fit = (value: OptionValue, how: 'set' | 'default'): Decided =>
      misfit(manifest, value)
        ? result({ value: zeroOf(manifest), how, failure: { kind: 'misfit', name } })
        : result({ value, how });
    if (set !== undefined) return fit(set, 'set');
    const implied = this.pushing(implies);
    if (implied) return result({ value: true, how: 'implied', push: implied });
    const items = Array.isArray(manifest.default) ? manifest.default : [{ value: manifest.default, when: undefined }];
    const chosen = items.find(({ when }) => this.read(when, owner));
    const alias = aliasOf(manifest, chosen?.value);
    if (alias !== undefined) return fit(this.reading.value(qualify(alias, owner)), 'default');
    return fit(chosen?.value === undefined ? plainOf(manifest) : normalise(manifest, chosen.value), 'default');
  }

  /** Of options and constraints: only what hangs on the changes can differ from what is without them. */
  private ownFailures(): Failure[] {
    const { nodes, constraints } = this.model;
    const { affected, base } = this;
    const kept = base ? base.own.filter(({ names }) => !names.some((name) => affected!.has(name))) : [];
    const found = kept.map(({ failure }) => failure);
    for (const name of affected ?? nodes.keys()) {
      const failure = nodes.has(name) ? this.decided(name).failure : undefined;
      if (failure) found.push(failure);
    }
    for (const constraint of constraints) {
      const { names, when, assert } = constraint;
      if (affected && !names.some((name) => affected.has(name))) continue;
      if (this.holds(when) && !this.holds(assert)) found.push({ kind: 'constraint', constraint });
    }
    return found;
  }

  private memo: { readonly failure: Failure; readonly names: readonly string[] }[] | undefined;

  /** With the options that each hangs on. */
  private get own(): { readonly failure: Failure; readonly names: readonly string[] }[] {
    this.memo ??= this.ownFailures().map((failure) => ({
      failure,
      names: failure.kind === 'constraint' ? failure.constraint.names : 'name' in failure ? [failure.name] : [],
    }));
    return this.memo;
  }

  /** What keeps this from being a configuration, but for which projects there are. */
  failures(): Failure[] {
    const { space, projects, away } = this.model;
    const found = this.ownFailures();
    for (const [name, pushes] of away) {
      if (this.value(name) !== true) continue;
      for (const push of pushes)
        if (this.holdsText(push.when, push.from.owner)) found.push({ kind: 'selects-absent', push });
    }
    const { elsewhere } = space.inquiry;
    for (const { option, level } of space.written) {
      const owner = space.all.get(option)?.owner;
      if (owner === undefined || projects.has(owner.name) || this.changes.has(`drop.${option}`)) continue;
      if (!elsewhere(level, owner)) found.push({ kind: 'absent', name: option, owner, dropable: true });
    }
    for (const name of this.changes.keys()) {
      const owner = space.all.get(name)?.owner;
      if (owner && !projects.has(owner.name)) found.push({ kind: 'absent', name, owner, dropable: false });
    }
    return found;
  }
}
