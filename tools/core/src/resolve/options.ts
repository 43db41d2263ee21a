// SPDX-License-Identifier: BSD-3-Clause
// Values of the options of a set of projects: dependsOn, selects, what was set, implies, defaults; each with its reason.
import { ConditionError, evaluate, type NamedValue } from '../condition/condition.js';
import { UnicoreError, type Diagnostic, type Location } from '../diagnostic.js';
import type { ConfiguredOption, OptionManifest, OptionValue, Project, Reason, Target } from '../model.js';
import { closest } from '../plan/suggest.js';

export const shortName = (project: string): string =>
  project.replace(/^(?:lib|plat|app|arch)-/, '').replace(/[-_.]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export const macroOf = (name: string): string =>
  `CONFIG_${name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`;

/** The built-in group `build`, seen by every project. */
export const BUILD_OPTIONS: Record<string, OptionManifest> = {
  debug: { type: 'bool', prompt: 'Debug', help: 'Further checks at run time.', default: false },
  optimise: { type: 'choice', prompt: 'Optimise', help: 'What the compiler optimises for.', values: ['size', 'speed', 'debug', 'none'], default: 'speed' },
  stackProtector: { type: 'bool', prompt: 'Stack protector', help: 'A canary in frames with arrays.', default: true },
  sanitize: {
    type: 'choice',
    prompt: 'Sanitizer',
    help: 'Checks compiled into our own sources: undefined behaviour traps; address finds overruns and use after free (linuxu).',
    values: ['none', 'undefined', 'address'],
    default: 'none',
  },
  lto: { type: 'bool', prompt: 'Link-time optimisation', help: 'Optimises across files at the link.', default: false },
  toolchain: { type: 'choice', prompt: 'Toolchain', help: 'The compiler.', values: ['gcc', 'clang'], default: 'gcc' },
};

/** What a user wrote for an option. */
export interface Written {
  readonly value: OptionValue;
  readonly by: 'set' | 'override';
  readonly location?: Location;
  readonly sourceLine?: string;
}

interface Entry {
  readonly name: string;
  readonly bare: string;
  readonly owner: Project | undefined;
  readonly manifest: OptionManifest;
}

export interface OptionSet {
  /** By qualified name. */
  readonly values: ReadonlyMap<string, ConfiguredOption>;
  /** Evaluates a condition of `project`'s manifest. `path` is where it stands, for the diagnostic. */
  holds(project: Project, condition: string | undefined, path?: readonly (string | number)[]): boolean;
  readonly warnings: readonly Diagnostic[];
}

export const failAt = (code: Diagnostic['code'], message: string, project: Project | undefined, path: readonly (string | number)[], hint?: string, notes?: Diagnostic['notes']): UnicoreError => {
  const location = project?.locate(path);
  return new UnicoreError({ code, message, ...(location && project ? { location, sourceLine: project.sourceLine(location.line) } : {}), ...(hint === undefined ? {} : { hint }), ...(notes === undefined ? {} : { notes }) });
};

const ZERO: Record<OptionManifest['type'], OptionValue> = { bool: false, int: 0, hex: 0, string: '', choice: '' };
const zeroOf = (manifest: OptionManifest): OptionValue => (manifest.type === 'choice' ? (manifest.values?.[0] ?? '') : ZERO[manifest.type]);

/** Why `value` cannot be a value of the option, with what could. */
function misfit({ manifest }: Entry, value: OptionValue): { message: string; hint: string } | undefined {
  const { type, values = [], range, unit } = manifest;
  const shown = JSON.stringify(value);
  if (type === 'bool' && typeof value !== 'boolean') return { message: `${shown} is not a bool`, hint: 'write true or false' };
  if (type === 'string' && typeof value !== 'string') return { message: `${shown} is not a string`, hint: `write ${JSON.stringify(String(value))}` };
  if (type === 'choice' && !values.includes(String(value))) {
    const guess = closest(String(value), values);
    return { message: `${shown} is not one of its values`, hint: guess ? `did you mean "${guess}"?` : `it is one of ${values.join(', ')}` };
  }
  if (type !== 'int' && type !== 'hex') return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return { message: `${shown} is not a whole number`, hint: 'write a whole number' };
  if (range && (value < range[0] || value > range[1])) return { message: `${value} is out of range`, hint: `write a value from ${range[0]} to ${range[1]}${unit ? ` ${unit}` : ''}` };
  return undefined;
}

export function makeOptions(
  projects: ReadonlyMap<string, Project>,
  everyProject: ReadonlyMap<string, Project>,
  target: Target,
  written: ReadonlyMap<string, Written>,
  present: (capability: string) => boolean,
): OptionSet {
  const entries = new Map<string, Entry>();
  const warnings: Diagnostic[] = [];
  const renamed = new Map<string, string>();
  for (const [bare, manifest] of Object.entries(BUILD_OPTIONS)) entries.set(`build.${bare}`, { name: `build.${bare}`, bare, owner: undefined, manifest });
  for (const project of projects.values()) {
    for (const [bare, manifest] of Object.entries(project.manifest.options ?? {})) {
      const name = `${shortName(project.name)}.${bare}`;
      const other = entries.get(name);
      if (other) throw failAt('UNICORE_E_OPTION_COLLISION', `${project.name} and ${other.owner?.name ?? 'the build'} both have an option ${name}`, project, ['options', bare], 'rename one of the projects or options');
      entries.set(name, { name, bare, owner: project, manifest });
      for (const old of manifest.renamedFrom ?? []) renamed.set(old.includes('.') ? old : `${shortName(project.name)}.${old}`, name);
    }
  }
  const macros = new Map<string, string>();
  for (const { name, owner, bare } of entries.values()) {
    const other = macros.get(macroOf(name));
    if (other) throw failAt('UNICORE_E_OPTION_COLLISION', `the options ${other} and ${name} are both ${macroOf(name)} in C`, owner, ['options', bare], 'rename one of them');
    macros.set(macroOf(name), name);
  }
  const given = new Map<string, Written>();
  for (const [name, what] of written) {
    const now = renamed.get(name);
    const key = entries.has(name) ? name : (now ?? name);
    if (now !== undefined && key === now) {
      warnings.push({ code: 'UNICORE_W_OPTION_RENAMED', message: `the option ${name} is called ${now}`, ...(what.location ? { location: what.location } : {}), ...(what.sourceLine === undefined ? {} : { sourceLine: what.sourceLine }), hint: `write "${now}"` });
    }
    if (!entries.has(key)) {
      const owner = [...everyProject.values()].find((project) => Object.keys(project.manifest.options ?? {}).some((bare) => `${shortName(project.name)}.${bare}` === key));
      const guess = closest(key, [...entries.keys()]);
      throw new UnicoreError({
        code: owner ? 'UNICORE_E_OPTION_ABSENT' : 'UNICORE_E_OPTION_UNKNOWN',
        message: owner ? `${key} is an option of ${owner.name}, which is not in the image` : `no option is called "${key}"`,
        ...(what.location ? { location: what.location } : {}),
        ...(what.sourceLine === undefined ? {} : { sourceLine: what.sourceLine }),
        hint: owner ? `require ${owner.name}, or drop the line` : guess ? `did you mean "${guess}"?` : 'unicore options lists them',
      });
    }
    given.set(key, what);
  }

  /** Option → who selects or implies it. */
  const pushers = new Map<string, { from: Entry; when: string | undefined; how: 'selects' | 'implies'; index: number }[]>();
  for (const from of entries.values()) {
    for (const how of ['selects', 'implies'] as const) {
      for (const [index, item] of (from.manifest[how] ?? []).entries()) {
        const [option, when] = typeof item === 'string' ? [item, undefined] : [item.option, item.when];
        const name = option.includes('.') || from.owner === undefined ? option : `${shortName(from.owner.name)}.${option}`;
        const to = entries.get(name);
        if (to === undefined) {
          if (how === 'implies') continue;
          const guess = closest(name, [...entries.keys()]);
          throw failAt('UNICORE_E_SELECTS_ABSENT', `${from.name} selects ${name}, which is not in the image`, from.owner, ['options', from.bare, how, index], guess ? `did you mean "${guess}"?` : 'require the project that has it');
        }
        if (to.manifest.type !== 'bool') throw failAt('UNICORE_E_SELECTS_TYPE', `${from.name} ${how} ${name}, which is not a bool`, from.owner, ['options', from.bare, how, index], 'set it instead');
        pushers.set(name, [...(pushers.get(name) ?? []), { from, when, how, index }]);
      }
    }
  }

  const done = new Map<string, ConfiguredOption>();
  const stack: string[] = [];

  function lookup(project: Project | undefined, name: string): NamedValue | undefined {
    if (name === 'target.platform') return { value: target.platform, type: 'string' };
    if (name === 'target.arch') return { value: target.arch, type: 'string' };
    const qualified = name.includes('.') || project === undefined ? name : `${shortName(project.name)}.${name}`;
    const entry = entries.get(qualified);
    if (entry !== undefined) return { value: valueOf(entry).value, type: entry.manifest.type, values: entry.manifest.values };
    // Of a project that is not in the image: off.
    for (const other of everyProject.values()) {
      for (const [bare, manifest] of Object.entries(other.manifest.options ?? {})) {
        if (`${shortName(other.name)}.${bare}` === qualified) return { value: zeroOf(manifest), type: manifest.type, values: manifest.values };
      }
    }
    return undefined;
  }

  function holds(project: Project | undefined, condition: string | undefined, path: readonly (string | number)[] = []): boolean {
    if (condition === undefined) return true;
    try {
      return evaluate(condition, {
        value: (name) => lookup(project, name),
        has: present,
        known: () => [...entries.values()].map((entry) => (entry.owner === project && project !== undefined ? entry.bare : entry.name)),
      });
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      const location = project?.locate(path);
      throw new UnicoreError({
        code: 'UNICORE_E_CONDITION',
        message: error.message,
        // The offset counts from the opening quote.
        ...(location && project ? { location: { ...location, column: location.column + (path.length > 0 ? error.offset + 1 : 0), length: 1 }, sourceLine: project.sourceLine(location.line) } : {}),
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
  }

  function valueOf(entry: Entry): ConfiguredOption {
    const known = done.get(entry.name);
    if (known !== undefined) return known;
    const at = stack.indexOf(entry.name);
    if (at >= 0) throw failAt('UNICORE_E_OPTION_CYCLE', `options depend on each other: ${[...stack.slice(at), entry.name].join(' → ')}`, entry.owner, ['options', entry.bare], 'break the cycle');
    stack.push(entry.name);
    const option = decide(entry);
    stack.pop();
    done.set(entry.name, option);
    return option;
  }

  function decide(entry: Entry): ConfiguredOption {
    const { name, bare, owner, manifest } = entry;
    const path = ['options', bare];
    const make = (value: OptionValue, why: Reason): ConfiguredOption => ({ name, macro: macroOf(name), manifest, value, why });
    const located = (at: readonly (string | number)[], project = owner): { location?: Location } => (project ? { location: project.locate(at) } : {});
    const user = given.get(name);
    const check = (value: OptionValue, place: Omit<Written, 'value' | 'by'>) => {
      const wrong = misfit(entry, value);
      if (wrong) throw new UnicoreError({ code: 'UNICORE_E_OPTION_VALUE', message: `${name}: ${wrong.message}`, ...(place.location ? { location: place.location } : {}), ...(place.sourceLine === undefined ? {} : { sourceLine: place.sourceLine }), hint: wrong.hint });
    };
    const pushing = (how: 'selects' | 'implies') =>
      (pushers.get(name) ?? []).find(({ from, when, how: own, index }) => own === how && valueOf(from).value === true && holds(from.owner, when, ['options', from.bare, how, index, 'when']));

    const allowed = holds(owner, manifest.dependsOn, [...path, 'dependsOn']);
    const selected = pushing('selects');
    if (!allowed) {
      const zero = zeroOf(manifest);
      const text = `off: it depends on ${manifest.dependsOn}`;
      if (selected) throw failAt('UNICORE_E_SELECTS_DEPENDS', `${selected.from.name} selects ${name}, which depends on ${manifest.dependsOn}`, selected.from.owner, ['options', selected.from.bare, 'selects', selected.index], `make ${manifest.dependsOn} true`);
      if (user && user.value !== zero) {
        check(user.value, user);
        throw new UnicoreError({ code: 'UNICORE_E_OPTION_DEPENDS', message: `${name} cannot be set: it depends on ${manifest.dependsOn}`, ...(user.location ? { location: user.location } : {}), ...(user.sourceLine === undefined ? {} : { sourceLine: user.sourceLine }), hint: `make ${manifest.dependsOn} true` });
      }
      return make(zero, { by: 'depends-off', ...located([...path, 'dependsOn']), text });
    }
    if (selected) {
      const place = located(['options', selected.from.bare, 'selects', selected.index], selected.from.owner);
      if (user && user.value !== true) {
        throw new UnicoreError({ code: 'UNICORE_E_OPTION_SELECTED', message: `${name} cannot be ${JSON.stringify(user.value)}: ${selected.from.name} selects it`, ...(user.location ? { location: user.location } : {}), ...(user.sourceLine === undefined ? {} : { sourceLine: user.sourceLine }), hint: `set ${selected.from.name} to false, or drop the line` });
      }
      return make(true, { by: 'selected', ...place, text: `selected by ${selected.from.name}` });
    }
    if (user) {
      check(user.value, user);
      return make(user.value, { by: user.by, ...(user.location ? { location: user.location } : {}), text: user.by === 'set' ? 'set by the application' : 'set on the command line' });
    }
    const implied = pushing('implies');
    if (implied) return make(true, { by: 'implied', ...located(['options', implied.from.bare, 'implies', implied.index], implied.from.owner), text: `implied by ${implied.from.name}` });

    const place = located([...path, 'default']);
    const reason: Reason = owner === undefined ? { by: 'builtin', text: 'the default of the build' } : { by: 'default', ...place, text: `the default of ${owner.name}` };
    const [value] = Array.isArray(manifest.default)
      ? manifest.default.filter(({ when }, index) => holds(owner, when, [...path, 'default', index, 'when'])).map((item) => item.value)
      : [manifest.default];
    let chosen = value ?? zeroOf(manifest);
    // A default may be another option's name.
    if (typeof chosen === 'string' && manifest.type !== 'string' && !manifest.values?.includes(chosen)) chosen = lookup(owner, chosen)?.value ?? chosen;
    if (value !== undefined) check(chosen, place.location && owner ? { ...place, sourceLine: owner.sourceLine(place.location.line) } : {});
    return make(chosen, reason);
  }

  for (const entry of [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const condition of [entry.manifest.dependsOn]) if (condition !== undefined) holds(entry.owner, condition, ['options', entry.bare, 'dependsOn']);
    valueOf(entry);
  }
  return { values: new Map([...done].sort(([a], [b]) => (a < b ? -1 : 1))), holds, warnings };
}

