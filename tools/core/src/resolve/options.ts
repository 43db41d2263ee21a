// SPDX-License-Identifier: BSD-3-Clause
// Values of the options of a set of projects: dependsOn, selects, what was set, implies, defaults; each with its reason.
import { parseCondition } from '../condition/parse.js';
import { namesOf } from '../condition/check.js';
import { blamed, changeFor, evaluate, type Values } from '../condition/evaluate.js';
import type { Diagnostic, Note } from '../diagnostic.js';
import { placeOf, type Path } from '../manifest/project-file.js';
import type { ConfiguredOption, OptionValue, Project, Reason, Target } from '../model.js';
import { closest } from '../plan/suggest.js';
import { decisionOrder, pushesOf, type Push } from './graph.js';
import { aliasOf, BUILD_ENTRIES, entriesOf, macroOf, macroNamesOf, qualify, type Entry } from './names.js';
import { problemAt, reasonAt, type Place } from './problem.js';
import { fromText, misfit, normalise, plainOf, show, zeroOf } from './values.js';
import { CONFIG_LEVEL, placeOfWritten, SET_LEVEL, type Given, type Written } from './written.js';

export interface OptionWorld {
  readonly application: Project;
  /** In the image, in any order. */
  readonly projects: ReadonlyMap<string, Project>;
  /** Names of the projects whose options a project may name. */
  readonly see: (project: Project) => readonly string[];
  /** Options of every project. */
  readonly all: ReadonlyMap<string, Entry>;
  readonly target: Target;
  readonly has: (capability: string) => boolean;
  /** What the user wrote, brought to these options. */
  readonly bring: (entries: ReadonlyMap<string, Entry>) => Given;
}

export interface OptionSet {
  /** By qualified name, sorted. */
  readonly values: ReadonlyMap<string, ConfiguredOption>;
  /** Evaluates a checked condition of `project`'s manifest. */
  holds(project: Project | undefined, condition: string | undefined): boolean;
  /** The options that a condition hangs on. */
  names(project: Project | undefined, condition: string | undefined): string[];
  /** What would make a false condition true. */
  change(project: Project | undefined, condition: string): string;
  /** The options that a condition hangs on, with their values and reasons. */
  explain(project: Project | undefined, condition: string): Note[];
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

const placeIn = (entry: Entry, path: Path): Place | undefined => entry.owner && { project: entry.owner, path };
const locationIn = (entry: Entry, path: Path) => (entry.owner ? { location: placeOf(entry.owner, path).location } : {});

/** All options, and those that collide in their names or in C. */
function gather(projects: ReadonlyMap<string, Project>): { entries: Map<string, Entry>; problems: Diagnostic[] } {
  const entries = new Map<string, Entry>(BUILD_ENTRIES.map((entry) => [entry.name, entry]));
  const macros = new Map<string, string>();
  const problems: Diagnostic[] = [];
  const collide = (entry: Entry, message: string): void => {
    problems.push(
      problemAt('UNICORE_E_OPTION_COLLISION', message, placeIn(entry, ['options', entry.bare]), 'rename one of them'),
    );
  };
  const named = [...projects.keys()].sort().flatMap((name) => entriesOf(projects.get(name)!));
  for (const entry of [...BUILD_ENTRIES, ...named]) {
    const { name, owner } = entry;
    const other = entries.get(name);
    if (other !== undefined && other !== entry) {
      collide(
        entry,
        `${owner?.name ?? 'the build'} and ${other.owner?.name ?? 'the build'} both have an option ${name}`,
      );
      continue;
    }
    entries.set(name, entry);
    for (const macro of macroNamesOf(entry)) {
      const taken = macros.get(macro);
      if (taken === name) collide(entry, `two values of ${name} are ${macro} in C`);
      else if (taken !== undefined) collide(entry, `the options ${taken} and ${name} are both ${macro} in C`);
      macros.set(macro, name);
    }
  }
  return { entries, problems };
}

/** Who set it. */
function writer({ level }: Written, application: Project): string {
  if (level === SET_LEVEL) return 'set on the command line';
  if (level.startsWith(CONFIG_LEVEL)) return `set by ${level.slice(CONFIG_LEVEL.length)}`;
  return level === 'set' ? `set by ${application.name}` : `set by the target ${level.slice('targets.'.length)}`;
}

/** Decides one option after another. Faults are gathered; a faulty option has its type's zero. */
class Decider {
  readonly done = new Map<string, ConfiguredOption>();
  readonly problems: Diagnostic[] = [];
  private readonly pushers = new Map<string, Push[]>();

  constructor(
    private readonly world: OptionWorld,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly given: ReadonlyMap<string, Written>,
  ) {
    // By name, so that of several pushes the same one is told whatever the order of the files.
    const sorted = [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of sorted) for (const push of pushesOf(entry)) this.addPush(push);
  }

  private addPush(push: Push): void {
    const { how, from, to, path } = push;
    const place = placeIn(from, path);
    const known = this.entries.get(to) ?? this.world.all.get(to);
    const seen =
      from.owner === undefined || known?.owner === undefined || this.world.see(from.owner).includes(known.owner.name);
    const verb = how === 'selects' ? 'selects' : 'implies';
    if (known === undefined) {
      const guess = closest(to, this.entries.keys());
      this.problems.push(
        problemAt(
          'UNICORE_E_OPTION_UNKNOWN',
          `${from.name} ${verb} ${to}, and no option is called that`,
          place,
          guess ? `did you mean "${guess}"?` : 'drop the line',
        ),
      );
    } else if (known.manifest.type !== 'bool') {
      this.problems.push(
        problemAt('UNICORE_E_SELECTS_TYPE', `${from.name} ${verb} ${to}, which is not a bool`, place, 'name a bool'),
      );
    } else if (!seen) {
      const owner = known.owner?.name ?? '';
      this.problems.push(
        problemAt(
          'UNICORE_E_SELECTS_UNSEEN',
          `${from.name} ${verb} ${to} of ${owner}, which ${from.owner?.name} does not see`,
          place,
          `add "${owner}" to "requires" or "optional"`,
        ),
      );
    } else this.pushers.set(to, [...(this.pushers.get(to) ?? []), push]);
  }

  values(project: Project | undefined): Values {
    return {
      has: this.world.has,
      value: (name): OptionValue => {
        if (name === 'target.platform') return this.world.target.platform;
        if (name === 'target.arch') return this.world.target.arch;
        const qualified = qualify(name, project);
        // Of a project that is not in the image: off.
        const absent = this.world.all.get(qualified);
        return this.done.get(qualified)?.value ?? (absent ? zeroOf(absent.manifest) : false);
      },
    };
  }

  holds(project: Project | undefined, condition: string | undefined): boolean {
    return condition === undefined || evaluate(condition, this.values(project));
  }

  names(project: Project | undefined, condition: string | undefined): string[] {
    return condition === undefined
      ? []
      : namesOf(parseCondition(condition))
          .map((name) => qualify(name, project))
          .filter((name) => this.done.has(name));
  }

  /** What makes a condition false, each with its reason, and what that rests on, down to what somebody wrote or a plain default. */
  explain(project: Project | undefined, condition: string): Note[] {
    const names = blamed(parseCondition(condition), this.values(project)).map((name) => qualify(name, project));
    return this.chain(names, new Set());
  }

  private chain(names: readonly string[], seen: Set<string>): Note[] {
    return names.flatMap((name): Note[] => {
      const found = this.done.get(name);
      if (found === undefined || seen.has(name)) return [];
      seen.add(name);
      const { value, why, manifest } = found;
      const { owner } = this.entries.get(name)!;
      const from =
        why.by === 'depends-off'
          ? blamed(parseCondition(manifest.dependsOn!), this.values(owner)).map((one) => qualify(one, owner))
          : (why.from ?? []);
      const note = {
        message: `${name} is ${show(manifest, value)}: ${why.text}`,
        ...(why.location ? { location: why.location } : {}),
      };
      return [note, ...this.chain(from, seen)];
    });
  }

  change = (project: Project | undefined, condition: string): string =>
    changeFor(condition, this.values(project), (name) => (name.startsWith('target.') ? name : qualify(name, project)));

  private option({ name, manifest }: Entry, value: OptionValue, why: Reason): ConfiguredOption {
    return { name, macro: macroOf(name), manifest, value, why };
  }

  private fail(entry: Entry, problem: Diagnostic): ConfiguredOption {
    this.problems.push(problem);
    return this.option(entry, zeroOf(entry.manifest), { by: 'default', text: 'faulty' });
  }

  private pushing(entry: Entry, how: Push['how']): Push | undefined {
    return (this.pushers.get(entry.name) ?? []).find(
      (push) =>
        push.how === how && this.done.get(push.from.name)?.value === true && this.holds(push.from.owner, push.when),
    );
  }

  private value(entry: Entry, user: Written): OptionValue {
    return normalise(entry.manifest, user.by === 'override' ? fromText(entry.manifest, user.value) : user.value);
  }

  private dependsOff(entry: Entry, selected: Push | undefined, user: Written | undefined): ConfiguredOption {
    const { name, bare, owner, manifest } = entry;
    const condition = manifest.dependsOn!;
    const zero = zeroOf(manifest);
    const advice = () => [this.change(owner, condition), this.explain(owner, condition)] as const;
    if (selected) {
      const message = `${selected.from.name} selects ${name}, which depends on ${condition}`;
      return this.fail(
        entry,
        problemAt('UNICORE_E_SELECTS_DEPENDS', message, placeIn(selected.from, selected.path), ...advice()),
      );
    }
    if (user && this.value(entry, user) !== zero) {
      const message = `${name} cannot be set: it depends on ${condition}`;
      const [hint, notes] = advice();
      return this.fail(entry, {
        code: 'UNICORE_E_OPTION_DEPENDS',
        message,
        ...placeOfWritten(user),
        hint,
        ...(notes.length > 0 ? { notes } : {}),
      });
    }
    const place = placeIn(entry, ['options', bare, 'dependsOn']);
    return this.option(
      entry,
      zero,
      reasonAt('depends-off', `off, as it depends on ${condition}`, place, this.names(owner, condition)),
    );
  }

  private pushed(entry: Entry, { from, path, when, how }: Push): ConfiguredOption {
    const by = how === 'selects' ? 'selected' : 'implied';
    const names = [from.name, ...this.names(from.owner, when)];
    return this.option(entry, true, reasonAt(by, `${by} by ${from.name}`, placeIn(from, path), names));
  }

  private written(entry: Entry, user: Written): ConfiguredOption {
    const value = this.value(entry, user);
    const wrong = misfit(entry.manifest, value);
    if (wrong)
      return this.fail(entry, {
        code: 'UNICORE_E_OPTION_VALUE',
        message: `${entry.name}: ${wrong.message}`,
        ...placeOfWritten(user),
        hint: wrong.hint,
      });
    return this.option(entry, value, reasonAt(user.by, writer(user, this.world.application), user.place));
  }

  private byDefault(entry: Entry): ConfiguredOption {
    const { name, bare, owner, manifest } = entry;
    const isList = Array.isArray(manifest.default);
    const items = Array.isArray(manifest.default) ? manifest.default : [{ value: manifest.default, when: undefined }];
    const index = items.findIndex(({ when }) => this.holds(owner, when));
    const chosen = items[index];
    const path: Path = ['options', bare, 'default', ...(isList && index >= 0 ? [index, 'value'] : [])];
    const alias = aliasOf(manifest, chosen?.value);
    const from = [...(alias === undefined ? [] : [qualify(alias, owner)]), ...this.names(owner, chosen?.when)];
    const text = owner === undefined ? 'the default of the build' : `the default of ${owner.name}`;
    const why = reasonAt(owner === undefined ? 'builtin' : 'default', text, placeIn(entry, path), from);
    let value = chosen?.value === undefined ? plainOf(manifest) : normalise(manifest, chosen.value);
    if (alias !== undefined) {
      const other = this.world.all.get(qualify(alias, owner));
      const seen =
        other && (other.owner === undefined || owner === undefined || this.world.see(owner).includes(other.owner.name));
      if (!seen) {
        const guess = closest(
          alias,
          [...this.entries.values()].map((one) => (one.owner === owner ? one.bare : one.name)),
        );
        return this.fail(
          entry,
          problemAt(
            'UNICORE_E_OPTION_UNKNOWN',
            `the default of ${name} is ${alias}, and no option that ${owner?.name} sees is called that`,
            placeIn(entry, path),
            guess ? `did you mean "${guess}"?` : 'write a value, or the name of an option',
          ),
        );
      }
      value = this.values(owner).value(alias);
    }
    const wrong = misfit(manifest, value);
    if (!wrong) return this.option(entry, value, why);
    const none = isList ? `no default of ${name} holds` : `${name} has no default`;
    const what = chosen?.value === undefined ? `${none}, and ` : `the default of ${name}: `;
    const message = what + wrong.message;
    return this.fail(entry, problemAt('UNICORE_E_OPTION_VALUE', message, placeIn(entry, path), wrong.hint));
  }

  private decide(entry: Entry): ConfiguredOption {
    const selected = this.pushing(entry, 'selects');
    const user = this.given.get(entry.name);
    if (!this.holds(entry.owner, entry.manifest.dependsOn)) return this.dependsOff(entry, selected, user);
    if (selected) {
      if (user && this.value(entry, user) !== true) {
        const message = `${entry.name} cannot be ${JSON.stringify(user.value)}: ${selected.from.name} selects it`;
        const notes = [
          { message: `selected here`, ...locationIn(selected.from, selected.path) },
          ...this.chain([selected.from.name], new Set()),
        ];
        return this.fail(entry, {
          code: 'UNICORE_E_OPTION_SELECTED',
          message,
          ...placeOfWritten(user),
          hint: `set ${selected.from.name} to false, or drop the line`,
          notes,
        });
      }
      return this.pushed(entry, selected);
    }
    if (user) return this.written(entry, user);
    const implied = this.pushing(entry, 'implies');
    return implied ? this.pushed(entry, implied) : this.byDefault(entry);
  }

  /** Options that switch each other on: none is on but for a reason outside, or by one that is. */
  decideSet(names: readonly string[]): void {
    const [only] = names;
    if (names.length === 1 && only !== undefined) {
      this.done.set(only, this.decide(this.entries.get(only)!));
      return;
    }
    for (let changed = true; changed;) {
      changed = false;
      for (const name of names) {
        if (this.done.get(name)?.value === true) continue;
        const before = this.done.get(name)?.value;
        const option = this.decide(this.entries.get(name)!);
        this.done.set(name, option);
        changed ||= option.value !== before;
      }
    }
  }

  /** A `selects` that is on names an option of the image. */
  checkAbsent(): void {
    for (const [to, pushes] of this.pushers) {
      if (this.entries.has(to)) continue;
      for (const { how, from, when, path } of pushes) {
        if (how !== 'selects' || this.done.get(from.name)?.value !== true || !this.holds(from.owner, when)) continue;
        const owner = this.world.all.get(to)?.owner?.name;
        this.problems.push(
          problemAt(
            'UNICORE_E_SELECTS_ABSENT',
            `${from.name} selects ${to}, and ${owner} is not in the image`,
            placeIn(from, path),
            `require ${owner} when ${from.bare}`,
          ),
        );
      }
    }
  }
}

/** Conditions must have been checked. */
export function decideOptions(world: OptionWorld): OptionSet {
  const { entries, problems } = gather(world.projects);
  const { given, problems: misplaced, warnings } = world.bring(entries);
  const { sets, cycles } = decisionOrder(entries);
  const decider = new Decider(world, entries, given);
  for (const set of sets) decider.decideSet(set);
  decider.checkAbsent();
  const values = new Map([...decider.done].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    values,
    holds: (project, condition) => decider.holds(project, condition),
    names: (project, condition) => decider.names(project, condition),
    change: decider.change,
    explain: (project, condition) => decider.explain(project, condition),
    problems: cycles.length > 0 ? [...problems, ...cycles] : [...problems, ...misplaced, ...decider.problems],
    warnings,
  };
}
