// SPDX-License-Identifier: BSD-3-Clause
// A `.config` back: the least `set` with which the image has its values, and what of it could not be taken.
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import type { Configuration, ConfiguredOption, Manifest, OptionValue, Project, Workspace } from '../model.js';
import { decisionOrder } from '../resolve/graph.js';
import { entriesOf, macroNamesOf } from '../resolve/names.js';
import { resolve, type ResolveRequest } from '../resolve/resolve.js';
import { everyOption } from '../resolve/scope.js';
import { misfit, show, zeroOf } from '../resolve/values.js';
import { optionsOf } from '../resolve/why.js';
import { readDotConfig } from './dot-config.js';
import { isSettable, leftOut, wantedIn, type LeftOut, type Wanted } from './wanted.js';

export interface Imported {
  /** In place of all that application and target set. Nothing of it can be left out. */
  readonly set: Readonly<Record<string, OptionValue>>;
  readonly configuration: Configuration;
  /** One for each line that could not be taken, in order of the lines. */
  readonly left: readonly Diagnostic[];
}

type Set = Readonly<Record<string, OptionValue>>;
type Try = (set: Set) => Configuration | UnicoreError;

const byName = (configuration: Configuration): Map<string, ConfiguredOption> =>
  new Map(optionsOf(configuration).map((option) => [option.name, option]));

const without = (set: Set, name: string): Set =>
  Object.fromEntries(Object.entries(set).filter(([key]) => key !== name));

function unmet(wanted: readonly Wanted[], configuration: Configuration): Wanted[] {
  const options = byName(configuration);
  return wanted.filter(({ entry, value }) => options.get(entry.name)?.value !== value);
}

const setOf = (wanted: readonly Wanted[]): Set =>
  Object.fromEntries(wanted.map(({ entry, value }) => [entry.name, value]));

interface Taken {
  readonly set: Set;
  readonly found: Configuration;
  readonly refused: ReadonlyMap<string, UnicoreError>;
}

/** Sets what differs until nothing more does. */
function together(from: Set, wanted: readonly Wanted[], attempt: Try): Taken | undefined {
  let set = from;
  for (;;) {
    const found = attempt(set);
    if (found instanceof UnicoreError) return undefined;
    const there = byName(found);
    const more = unmet(wanted, found).filter(({ entry }) => there.has(entry.name) && !(entry.name in set));
    if (more.length === 0) return { set, found, refused: new Map() };
    set = { ...set, ...setOf(more) };
  }
}

/** One after the other; what is refused alone may do with others that were. */
function oneByOne(from: Set, base: Configuration, wanted: readonly Wanted[], attempt: Try): Taken {
  let [set, found] = [from, base];
  const refused = new Map<string, UnicoreError>();
  const add = (more: Set): UnicoreError | undefined => {
    const next = attempt({ ...set, ...more });
    if (next instanceof UnicoreError) return next;
    [set, found] = [{ ...set, ...more }, next];
    return undefined;
  };
  for (const { entry, value } of wanted) {
    const option = byName(found).get(entry.name);
    if (option === undefined || option.value === value) continue;
    const error = add({ [entry.name]: value });
    if (error) refused.set(entry.name, error);
  }
  const rest = wanted.filter(({ entry }) => refused.has(entry.name));
  if (rest.length > 1 && add(setOf(rest)) === undefined) refused.clear();
  return { set, found, refused };
}

/** Drops what is so anyway. */
function least(taken: Taken, wanted: readonly Wanted[], attempt: Try): Taken {
  let { set, found } = taken;
  const missed = unmet(wanted, found).length;
  for (const name of Object.keys(set)) {
    const next = attempt(without(set, name));
    if (next instanceof UnicoreError || unmet(wanted, next).length > missed) continue;
    [set, found] = [without(set, name), next];
  }
  return { ...taken, set, found };
}

const writtenIn = (configuration: Configuration): Set =>
  Object.fromEntries(
    optionsOf(configuration).flatMap(({ name, value, why }) => (why.by === 'set' ? [[name, value]] : [])),
  );

/** In the order in which options are decided, so that what others hang on comes first. */
function inOrder(wanted: ReadonlyMap<string, Wanted>, workspace: Workspace): Wanted[] {
  const { sets } = decisionOrder(everyOption(workspace.projects));
  return sets.flat().flatMap((name) => wanted.get(name) ?? []);
}

function whyLeft(
  { entry, value, assignment }: Wanted,
  option: ConfiguredOption | undefined,
  refused: UnicoreError | undefined,
  report: LeftOut,
): Diagnostic[] {
  if (option === undefined) {
    // What is off anyway is as the file says.
    if (value === zeroOf(entry.manifest)) return [];
    const owner = entry.owner?.name ?? '';
    const message = `${entry.name} is an option of ${owner}, which is not in the image`;
    return [report(assignment, message, `require ${owner}`)];
  }
  const [reason] = refused?.diagnostics ?? [];
  // None of a choice's values is no value that could be wrong.
  const wrong = value === '' ? undefined : misfit(entry.manifest, value);
  const why = reason?.message ?? wrong?.message ?? option.why.text;
  const hint = reason?.hint ?? wrong?.hint ?? 'drop the line';
  return [report(assignment, `${entry.name} stays ${show(option.manifest, option.value)}: ${why}`, hint)];
}

/** The workspace with an application that sets no option: a line of it may stand against what the file says. */
function unset(workspace: Workspace, name: string): Workspace {
  const project = workspace.projects.get(name);
  if (project === undefined) return workspace;
  const { set: _, targets, ...manifest } = project.manifest;
  const bare = targets && Object.entries(targets).map(([key, { set: __, ...rest }]) => [key, rest] as const);
  const value: Manifest = { ...manifest, ...(bare ? { targets: Object.fromEntries(bare) } : {}) };
  const without = Object.create(project, { manifest: { value } }) as Project;
  return { ...workspace, projects: new Map(workspace.projects).set(name, without) };
}

export interface ImportRequest extends ResolveRequest {
  readonly application: string;
}

/** @param file as it is shown. @throws UnicoreError when the image does not resolve as it is written */
export function importDotConfig(written: Workspace, request: ImportRequest, file: string, text: string): Imported {
  const workspace = unset(written, request.application);
  const base = resolve(written, request);
  const attempt: Try = (set) => {
    try {
      return resolve(workspace, { ...request, overrides: { ...request.overrides, ...set } });
    } catch (error) {
      if (error instanceof UnicoreError) return error;
      throw error;
    }
  };
  const report = leftOut(file, text);
  const known = [...base.projects.values()].flatMap(({ project }) => entriesOf(project)).flatMap(macroNamesOf);
  const all = everyOption(workspace.projects);
  const { wanted, problems } = wantedIn(readDotConfig(text), all.values(), known, report);
  const wishes = inOrder(wanted, workspace);
  const settable = wishes.filter(isSettable);
  const there = byName(base);
  const taken =
    together({}, settable, attempt) ??
    // With nothing set there may be no image at all.
    together(setOf(settable.filter(({ entry }) => there.has(entry.name))), settable, attempt) ??
    oneByOne(writtenIn(base), base, settable, attempt);
  const { set, found, refused } = least(taken, settable, attempt);
  const options = byName(found);
  const left = unmet(wishes, found).flatMap((wish) =>
    whyLeft(wish, options.get(wish.entry.name), refused.get(wish.entry.name), report),
  );
  const order = (a: Diagnostic, b: Diagnostic): number => (a.location?.line ?? 0) - (b.location?.line ?? 0);
  return { set, configuration: found, left: [...problems, ...left].sort(order) };
}
