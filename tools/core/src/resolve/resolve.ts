// SPDX-License-Identifier: BSD-3-Clause
// (projects, application, target, overrides) → configuration. Pure; the order of projects does not matter.
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import type { Configuration, ConfiguredOption, ConfiguredProject, InitEntry, OptionValue, Project, Reason, RequireEntry, Target, TargetManifest, Workspace } from '../model.js';
import { closest } from '../plan/suggest.js';
import { failAt, makeOptions, shortName, type OptionSet, type Written } from './options.js';

export interface ResolveRequest {
  readonly application: string | Project;
  readonly target: string;
  readonly overrides?: Readonly<Record<string, OptionValue>>;
}

type Lists = Record<string, string | string[]>;
type Place = { project: Project; path: (string | number)[] };

/** Names of the targets that a project can be built or tested for, the default first. */
export function targetsOf(workspace: Workspace, project: Project): string[] {
  if (project.manifest.targets) return Object.keys(project.manifest.targets);
  const names: string[] = [];
  for (const platform of workspace.projects.values()) {
    if (platform.manifest.kind !== 'platform') continue;
    for (const arch of platform.manifest.supports?.archs ?? []) {
      const target = { name: '', platform: shortName(platform.name), arch };
      if (workspace.projects.has(`arch-${arch}`) && supports(project, target)) names.push(`${target.platform}-${arch}`);
    }
  }
  return names.sort();
}

const supports = ({ manifest: { kind, supports: list }, name }: Project, target: Target): boolean => {
  if (kind === 'platform') return name === `plat-${target.platform}`;
  if (kind === 'arch') return name === `arch-${target.arch}`;
  return (list?.platforms?.includes(target.platform) ?? true) && (list?.archs?.includes(target.arch) ?? true);
};

function findProject(workspace: Workspace, name: string): Project {
  const project = workspace.projects.get(name);
  if (project) return project;
  if (workspace.diagnostics.length > 0) throw new UnicoreError(workspace.diagnostics);
  const guess = closest(name, [...workspace.projects.keys()]);
  throw new UnicoreError({ code: 'UNICORE_E_PROJECT_UNKNOWN', message: `no project is called "${name}"`, hint: guess ? `did you mean "${guess}"?` : 'unicore list shows them' });
}

/** The target's manifest with all that it extends, the nearest last. */
function targetChain(application: Project, name: string): { name: string; manifest: TargetManifest }[] {
  const targets = application.manifest.targets ?? {};
  const chain: { name: string; manifest: TargetManifest }[] = [];
  for (let next: string | undefined = name; next !== undefined; ) {
    const manifest: TargetManifest | undefined = targets[next];
    if (manifest === undefined) {
      const guess = closest(next, Object.keys(targets));
      const from = chain[0];
      throw failAt('UNICORE_E_TARGET_UNKNOWN', `${application.name} has no target "${next}"`, application, from ? ['targets', from.name, 'extends'] : ['targets'], guess ? `did you mean "${guess}"?` : `its targets are ${Object.keys(targets).join(', ')}`);
    }
    if (chain.some((link) => link.name === next)) throw failAt('UNICORE_E_TARGET_CYCLE', `targets extend each other: ${[...chain.map((link) => link.name).reverse(), next].join(' → ')}`, application, ['targets', next, 'extends'], 'break the cycle');
    chain.unshift({ name: next, manifest });
    next = manifest.extends;
  }
  return chain;
}

function readTarget(workspace: Workspace, application: Project, name: string, chain: readonly { manifest: TargetManifest }[]): Target {
  const text = [...chain].reverse().find(({ manifest }) => manifest.target)?.manifest.target ?? chain.map((link) => (link as { name?: string }).name ?? name)[0] ?? name;
  for (const project of workspace.projects.values()) {
    if (project.manifest.kind !== 'platform') continue;
    const platform = shortName(project.name);
    for (const arch of project.manifest.supports?.archs ?? []) {
      if (text === `${platform}-${arch}` || text.startsWith(`${platform}-${arch}-`)) return { name, platform, arch };
    }
  }
  const known = [...workspace.projects.values()].filter(({ manifest }) => manifest.kind === 'platform').flatMap((project) => (project.manifest.supports?.archs ?? []).map((arch) => `${shortName(project.name)}-${arch}`));
  const guess = closest(text, known);
  throw failAt('UNICORE_E_TARGET_PLATFORM', `"${text}" names no platform and architecture`, application, ['targets', name], guess ? `did you mean "${guess}"?` : known.length > 0 ? `there are ${known.sort().join(', ')}` : 'the workspace has no platform that supports an architecture');
}

/** Interfaces whose provider the target chooses. */
const BUILT_IN_PROVIDERS = new Set(['platform', 'arch']);

export const testName = (project: string, provider?: string): string => `test-${project}${provider === undefined ? '' : `-on-${provider}`}`;

/**
 * A project's test image: an application that holds the project and its tests. An interface's tests are its contract:
 * `provider` names the project that has to pass them.
 */
export function testApplication(_workspace: Workspace, project: Project, provider?: string): Project {
  const { tests } = project.manifest;
  if (tests === undefined) throw failAt('UNICORE_E_NO_TESTS', `${project.name} has no tests`, project, [], 'add "tests": { "sources": ["tests/*.c"] }');
  const contract = provider === undefined || BUILT_IN_PROVIDERS.has(project.name) ? {} : { [project.name]: [provider] };
  const target = { use: { libc: 'lib-nolibc', ...tests.use, ...contract }, set: tests.set ?? {} };
  const run = { ...(tests.memory ? { memory: tests.memory } : {}), ...(tests.rootfs ? { rootfs: tests.rootfs } : {}), ...(tests.arguments ? { arguments: tests.arguments } : {}) };
  const sources = tests.sources;
  const path = (at: readonly (string | number)[]): (string | number)[] => (at[0] === 'use' || at[0] === 'set' || at[0] === 'sources' || at[0] === 'requires' ? ['tests', ...at] : [...at]);
  return {
    name: testName(project.name, provider),
    root: project.root,
    tags: [],
    manifest: { kind: 'application', summary: `tests of ${project.name}`, requires: [project.name, 'lib-test', 'libc', ...(tests.requires ?? [])], sources, ...target, run },
    locate: (at) => project.locate(path(at)),
    sourceLine: (line) => project.sourceLine(line),
  };
}

const requiresOf = (project: Project): { entry: RequireEntry; path: (string | number)[] }[] =>
  (project.manifest.requires ?? []).map((item, index) => ({ entry: typeof item === 'string' ? { name: item } : item, path: ['requires', index] }));

export function resolve(workspace: Workspace, request: ResolveRequest): Configuration {
  const application = typeof request.application === 'string' ? findProject(workspace, request.application) : request.application;
  const isTest = application.manifest.targets === undefined;
  const chain = isTest ? [{ name: request.target, manifest: {} }] : targetChain(application, request.target);
  const target = readTarget(workspace, application, request.target, chain);
  const every = new Map([...workspace.projects, [application.name, application] as const]);
  const platform = findProject(workspace, `plat-${target.platform}`);
  const arch = findProject(workspace, `arch-${target.arch}`);

  const use = new Map<string, { names: string[]; place: Place }>();
  const addUse = (lists: Lists | undefined, project: Project, at: (string | number)[]) => {
    for (const [name, value] of Object.entries(lists ?? {})) use.set(name, { names: [value].flat(), place: { project, path: [...at, name] } });
  };
  const written = new Map<string, Written>();
  const addSet = (set: Record<string, OptionValue> | undefined, at: (string | number)[]) => {
    for (const [name, value] of Object.entries(set ?? {})) {
      const location = application.locate([...at, name]);
      written.set(name.includes('.') ? name : `${shortName(application.name)}.${name}`, { value, by: 'set', location, sourceLine: application.sourceLine(location.line) });
    }
  };
  addUse(application.manifest.use, application, ['use']);
  addSet(application.manifest.set, ['set']);
  for (const { name, manifest } of chain) {
    addUse(manifest.use, application, ['targets', name, 'use']);
    addSet(manifest.set, ['targets', name, 'set']);
  }
  for (const [name, value] of Object.entries(request.overrides ?? {})) written.set(name, { value, by: 'override' });

  const cardinality = (capability: string) => every.get(capability)?.manifest.cardinality ?? 'one';
  const provides = (project: Project, capability: string) => project.manifest.provides?.includes(capability) ?? false;

  function providers(capability: string, from: Place): string[] {
    if (capability === 'platform') return [platform.name];
    if (capability === 'arch') return [arch.name];
    const candidates = [...every.values()].filter((project) => provides(project, capability));
    const check = (names: readonly string[], place: Place): string[] => {
      for (const name of names) {
        const project = every.get(name);
        const guess = closest(name, candidates.map((candidate) => candidate.name));
        if (project === undefined) throw failAt('UNICORE_E_PROJECT_UNKNOWN', `no project is called "${name}"`, place.project, place.path, guess ? `did you mean "${guess}"?` : `providers of ${capability}: ${candidates.map((c) => c.name).join(', ') || 'none'}`);
        if (!provides(project, capability)) throw failAt('UNICORE_E_NOT_A_PROVIDER', `${name} does not provide ${capability}`, place.project, place.path, `providers of ${capability}: ${candidates.map((c) => c.name).join(', ') || 'none'}`);
      }
      if (cardinality(capability) === 'one' && names.length !== 1) throw failAt('UNICORE_E_CARDINALITY', `${capability} has exactly one provider, and ${names.length} are named`, place.project, place.path, 'name one');
      return [...names];
    };
    const used = use.get(capability);
    if (used) return check(used.names, used.place);
    const declared = platform.manifest.defaults?.[capability];
    if (declared !== undefined) return check([declared].flat(), { project: platform, path: ['defaults', capability] });
    const able = candidates.filter((project) => supports(project, target));
    const defaults = able.filter((project) => project.manifest.defaultFor?.includes(capability));
    if (defaults.length === 1) return [defaults[0]!.name];
    if (cardinality(capability) === 'many') return defaults.map((project) => project.name).sort();
    const list = (defaults.length > 1 ? defaults : able).map((project) => project.name).sort();
    throw failAt(
      list.length === 0 ? 'UNICORE_E_NO_PROVIDER' : 'UNICORE_E_AMBIGUOUS_PROVIDER',
      list.length === 0 ? `nothing provides ${capability} on ${target.platform}-${target.arch}` : `${capability} has ${list.length === 1 ? 'no default provider' : 'several providers'}: ${list.join(', ')}`,
      from.project,
      from.path,
      list.length === 0 ? `add a library that provides ${capability}` : `add "${capability}": "${list[0]}" to "use" of ${application.name}`,
    );
  }

  interface Member {
    readonly project: Project;
    readonly why: Reason[];
    readonly requires: Map<string, string[]>;
    readonly shown: Set<string>;
  }

  /** The closure of requires under given options. */
  function collect(options: OptionSet | undefined): Map<string, Member> {
    const members = new Map<string, Member>();
    const queue: string[] = [];
    const add = (project: Project, why: Reason[], from: Place) => {
      if (members.has(project.name)) return;
      if (!supports(project, target)) throw failAt('UNICORE_E_UNSUPPORTED', `${project.name} does not support ${target.platform}-${target.arch}`, from.project, from.path, 'choose another project, or drop the line');
      members.set(project.name, { project, why, requires: new Map(), shown: new Set([project.name]) });
      queue.push(project.name);
    };
    const root: Place = { project: application, path: [] };
    add(application, [{ by: 'builtin', text: 'the application' }], root);
    for (const project of [platform, arch]) add(project, [{ by: 'builtin', text: `the target ${target.name}` }], root);
    // By name, not by first come: reasons are the same in any order of projects.
    for (let n = 0; n < queue.length; n++) {
      const member = members.get(queue[n]!)!;
      for (const { entry, path } of requiresOf(member.project)) {
        // Before options are known, what hangs on a condition is left out.
        if (entry.when !== undefined && !(options?.holds(member.project, entry.when, [...path, 'when']) ?? false)) continue;
        const place = { project: member.project, path };
        const required = every.get(entry.name);
        if (required === undefined) {
          const guess = closest(entry.name, [...every.keys()]);
          throw failAt('UNICORE_E_PROJECT_UNKNOWN', `${member.project.name} requires "${entry.name}", and no project is called that`, place.project, place.path, guess ? `did you mean "${guess}"?` : 'add the project, or drop the line');
        }
        const why: Reason[] = [{ by: 'builtin', location: member.project.locate(path), text: `required by ${member.project.name}` }, ...member.why];
        member.shown.add(entry.name);
        add(required, why, place);
        if (required.manifest.kind !== 'interface') continue;
        const chosen = providers(entry.name, place);
        member.requires.set(entry.name, chosen);
        for (const name of chosen) add(every.get(name)!, [{ by: 'builtin', location: member.project.locate(path), text: `provides ${entry.name} to ${member.project.name}` }, ...member.why], place);
      }
    }
    return members;
  }

  let members = collect(undefined);
  let options: OptionSet | undefined;
  const seenSets = new Set<string>();
  for (;;) {
    const current = members;
    const has = (capability: string) => current.has(capability) || [...current.values()].some(({ project }) => provides(project, capability));
    const projects = new Map([...current].map(([name, member]) => [name, member.project]));
    // What is written for a project that a later round brings in is not yet unknown.
    const key = [...current.keys()].sort().join(' ');
    const settled = seenSets.has(key);
    const known = new Map([...written].filter(([name]) => settled || belongs(projects, name)));
    options = makeOptions(projects, every, target, known, has);
    members = collect(options);
    const next = [...members.keys()].sort().join(' ');
    if (next === key && settled) break;
    if (next !== key && seenSets.has(next)) {
      throw failAt('UNICORE_E_REQUIRES_UNSTABLE', `conditions of requires contradict each other: ${difference(key, next).join(', ')} is in the image only if it is not`, application, [], 'look at the "when" of the requires that name it');
    }
    seenSets.add(key);
  }
  const found = options;
  const warnings: Diagnostic[] = [...found.warnings];

  for (const { project } of members.values()) {
    for (const [index, { assert, message, when }] of (project.manifest.constraints ?? []).entries()) {
      if (!found.holds(project, when, ['constraints', index, 'when']) || found.holds(project, assert, ['constraints', index, 'assert'])) continue;
      throw failAt('UNICORE_E_CONSTRAINT', message, project, ['constraints', index, 'assert'], `make ${assert} true`);
    }
  }

  const configured = new Map<string, ConfiguredProject>();
  for (const name of [...members.keys()].sort()) {
    const member = members.get(name)!;
    const { project } = member;
    const prefix = `${shortName(name)}.`;
    const own = new Map<string, ConfiguredOption>(Object.keys(project.manifest.options ?? {}).map((bare) => [bare, found.values.get(prefix + bare)!]));
    configured.set(name, {
      project,
      why: member.why,
      options: own,
      sees: visible(name),
      requires: member.requires,
      holds: (condition) => found.holds(project, condition),
    });
  }

  /** Own requires and optional ones that are there, and what these show publicly. */
  function visible(name: string): string[] {
    const seen = new Set<string>([name]);
    const add = (other: string) => {
      if (seen.has(other) || !members.has(other)) return;
      seen.add(other);
      const { project } = members.get(other)!;
      for (const { entry } of requiresOf(project)) if (entry.public && found.holds(project, entry.when)) add(entry.name);
    };
    const member = members.get(name)!;
    for (const other of member.shown) add(other);
    for (const other of member.project.manifest.optional ?? []) add(other);
    // A provider includes the header of what it provides.
    for (const capability of member.project.manifest.provides ?? []) add(capability);
    return [...seen].sort();
  }

  return {
    application,
    target,
    projects: configured,
    build: new Map([...found.values].filter(([name]) => name.startsWith('build.')).map(([name, option]) => [name.slice('build.'.length), option])),
    init: order(configured, 'init'),
    fini: order(configured, 'fini'),
    warnings,
  };
}

const belongs = (projects: ReadonlyMap<string, Project>, name: string): boolean =>
  name.startsWith('build.') || [...projects.values()].some((project) => Object.keys(project.manifest.options ?? {}).some((bare) => `${shortName(project.name)}.${bare}` === name));

function difference(a: string, b: string): string[] {
  const [left, right] = [new Set(a.split(' ')), new Set(b.split(' '))];
  return [...left, ...right].filter((name) => left.has(name) !== right.has(name)).sort();
}

/** Init (or fini) calls so that each runs after (or before) what it names; by project name where nothing else says. */
function order(projects: ReadonlyMap<string, ConfiguredProject>, kind: 'init' | 'fini'): InitEntry[] {
  interface Call {
    readonly entry: InitEntry;
    readonly project: Project;
    readonly index: number;
  }
  const calls: Call[] = [...projects.values()].flatMap(({ project, holds }) => (project.manifest[kind] ?? []).flatMap((entry, index) => (holds(entry.when) ? [{ entry, project, index }] : [])));
  const named = (name: string): Call[] => calls.filter(({ project }) => project.name === name || project.manifest.provides?.includes(name));
  const sorted: Call[] = [];
  const state = new Map<Call, 'open' | 'done'>();
  const visit = (call: Call, path: readonly Call[]): void => {
    if (state.get(call) === 'done') return;
    if (state.get(call) === 'open') {
      const cycle = [...path.slice(path.indexOf(call)), call].map(({ entry }) => entry.call);
      throw failAt('UNICORE_E_INIT_CYCLE', `${kind} calls wait for each other: ${cycle.join(' → ')}`, call.project, [kind, call.index, 'after'], 'drop one of the "after"');
    }
    state.set(call, 'open');
    for (const after of [...(call.entry.after ?? [])].sort()) for (const other of named(after)) if (other.project !== call.project) visit(other, [...path, call]);
    state.set(call, 'done');
    sorted.push(call);
  };
  for (const call of calls) visit(call, []);
  if (kind === 'fini') sorted.reverse();
  return sorted.map(({ entry }) => entry);
}

/** Why a project or option is as it is, one line each. */
export function why(configuration: Configuration, query: string): string[] {
  const place = ({ location, text }: Reason): string => (location ? `${text} (${location.file}:${location.line}:${location.column})` : text);
  const project = configuration.projects.get(query) ?? configuration.projects.get(`lib-${query}`);
  if (project) return [`${project.project.name} is in the image:`, ...project.why.map((reason) => `  ${place(reason)}`)];
  const options = [...configuration.build.values(), ...[...configuration.projects.values()].flatMap((one) => [...one.options.values()])];
  const option = options.find(({ name, macro }) => name === query || macro === query);
  if (option) return [`${option.name} = ${JSON.stringify(option.value)}: ${place(option.why)}`];
  const guess = closest(query, [...options.map(({ name }) => name), ...configuration.projects.keys()]);
  throw new UnicoreError({ code: 'UNICORE_E_WHY_UNKNOWN', message: `nothing in ${configuration.application.name} for ${configuration.target.name} is called "${query}"`, hint: guess ? `did you mean "${guess}"?` : 'name a project of the image or an option' });
}
