// SPDX-License-Identifier: BSD-3-Clause
// (projects, application, target, overrides) → configuration. Pure; the order of projects does not matter.
import { fragmentPlaces, readFragment, type Fragment } from '../configure/fragment.js';
import { conditionsOf } from '../manifest/conditions.js';
import { checkCondition, type Scope } from '../condition/check.js';
import { ConditionError } from '../condition/parse.js';
import { UnicoreError, type Diagnostic, type Note } from '../diagnostic.js';
import type {
  Configuration,
  ConfiguredOption,
  ConfiguredProject,
  OptionValue,
  Project,
  RequireEntry,
  Target,
  Workspace,
} from '../model.js';
import { closest } from '../plan/suggest.js';
import { closure, compileCycles, rivals, type Closure, type ClosureWorld, type Member } from './closure.js';
import { initOrder } from './init-order.js';
import { entriesOf } from './names.js';
import { decideOptions, type OptionSet } from './options.js';
import { conditionProblem, problemAt, sorted, type Place } from './problem.js';
import type { Use } from './providers.js';
import { conditionFaults, everyOption, scopeOf } from './scope.js';
import { readTarget, targetChain, targetsOf, type Link } from './target.js';
import { maySee, seenFrom } from './visible.js';
import { bringIn, CONFIG_LEVEL, isOneOff, SET_LEVEL, type Written } from './written.js';

export { targetsOf, testTargetsOf } from './target.js';
export { testApplication, testName } from './test-application.js';
export { why } from './why.js';

export interface ResolveRequest {
  readonly application: string | Project;
  readonly target: string;
  /** Texts of a command line are read by the type of their option. */
  readonly overrides?: Readonly<Record<string, OptionValue>>;
  /** Files of `--config`; a later one wins, and `overrides` over all. */
  readonly fragments?: readonly Fragment[];
}

function findProject(workspace: Workspace, name: string): Project {
  const project = workspace.projects.get(name);
  if (project) return project;
  const broken = workspace.broken?.get(name);
  if (broken) throw new UnicoreError(broken);
  const guess = closest(name, workspace.projects.keys());
  throw new UnicoreError([
    {
      code: 'UNICORE_E_PROJECT_UNKNOWN',
      message: `no project is called "${name}"`,
      hint: guess ? `did you mean "${guess}"?` : 'unicore list shows them',
    },
    ...workspace.diagnostics,
  ]);
}

/** `use.<capability>` among the overrides names providers, as `use` does in a manifest. */
const USE = 'use.';

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

interface Request {
  readonly workspace: Workspace;
  readonly application: Project;
  readonly target: Target;
  readonly chain: readonly Link[];
  readonly world: ClosureWorld;
  readonly oneOffs: readonly OneOff[];
}

/** A line of a fragment, or a `--set`. */
interface OneOff {
  readonly name: string;
  readonly value: OptionValue;
  readonly level: string;
  readonly place?: Place;
}

function oneOffsOf(
  application: Project,
  { overrides = {}, fragments = [] }: Pick<ResolveRequest, 'overrides' | 'fragments'>,
): OneOff[] {
  const lines = fragments.flatMap((fragment) => {
    const project = fragmentPlaces(fragment, application);
    const level = `${CONFIG_LEVEL}${fragment.file}`;
    return readFragment(fragment).map(({ name, value, line }) => ({
      name,
      value,
      level,
      place: { project, path: [line] },
    }));
  });
  return [...lines, ...Object.entries(overrides).map(([name, value]) => ({ name, value, level: SET_LEVEL }))];
}

function read(workspace: Workspace, asked: ResolveRequest): Request {
  const { application: wanted, target: name } = asked;
  const application = typeof wanted === 'string' ? findProject(workspace, wanted) : wanted;
  if (application.manifest.kind !== 'application') {
    throw new UnicoreError(
      problemAt(
        'UNICORE_E_NOT_AN_APPLICATION',
        `${application.name} is of kind ${application.manifest.kind}`,
        { project: application, path: ['kind'] },
        `an image is made of an application; unicore test ${application.name} makes one of its tests`,
      ),
    );
  }
  const chain = application.manifest.targets ? targetChain(application, name) : [{ name, manifest: {} }];
  const target = readTarget(workspace, application, name, chain);
  const { projects: base } = workspace;
  const isOwn = base.get(application.name) === application;
  const every = isOwn ? base : new Map([...base, [application.name, application] as const]);
  const use = new Map<string, Use>();
  const addUse = (
    lists: Readonly<Record<string, string | string[]>> | undefined,
    level: string,
    path: readonly string[],
  ): void => {
    for (const [capability, names] of Object.entries(lists ?? {}))
      use.set(capability, {
        names: [names].flat(),
        place: { project: application, path: [...path, capability] },
        level,
      });
  };
  addUse(application.manifest.use, 'set', ['use']);
  for (const link of chain) addUse(link.manifest.use, `targets.${link.name}`, ['targets', link.name, 'use']);
  const oneOffs = oneOffsOf(application, asked);
  for (const { name, value, level, place = { project: application, path: [] } } of oneOffs) {
    if (name.startsWith(USE)) use.set(name.slice(USE.length), { names: String(value).split(','), place, level });
  }
  const broken: Note[] = workspace.diagnostics.map(({ message, location }) => ({
    message: `a manifest is broken: ${message}`,
    ...(location ? { location } : {}),
  }));
  const world: ClosureWorld = {
    application,
    every,
    base,
    platform: findProject(workspace, `plat-${target.platform}`),
    arch: findProject(workspace, `arch-${target.arch}`),
    target,
    use,
    broken,
    brokenProjects: workspace.broken ?? new Map(),
    useKey: isOwn ? '"use"' : '"use" in "tests"',
  };
  return { workspace, application, target, chain, world, oneOffs };
}

/** What the user wrote for options, the later the stronger. */
function writtenIn({ application, chain, oneOffs }: Request): Written[] {
  const from = (
    set: Readonly<Record<string, OptionValue>> | undefined,
    level: string,
    path: readonly string[],
  ): Written[] =>
    Object.entries(set ?? {}).map(([name, value]) => ({
      name,
      value,
      by: 'set',
      level,
      place: { project: application, path: [...path, name] },
    }));
  return [
    ...from(application.manifest.set, 'set', ['set']),
    ...chain.flatMap(({ name, manifest }) => from(manifest.set, `targets.${name}`, ['targets', name, 'set'])),
    ...oneOffs.filter(({ name }) => !name.startsWith(USE)).map((one): Written => ({ ...one, by: 'override' })),
  ];
}

interface Solved {
  readonly found: Closure;
  readonly options: OptionSet;
}

/** Rounds of "options of these projects" and "projects under these options" until nothing changes. */
function solve(request: Request, elsewhere: (level: string, owner: Project) => boolean): Solved {
  const { world, application, target } = request;
  const { every, base } = world;
  // The image of a project's tests has no options, and nothing sees it.
  const all = everyOption(base);
  const universe = (project: Project) => (base.get(project.name) === project ? base : every);
  const written = writtenIn(request);
  const checked = new Set<string>();
  const check = ({ members }: Closure): void => {
    const problems = [...members.values()]
      .filter(({ project }) => !checked.has(project.name))
      .flatMap(({ project }) => {
        checked.add(project.name);
        return conditionFaults(project, universe(project));
      });
    if (problems.length > 0) throw new UnicoreError(sorted(problems));
  };
  const keyOf = ({ members }: Closure): string => [...members.keys()].sort().join(' ');
  const seen = new Set<string>();
  // Before options are known, what hangs on a condition is left out.
  let found = closure(world, (_, entry) => (entry.when === undefined ? [] : undefined));
  for (;;) {
    check(found);
    const { members } = found;
    const projects = new Map([...members].map(([name, { project }]) => [name, project]));
    const there = new Set(
      [...members.values()].flatMap(({ project }) => [project.name, ...(project.manifest.provides ?? [])]),
    );
    const has = (name: string): boolean => there.has(name);
    const options = decideOptions({
      application,
      projects,
      see: (project) => maySee(project, universe(project)),
      all,
      target,
      has,
      bring: (entries) => bringIn(written, application, entries, base, all, elsewhere),
    });
    const next = closure(world, (project, entry) =>
      options.holds(project, entry.when) ? options.names(project, entry.when) : undefined,
    );
    const [before, after] = [keyOf(found), keyOf(next)];
    if (before === after) return { found: next, options };
    seen.add(before);
    if (seen.has(after)) {
      const problems = [...options.problems, ...next.problems];
      throw new UnicoreError(problems.length > 0 ? sorted(problems) : unstable(application, members, next.members));
    }
    found = next;
  }
}

function unstable(
  application: Project,
  before: ReadonlyMap<string, Member>,
  after: ReadonlyMap<string, Member>,
): Diagnostic {
  const [one] = [...before.keys(), ...after.keys()].filter((name) => before.has(name) !== after.has(name)).sort();
  const why = (before.get(one!) ?? after.get(one!))?.why[0];
  const notes = why ? [{ message: why.text, ...(why.location ? { location: why.location } : {}) }] : [];
  return problemAt(
    'UNICORE_E_REQUIRES_UNSTABLE',
    `${one} is in the image only if it is not`,
    { project: application, path: [] },
    `look at the "when" of what requires ${one}`,
    notes,
  );
}

/** Whether another image, for which a line of `level` is written too, holds what the line names. */
function elsewhereOf(
  request: Request,
): (level: string, holdsIt: (members: ReadonlyMap<string, Member>) => boolean) => boolean {
  const { workspace, application, target } = request;
  return (level, holdsIt) => {
    if (isOneOff(level)) return false;
    return targetsOf(workspace, application).some((name) => {
      if (name === target.name) return false;
      try {
        const other = read(workspace, { application, target: name });
        if (level !== 'set' && !other.chain.some((link) => `targets.${link.name}` === level)) return false;
        return holdsIt(solve(other, () => true).found.members);
      } catch (error) {
        if (!(error instanceof UnicoreError)) throw error;
        // That it does not resolve is told when it is built.
        return true;
      }
    });
  };
}

function checkConstraints(options: OptionSet, members: ReadonlyMap<string, Member>): Diagnostic[] {
  return [...members.values()].flatMap(({ project }) =>
    (project.manifest.constraints ?? []).flatMap(({ assert, message, when }, index) => {
      if (!options.holds(project, when) || options.holds(project, assert)) return [];
      return [
        problemAt(
          'UNICORE_E_CONSTRAINT',
          message,
          { project, path: ['constraints', index, 'assert'] },
          options.change(project, assert),
          options.explain(project, assert),
        ),
      ];
    }),
  );
}

/** `use` of what is no capability, or of one that no image of the application needs. */
function checkUse(
  { world, application, workspace }: Request,
  members: ReadonlyMap<string, Member>,
  elsewhere: ReturnType<typeof elsewhereOf>,
): { problems: Diagnostic[]; warnings: Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  // The image of a project's tests uses the project without having written it.
  const isWritten = world.every.get(application.name) === workspace.projects.get(application.name);
  const interfaces = [...world.every.values()]
    .filter(({ manifest }) => manifest.kind === 'interface')
    .map(({ name }) => name);
  for (const [capability, { place, level }] of world.use) {
    if (!interfaces.includes(capability)) {
      const guess = closest(capability, interfaces);
      problems.push(
        problemAt(
          'UNICORE_E_CAPABILITY_UNKNOWN',
          `no capability is called "${capability}"`,
          place,
          guess ? `did you mean "${guess}"?` : 'drop the line',
          world.broken,
        ),
      );
    } else if (isWritten && !members.has(capability) && !elsewhere(level, (others) => others.has(capability))) {
      warnings.push(
        problemAt(
          'UNICORE_W_USE_UNUSED',
          `nothing in ${application.name} requires ${capability}`,
          place,
          `require ${capability}, or drop the line`,
        ),
      );
    }
  }
  return { problems, warnings };
}

/** What a request is made of before anything is decided, for those who ask what would be under other values. */
export interface Inquiry {
  readonly application: Project;
  readonly target: Target;
  readonly world: ClosureWorld;
  /** What the user wrote, the later the stronger. */
  readonly written: readonly Written[];
  /** Whether a line for an option of `owner` counts in another image, so that it is no fault that this one has no such project. */
  readonly elsewhere: (level: string, owner: Project) => boolean;
}

/** @throws UnicoreError when application or target is not there */
export function inquire(workspace: Workspace, asked: ResolveRequest): Inquiry {
  const request = read(workspace, asked);
  const elsewhere = elsewhereOf(request);
  const { application, target, world } = request;
  return {
    application,
    target,
    world,
    written: writtenIn(request),
    elsewhere: (level, owner) => elsewhere(level, (members) => members.has(owner.name)),
  };
}

/** @throws UnicoreError with every fault that was found */
export function resolve(workspace: Workspace, asked: ResolveRequest): Configuration {
  const request = read(workspace, asked);
  const { application, target, world } = request;
  const elsewhere = elsewhereOf(request);
  const { found, options } = solve(request, (level, owner) => elsewhere(level, (members) => members.has(owner.name)));
  const { members } = found;
  const counts = (project: Project, entry: RequireEntry): boolean => options.holds(project, entry.when);
  const use = checkUse(request, members, elsewhere);
  const problems = [
    ...found.problems,
    ...options.problems,
    ...use.problems,
    ...rivals(world, members),
    ...compileCycles(members, counts),
  ];
  if (problems.length > 0) throw new UnicoreError(sorted(problems));

  const all = everyOption(world.base);
  const configured = new Map<string, ConfiguredProject>();
  for (const [name, { project, why, requires }] of [...members].sort(byName)) {
    let scope: Scope | undefined;
    let known: Set<string> | undefined;
    configured.set(name, {
      project,
      why,
      options: new Map(
        entriesOf(project).map((entry): [string, ConfiguredOption] => [entry.bare, options.values.get(entry.name)!]),
      ),
      sees: seenFrom(project, (other) => members.get(other)?.project, counts),
      requires,
      holds(condition) {
        // Those of the manifest have been checked; a template's have not.
        known ??= new Set(conditionsOf(project).map(({ text }) => text));
        if (condition !== undefined && !known.has(condition)) {
          try {
            checkCondition(condition, (scope ??= scopeOf(project, world.every, all)));
          } catch (error) {
            if (!(error instanceof ConditionError)) throw error;
            throw new UnicoreError(conditionProblem(error, condition, { project, path: ['generate'] }));
          }
          known.add(condition);
        }
        return options.holds(project, condition);
      },
    });
  }
  const [init, fini] = [initOrder(configured, 'init'), initOrder(configured, 'fini')];
  const late = [...checkConstraints(options, members), ...init.problems, ...fini.problems];
  if (late.length > 0) throw new UnicoreError(sorted(late));
  return {
    application,
    target,
    projects: configured,
    build: new Map(
      [...options.values]
        .filter(([name]) => name.startsWith('build.'))
        .map(([name, option]) => [name.slice('build.'.length), option]),
    ),
    init: init.calls,
    fini: fini.calls,
    warnings: sorted([...options.warnings, ...use.warnings]),
  };
}
