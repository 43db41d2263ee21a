// SPDX-License-Identifier: BSD-3-Clause
// Which test images a workspace has: one for each project with tests, and for each interface one per provider.
import { isPackaged } from '../manifest/packages.js';
import type { Manifest, Project, Target, Workspace } from '../model.js';
import { targetsOf } from './resolve.js';
import { supports } from './target.js';

export interface Suite {
  /** Whose tests. */
  readonly project: string;
  /** Of an interface: who has to pass them. */
  readonly provider?: string;
  /** For which it can be built and run, the default first. */
  readonly targets: readonly string[];
}

const isProvider = ({ manifest: { kind, provides } }: Project, capability: Project): boolean =>
  kind === capability.name || (provides?.includes(capability.name) ?? false);

const providersOf = (workspace: Workspace, capability: Project): Project[] =>
  [...workspace.projects.values()].filter((project) => isProvider(project, capability));

type PlainTarget = Pick<Target, 'platform' | 'arch'>;
type Use = NonNullable<Manifest['use']>;

/** What a project needs in every image that it is in. */
const needs = (requires: Manifest['requires'] = []): string[] =>
  requires.flatMap((entry) => (typeof entry === 'string' ? [entry] : entry.when === undefined ? [entry.name] : []));

/** Whether a project, and all that it needs, says that it supports the target. What is missing is the resolver's to tell. */
function isSupported(workspace: Workspace, target: PlainTarget, use: Use): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const judge = (project: Project): boolean => {
    const { kind, cardinality, requires } = project.manifest;
    if (kind !== 'interface') return supports(project, target) && needs(requires).every(follow);
    const chosen = [use[project.name] ?? []].flat();
    if (chosen.length > 0) return chosen.every(follow);
    const providers = providersOf(workspace, project);
    return cardinality === 'many' || providers.length === 0 || providers.some((one) => follow(one.name));
  };
  const follow = (name: string): boolean => {
    const project = workspace.projects.get(name);
    if (project === undefined) return true;
    // Those that need each other stand or fall by the rest.
    if (!known.has(name)) known.set(name, true).set(name, judge(project));
    return known.get(name)!;
  };
  return follow;
}

/**
 * Targets on whose platform an image can be run (a template of a port is only built), and which all that the tests need
 * supports.
 */
function runnable(workspace: Workspace, project: Project, tested: Project): string[] {
  const machines = [...workspace.projects.values()].filter(
    ({ manifest: { kind, run } }) => kind === 'platform' && run?.machine,
  );
  const prefixes = machines.map(({ name }) => `${name.replace(/^plat-/, '')}-`);
  const { tests, provides = [] } = tested.manifest;
  const use = {
    ...Object.fromEntries(provides.map((capability) => [capability, tested.name])),
    ...tests?.use,
    ...(tested === project ? {} : { [tested.name]: project.name }),
  };
  return targetsOf(workspace, project).filter((name) => {
    if (!prefixes.some((prefix) => name.startsWith(prefix))) return false;
    const dash = name.indexOf('-');
    const target = { platform: name.slice(0, dash), arch: name.slice(dash + 1) };
    return [project.name, ...needs(tests?.requires)].every(isSupported(workspace, target, use));
  });
}

const contractOf = (workspace: Workspace, capability: Project, provider: Project): Suite => ({
  project: capability.name,
  provider: provider.name,
  targets: runnable(workspace, provider, capability),
});

/** The images of one project's own tests. */
export function suitesOf(workspace: Workspace, project: Project): Suite[] {
  const { kind, tests } = project.manifest;
  if (tests === undefined || kind === 'application') return [];
  if (kind !== 'interface') return [{ project: project.name, targets: runnable(workspace, project, project) }];
  return providersOf(workspace, project).map((provider) => contractOf(workspace, project, provider));
}

/** The images of one project's own tests and of the contracts that it has to pass. */
export function suitesFor(workspace: Workspace, project: Project): Suite[] {
  const contracts = [...workspace.projects.values()]
    .filter(({ name, manifest: { kind, tests } }) => name !== project.name && kind === 'interface' && tests)
    .filter((capability) => isProvider(project, capability))
    .map((capability) => contractOf(workspace, capability, project));
  return [...suitesOf(workspace, project), ...contracts];
}

/** All of a workspace that look at a project of its own: those of packages passed where they come from. */
export function allSuites(workspace: Workspace): Suite[] {
  const isLocal = (name: string | undefined): boolean => {
    const project = name === undefined ? undefined : workspace.projects.get(name);
    return project !== undefined && !isPackaged(project);
  };
  return [...workspace.projects.values()]
    .flatMap((project) => suitesOf(workspace, project))
    .filter(({ project, provider }) => isLocal(project) || isLocal(provider));
}
