// SPDX-License-Identifier: BSD-3-Clause
// Which image a command line means.
import type { BuildRequest } from '@unicore/core/build.js';
import type { Project, Workspace } from '@unicore/core/model.js';
import { targetsOf } from '@unicore/core/resolve/resolve.js';
import type { Invocation } from './command.js';
import { overridesOf, textFlag, usageError } from './flags.js';

/** The image that `<project> -c <target>` names. An unknown project is left to the resolver, which has the suggestions. */
export function requestOf(
  workspace: Workspace,
  { words, flags }: Invocation,
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
  return { application: name, target: target ?? '', overrides: overridesOf(flags), test };
}
