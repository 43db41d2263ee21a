// SPDX-License-Identifier: BSD-3-Clause
// Changes of a configuration as the smallest change of the application's project.json: lines that say what would be so without
// them are taken out, others are put in, and each value that was asked for is checked to be reached before anything is written.
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import type { Configuration, OptionValue, Project, Workspace } from '../model.js';
import { closest } from '../plan/suggest.js';
import { qualify } from '../resolve/names.js';
import { resolve, targetsOf } from '../resolve/resolve.js';
import { everyOption } from '../resolve/scope.js';

import { fromText } from '../resolve/values.js';
import { removeIn, setIn, type JsonValue } from './edit.js';
import { difference, textOfProject, withProject, withText, type Difference } from './space.js';

export interface Change {
  /** An option, or `use.<capability>`. */
  readonly name: string;
  /** As a command line gives it; undefined to take what was set away. */
  readonly value: OptionValue | undefined;
}

export interface SaveRequest {
  readonly application: string;
  /** The only one that is to change; else all of the application. */
  readonly target?: string;
  readonly changes: readonly Change[];
}

export interface Saved {
  /** Relative to the workspace. */
  readonly file: string;
  readonly text: string;
  readonly changed: boolean;
  /** With the change. */
  readonly workspace: Workspace;
  /** What becomes of each target that is changed. */
  readonly effects: ReadonlyMap<string, Difference>;
  readonly warnings: readonly Diagnostic[];
}

const USE = 'use.';

interface Slot {
  /** Below `unicore`. */
  readonly path: readonly string[];
  readonly level: 'all' | 'target';
}

interface Scene {
  readonly workspace: Workspace;
  readonly application: Project;
  /** Those whose value is to change. */
  readonly targets: readonly string[];
  readonly only: string | undefined;
}

const failure = (code: Diagnostic['code'], message: string, hint?: string): UnicoreError =>
  new UnicoreError({ code, message, ...(hint === undefined ? {} : { hint }) });

function sceneOf(workspace: Workspace, { application: name, target }: SaveRequest): Scene {
  const application = workspace.projects.get(name);
  const targets = application?.manifest.kind === 'application' ? targetsOf(workspace, application) : [];
  if (application === undefined || (target !== undefined && !targets.includes(target)) || targets.length === 0) {
    // It has the words for what is wrong.
    resolve(workspace, { application: name, target: target ?? '' });
    throw failure('UNICORE_E_TARGET_UNKNOWN', `${name} has no target "${target}"`);
  }
  if (target !== undefined && application.manifest.targets === undefined)
    throw failure(
      'UNICORE_E_CONFIG_SCOPE',
      `${name} names no targets, so that nothing can be said for ${target} alone`,
      `add "targets": { "${target}": {} }, or leave -c out`,
    );
  return { workspace, application, targets: target === undefined ? targets : [target], only: target };
}

const listOf = (application: Project, path: readonly string[]): Readonly<Record<string, unknown>> => {
  let value: unknown = application.manifest;
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
  return (value ?? {}) as Record<string, unknown>;
};

/** The places where a name is written, in the words that are used there. */
function slotsOf({ application, only }: Scene, name: string): Slot[] {
  const isUse = name.startsWith(USE);
  const kind = isUse ? 'use' : 'set';
  const wanted = isUse ? name.slice(USE.length) : qualify(name, application);
  const lists: Slot[] = [
    ...(only === undefined ? [{ path: [kind], level: 'all' as const }] : []),
    ...Object.keys(application.manifest.targets ?? {})
      .filter((target) => only === undefined || only === target)
      .map((target) => ({ path: ['targets', target, kind], level: 'target' as const })),
  ];
  return lists.flatMap(({ path, level }) =>
    Object.keys(listOf(application, path))
      .filter((key) => (isUse ? key : qualify(key, application)) === wanted)
      .map((key) => ({ path: [...path, key], level })),
  );
}

/** Without the line; and without the list, if it was the last. */
function without(text: string, path: readonly string[]): string {
  const shorter = removeIn(text, ['unicore', ...path]);
  const list = path.slice(0, -1);
  const left = (JSON.parse(shorter) as { unicore: object }).unicore;
  const rest = list.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], left);
  return Object.keys(rest as object).length === 0 ? removeIn(shorter, ['unicore', ...list]) : shorter;
}

/** `set` stands behind `use`, and both before the targets. */
const BESIDE = {
  use: { after: ['requires', 'optional'], before: ['set', 'options', 'targets', 'run'] },
  set: { after: ['use'], before: ['targets', 'run'] },
} as const;

function jsonOf({ workspace, application }: Scene, { name, value }: Change): JsonValue {
  if (name.startsWith(USE)) {
    const names = String(value).split(',');
    const isMany = workspace.projects.get(name.slice(USE.length))?.manifest.cardinality === 'many';
    return isMany || names.length > 1 ? names : names[0]!;
  }
  const entry = everyOption(workspace.projects).get(qualify(name, application));
  return entry ? (fromText(entry.manifest, value!) as JsonValue) : (value as JsonValue);
}

/** The text with the line put in where it is the nearest to what is asked. */
function written(scene: Scene, text: string, change: Change): string {
  const { application, only } = scene;
  const isUse = change.name.startsWith(USE);
  const kind = isUse ? 'use' : 'set';
  const key = isUse ? change.name.slice(USE.length) : change.name;
  const slots = slotsOf(scene, change.name);
  const own = slots.find(({ level }) => level === (only === undefined ? 'all' : 'target'));
  const list = only === undefined ? [kind] : ['targets', only, kind];
  const path = own?.path ?? [...list, isUse ? key : qualify(key, application)];
  let result = setIn(text, ['unicore', ...path], jsonOf(scene, change), BESIDE[kind]);
  // A target's own line would win.
  if (only === undefined)
    for (const slot of slots)
      if (
        slot.level === 'target' &&
        JSON.stringify(valueAt(application, slot)) !== JSON.stringify(jsonOf(scene, change))
      )
        result = without(result, slot.path);
  return result;
}

const valueAt = (application: Project, { path }: Slot): unknown => listOf(application, path);

/** All lines of the name taken out. */
const erased = (scene: Scene, text: string, { name }: Change): string =>
  slotsOf(scene, name).reduce((left, { path }) => without(left, path), text);

/** What each target is with the changes, as if they were given on the command line: the goal. */
function goals(scene: Scene, changes: readonly Change[]): Map<string, Configuration> {
  const { workspace, application, targets } = scene;
  const found = new Map<string, Configuration>();
  const all = everyOption(workspace.projects);
  let first: UnicoreError | undefined;
  for (const target of targets) {
    const set = changes.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value!] as const);
    const isAbsent = (error: UnicoreError): boolean =>
      error.diagnostics.every(({ code }) => code === 'UNICORE_E_OPTION_ABSENT');
    try {
      found.set(
        target,
        resolve(workspace, { application: application.name, target, overrides: Object.fromEntries(set) }),
      );
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      if (!isAbsent(error)) throw error;
      first ??= error;
      // An option of a project that only other targets hold.
      const here = resolve(workspace, { application: application.name, target });
      const present = set.filter(([name]) => {
        const owner = all.get(qualify(name, application))?.owner;
        return owner === undefined || here.projects.has(owner.name);
      });
      if (present.length === 0 || scene.only !== undefined) continue;
      found.set(
        target,
        resolve(workspace, { application: application.name, target, overrides: Object.fromEntries(present) }),
      );
    }
  }
  if (found.size === 0 && first) throw first;
  return found;
}

function valueIn(configuration: Configuration, name: string, application: Project): unknown {
  if (name.startsWith(USE)) {
    const capability = name.slice(USE.length);
    for (const project of configuration.projects.values()) {
      const providers = project.requires.get(capability);
      if (providers) return providers.join(',');
    }
    return undefined;
  }
  const qualified = qualify(name, application);
  const [group = '', bare = ''] = qualified.split('.');
  if (group === 'build') return configuration.build.get(bare)?.value;
  for (const { options } of configuration.projects.values())
    for (const option of options.values()) if (option.name === qualified) return option.value;
  return undefined;
}

function attempt(scene: Scene, text: string): Map<string, Configuration> | undefined {
  const { workspace, application } = scene;
  try {
    const changed = withProject(workspace, withText(application, text));
    return new Map(
      targetsOf(workspace, application).flatMap((target) => {
        if (!scene.targets.includes(target)) return [];
        return [[target, resolve(changed, { application: application.name, target })] as const];
      }),
    );
  } catch (error) {
    if (error instanceof UnicoreError) return undefined;
    throw error;
  }
}

/** Every value that was asked for is there, in each target that has the option. */
const reaches = (
  found: ReadonlyMap<string, Configuration> | undefined,
  goal: ReadonlyMap<string, Configuration>,
  changes: readonly Change[],
  application: Project,
): boolean =>
  found !== undefined &&
  [...goal].every(([target, wanted]) =>
    changes.every(({ name }) => valueIn(found.get(target)!, name, application) === valueIn(wanted, name, application)),
  );

function notSet(scene: Scene, { name }: Change): UnicoreError {
  const { application, only, workspace, targets } = scene;
  const where = only === undefined ? application.name : `the target ${only}`;
  const wide = only === undefined ? [] : slotsOf({ ...scene, only: undefined }, name);
  const [slot] = wide;
  const all = everyOption(workspace.projects);
  const known = name.startsWith(USE) || all.has(qualify(name, application));
  const guess = known ? undefined : closest(qualify(name, application), all.keys());
  const place = slot && application.locate(slot.path);
  return failure(
    'UNICORE_E_CONFIG_NOT_SET',
    `${name} is not set by ${where}`,
    guess
      ? `did you mean "${guess}"?`
      : place
        ? `it is set at ${place.file}:${place.line}:${place.column}`
        : `unicore why ${application.name} -c ${targets[0]} ${name} tells its value`,
  );
}

/**
 * Nothing is written here.
 * @throws UnicoreError for what cannot be, and for an unset of what is not set
 */
export function smallestChange(workspace: Workspace, request: SaveRequest): Saved {
  const scene = sceneOf(workspace, request);
  const { application, targets } = scene;
  const { changes } = request;
  const before = textOfProject(application);
  for (const change of changes)
    if (change.value === undefined && slotsOf(scene, change.name).length === 0) throw notSet(scene, change);
  const sets = changes.filter(({ value }) => value !== undefined);
  const base = changes
    .filter(({ value }) => value === undefined)
    .reduce((text, change) => erased(scene, text, change), before);
  const goal = sets.length > 0 ? goals(withBase(scene, base), sets) : new Map<string, Configuration>();
  // By line: as it is, taken out, put in. All of them put in reaches the goal; then the smallest that still does.
  type How = 'as is' | 'out' | 'in';
  const hows = new Map<Change, How>(sets.map((change) => [change, 'in']));
  const textFor = (): string =>
    sets.reduce((text, change) => {
      const here = withBase(scene, text);
      const how = hows.get(change)!;
      return how === 'in' ? written(here, text, change) : how === 'out' ? erased(here, text, change) : text;
    }, base);
  for (const change of sets) {
    for (const how of ['as is', 'out'] as const) {
      hows.set(change, how);
      if (reaches(attempt(scene, textFor()), goal, sets, application)) break;
      hows.set(change, 'in');
    }
  }
  const text = textFor();
  const after = withProject(workspace, withText(application, text));
  const effects = new Map<string, Difference>();
  const warnings: Diagnostic[] = [];
  for (const target of targetsOf(workspace, application)) {
    const old = tryResolve(workspace, application.name, target);
    // Others that extend a target change with it. One that was broken before may stay so.
    if (old === undefined && !targets.includes(target)) continue;
    const now = resolve(after, { application: application.name, target });
    if (targets.includes(target)) warnings.push(...now.warnings);
    if (old) effects.set(target, difference(old, now));
  }
  return {
    file: `${application.root}/project.json`,
    text,
    changed: text !== before,
    workspace: after,
    effects,
    warnings,
  };
}

const withBase = (scene: Scene, text: string): Scene => {
  const application = withText(scene.application, text);
  return { ...scene, application, workspace: withProject(scene.workspace, application) };
};

function tryResolve(workspace: Workspace, application: string, target: string): Configuration | undefined {
  try {
    return resolve(workspace, { application, target });
  } catch (error) {
    if (error instanceof UnicoreError) return undefined;
    throw error;
  }
}
