// SPDX-License-Identifier: BSD-3-Clause
// Which test images a workspace has: one for each project with tests, and for each interface one per provider.
import { isPackaged } from '../manifest/packages.js';
import type { Project, Workspace } from '../model.js';
import { targetsOf } from './resolve.js';

export interface Suite {
  /** Whose tests. */
  readonly project: string;
  /** Of an interface: who has to pass them. */
  readonly provider?: string;
  /** For which it can be built and run, the default first. */
  readonly targets: readonly string[];
}

function providersOf(workspace: Workspace, capability: Project): Project[] {
  const isProvider = ({ manifest: { kind, provides } }: Project): boolean =>
    kind === capability.name || (provides?.includes(capability.name) ?? false);
  return [...workspace.projects.values()].filter(isProvider);
}

/** Targets on whose platform an image can be run; a template of a port is only built. */
function runnable(workspace: Workspace, project: Project): string[] {
  const machines = [...workspace.projects.values()].filter(
    ({ manifest: { kind, run } }) => kind === 'platform' && run?.machine,
  );
  const prefixes = machines.map(({ name }) => `${name.replace(/^plat-/, '')}-`);
  return targetsOf(workspace, project).filter((target) => prefixes.some((prefix) => target.startsWith(prefix)));
}

/** The images of one project's own tests. */
export function suitesOf(workspace: Workspace, project: Project): Suite[] {
  const { kind, tests } = project.manifest;
  if (tests === undefined || kind === 'application') return [];
  if (kind !== 'interface') return [{ project: project.name, targets: runnable(workspace, project) }];
  return providersOf(workspace, project).map((provider) => ({
    project: project.name,
    provider: provider.name,
    targets: runnable(workspace, provider),
  }));
}

/** The images of one project's own tests and of the contracts that it has to pass. */
export function suitesFor(workspace: Workspace, project: Project): Suite[] {
  const contracts = [...workspace.projects.values()]
    .filter((other) => other.name !== project.name && other.manifest.kind === 'interface')
    .flatMap((other) => suitesOf(workspace, other))
    .filter(({ provider }) => provider === project.name);
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
