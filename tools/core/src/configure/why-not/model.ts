// SPDX-License-Identifier: BSD-3-Clause
// The options of one set of projects, prepared to be evaluated again and again under other values: who pushes whom, in which
// order they are decided, and which hang on which. Decides as resolve/options.ts does; the answers are checked by that.
import { namesOf } from '../../condition/check.js';
import { parseCondition, type Condition } from '../../condition/parse.js';
import type { OptionValue, Project } from '../../model.js';
import { decisionOrder, pushesOf, type Push } from '../../resolve/graph.js';
import { BUILD_ENTRIES, entriesOf, qualify, type Entry } from '../../resolve/names.js';
import type { Inquiry } from '../../resolve/resolve.js';
import { everyOption } from '../../resolve/scope.js';
import { fromText, normalise } from '../../resolve/values.js';
import { requiresOf } from '../../resolve/visible.js';
import type { Written } from '../../resolve/written.js';
import { State } from './state.js';

/** Changes by name: an option, `use.<capability>`, `require.<project>`, `drop.<option>`. */
export type Changes = ReadonlyMap<string, OptionValue>;

export const NONE: Changes = new Map();

export interface Node {
  readonly entry: Entry;
  readonly selects: readonly Push[];
  readonly implies: readonly Push[];
  /** What the user wrote of it. */
  readonly written: OptionValue | undefined;
}

export interface Constraint {
  readonly project: Project;
  readonly assert: Condition;
  readonly when: Condition | undefined;
  /** Options that it hangs on. */
  readonly names: readonly string[];
}

export interface WrittenLine extends Written {
  /** Qualified. */
  readonly option: string;
}

/** What does not change with the projects. */
export class Space {
  readonly all: ReadonlyMap<string, Entry>;
  readonly written: readonly WrittenLine[];
  private readonly pushes: ReadonlyMap<string, readonly Push[]>;

  constructor(readonly inquiry: Inquiry) {
    const { world, written, application } = inquiry;
    this.all = everyOption(world.every);
    this.written = written.map((line) => ({ ...line, option: this.present(qualify(line.name, application)) }));
    const pushes = new Map<string, Push[]>();
    for (const entry of this.all.values())
      for (const push of pushesOf(entry)) pushes.set(push.to, [...(pushes.get(push.to) ?? []), push]);
    // Of several the first by name is told, as the resolver does.
    for (const list of pushes.values()) list.sort((a, b) => (a.from.name < b.from.name ? -1 : 1));
    this.pushes = pushes;
  }

  /** The name that an option has now. */
  private present(name: string): string {
    if (this.all.has(name)) return name;
    for (const entry of this.all.values())
      if ((entry.manifest.renamedFrom ?? []).some((old) => qualify(old, entry.owner) === name)) return entry.name;
    return name;
  }

  pushesTo(name: string): readonly Push[] {
    return this.pushes.get(name) ?? [];
  }

  valueOf({ option, value, by }: WrittenLine): OptionValue {
    const entry = this.all.get(option);
    return entry ? normalise(entry.manifest, by === 'override' ? fromText(entry.manifest, value) : value) : value;
  }
}

const conditions = new Map<string, Condition>();

/** Parsed, with qualified names. */
export function conditionOf(text: string, owner: Project | undefined): Condition {
  const key = `${owner?.name ?? ''} ${text}`;
  const known = conditions.get(key);
  if (known) return known;
  const within = (condition: Condition): Condition => {
    switch (condition.kind) {
      case 'name':
        return { ...condition, name: qualify(condition.name, owner) };
      case 'not':
        return { ...condition, of: within(condition.of) };
      case 'and':
      case 'or':
      case 'compare':
        return { ...condition, left: within(condition.left), right: within(condition.right) };
      default:
        return condition;
    }
  };
  const made = within(parseCondition(text));
  conditions.set(key, made);
  return made;
}

export class Model {
  readonly nodes = new Map<string, Node>();
  /** Options that switch each other on are decided together. */
  readonly sets = new Map<string, readonly string[]>();
  readonly constraints: readonly Constraint[];
  /** Options hang on each other: whatever is decided here says nothing. */
  readonly isCyclic: boolean;
  readonly there: ReadonlySet<string>;
  /** Conditions of requires. */
  readonly whens: readonly { readonly condition: Condition; readonly names: readonly string[] }[];
  /** What options select of projects that are not there. */
  readonly away = new Map<string, Push[]>();
  private evaluated: State | undefined;
  private readers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(
    readonly space: Space,
    readonly projects: ReadonlyMap<string, Project>,
  ) {
    const last = new Map(space.written.map((line) => [line.option, space.valueOf(line)]));
    const entries = new Map<string, Entry>();
    for (const entry of [...BUILD_ENTRIES, ...[...projects.values()].flatMap(entriesOf)])
      entries.set(entry.name, entry);
    for (const [name, entry] of entries) {
      const pushes = space.pushesTo(name);
      const of = (how: Push['how']) => pushes.filter((push) => push.how === how && entries.has(push.from.name));
      this.nodes.set(name, { entry, selects: of('selects'), implies: of('implies'), written: last.get(name) });
    }
    for (const entry of entries.values())
      for (const one of pushesOf(entry))
        if (one.how === 'selects' && !entries.has(one.to) && space.all.has(one.to)) push(this.away, entry.name, one);
    const { sets, cycles } = decisionOrder(entries);
    this.isCyclic = cycles.length > 0;
    for (const set of sets) for (const name of set) this.sets.set(name, set);
    this.constraints = [...projects.values()].flatMap((project) =>
      (project.manifest.constraints ?? []).map(({ assert, when }): Constraint => {
        const [must, whenever] = [assert, when].map((text) => text && conditionOf(text, project)) as [
          Condition,
          Condition?,
        ];
        const names = [...namesOf(must), ...(whenever ? namesOf(whenever) : [])];
        return { project, assert: must, when: whenever, names };
      }),
    );
    this.whens = [...projects.values()].flatMap((project) =>
      requiresOf(project).flatMap(({ entry: { when } }) => {
        if (when === undefined) return [];
        const condition = conditionOf(when, project);
        return [{ condition, names: namesOf(condition) }];
      }),
    );
    this.there = new Set([...projects.values()].flatMap(({ name, manifest }) => [name, ...(manifest.provides ?? [])]));
  }

  /** Without changes. */
  get base(): State {
    if (this.evaluated === undefined) {
      this.evaluated = new State(this, NONE, undefined);
      for (const name of this.nodes.keys()) this.evaluated.decided(name);
    }
    return this.evaluated;
  }

  /** Those whose value may differ where `changed` do: what an option is follows from what was read to decide it. */
  affected(changed: Iterable<string>): Set<string> {
    const readers = (this.readers ??= this.readersOf());
    const found = new Set(changed);
    for (const name of found) for (const reader of readers.get(name) ?? []) found.add(reader);
    return found;
  }

  private readersOf(): ReadonlyMap<string, readonly string[]> {
    const readers = new Map<string, string[]>();
    for (const name of this.nodes.keys()) {
      // A set is decided as one.
      for (const member of this.sets.get(name) ?? []) if (member !== name) push(readers, member, name);
      for (const read of this.base.decided(name).reads) push(readers, read, name);
    }
    return readers;
  }

  /** Constants that a number or a text is compared with anywhere. */
  constantsFor(name: string): OptionValue[] {
    const found: OptionValue[] = [];
    const visit = (condition: Condition): void => {
      if (condition.kind === 'not') visit(condition.of);
      else if (condition.kind === 'and' || condition.kind === 'or') {
        visit(condition.left);
        visit(condition.right);
      } else if (condition.kind === 'compare' && namesOf(condition).includes(name)) {
        for (const side of [condition.left, condition.right]) {
          if (side.kind === 'value') found.push(side.value);
          if (side.kind === 'name' && side.name !== name) found.push(this.base.value(side.name));
        }
      }
    };
    for (const { entry } of this.nodes.values()) {
      const { dependsOn, selects = [], implies = [] } = entry.manifest;
      const defaults = Array.isArray(entry.manifest.default) ? entry.manifest.default : [];
      const whens = [...selects, ...implies, ...defaults].map((one) =>
        typeof one === 'string' ? undefined : one.when,
      );
      for (const text of [dependsOn, ...whens]) if (text !== undefined) visit(conditionOf(text, entry.owner));
    }
    for (const { assert, when } of this.constraints) {
      visit(assert);
      if (when) visit(when);
    }
    return found;
  }
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
