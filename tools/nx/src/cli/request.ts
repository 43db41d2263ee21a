// SPDX-License-Identifier: BSD-3-Clause
// Which image a command line means.
import type { BuildRequest } from '@unicore/core/build.js';
import type { Project, Workspace } from '@unicore/core/model.js';
import { targetsOf } from '@unicore/core/resolve/resolve.js';
import { relative } from 'node:path';
import type { Invocation } from './command.js';
import { fragmentsOf, overridesOf, textFlag, usageError } from './flags.js';

/** The image that `<project> -c <target>` names. An unknown project is left to the resolver, which has the suggestions. */
export function requestOf(
  workspace: Workspace,
  { words, flags, root }: Invocation,
  command: string,
  test = false,
): BuildRequest {
  const [name] = words;
  if (name === undefined) throw usageError(`${command} needs a project`, `unicore ${command} <project> -c <target>`);
  const project: Project | undefined = workspace.projects.get(name);
  const target = textFlag(flags, 'configuration') ?? (project ? targetsOf(workspace, project)[0] : undefined);
  if (project && target === undefined) {
    throw usageError(`${name} has no target`, 'the workspace has no platform that it supports');
  }
  return {
    application: name,
    target: target ?? '',
    overrides: overridesOf(flags),
    fragments: fragmentsOf(flags, root),
    test,
  };
}

/** The application that a command line names first, else the one in whose folder we are; and the other words. */
export function applicationOf(
  workspace: Workspace,
  { words, root }: Pick<Invocation, 'words' | 'root'>,
  folder: string = process.cwd(),
): { application: string | undefined; rest: readonly string[] } {
  const [first, ...rest] = words;
  if (first !== undefined && workspace.projects.has(first)) return { application: first, rest };
  const inside = relative(root, folder);
  const here = [...workspace.projects.values()].find(
    ({ root: own, manifest }) => manifest.kind === 'application' && (inside === own || inside.startsWith(`${own}/`)),
  );
  if (here) return { application: here.name, rest: words };
  return { application: first, rest };
}

/** As `requestOf`, with the application of the current folder; and the words behind the application. */
export function hereOf(
  workspace: Workspace,
  invocation: Invocation,
  command: string,
): { request: BuildRequest; rest: readonly string[] } {
  const { application, rest } = applicationOf(workspace, invocation);
  const words = application === undefined ? [] : [application, ...rest];
  return { request: requestOf(workspace, { ...invocation, words }, command), rest };
}
