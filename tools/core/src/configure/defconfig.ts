// SPDX-License-Identifier: BSD-3-Clause
// The fewest lines that make a configuration: those of `set`, `use` and the command line without which it would be another.
import { UnicoreError } from '../diagnostic.js';
import type { Configuration, OptionValue, Workspace } from '../model.js';
import { qualify } from '../resolve/names.js';
import { resolve, type ResolveRequest } from '../resolve/resolve.js';
import { targetChain } from '../resolve/target.js';
import { readFragment } from './fragment.js';
import { difference, withManifest, withProject } from './space.js';

export type Lines = ReadonlyMap<string, OptionValue>;

/** Everything that is written for the image, the last word on each name. */
function writtenFor(
  workspace: Workspace,
  { target, overrides = {}, fragments = [], application }: ResolveRequest,
): Lines {
  const project = typeof application === 'string' ? workspace.projects.get(application)! : application;
  const { manifest } = project;
  const chain = manifest.targets ? targetChain(project, target).map((link) => link.manifest) : [];
  const lines = new Map<string, OptionValue>();
  for (const { use = {}, set = {} } of [manifest, ...chain]) {
    for (const [name, providers] of Object.entries(use)) lines.set(`use.${name}`, [providers].flat().join(','));
    for (const [name, value] of Object.entries(set)) lines.set(qualify(name, project), value);
  }
  const oneOffs = [...fragments.flatMap(readFragment).map(({ name, value }) => [name, value] as const)];
  for (const [name, value] of [...oneOffs, ...Object.entries(overrides)])
    lines.set(name.startsWith('use.') ? name : qualify(name, project), value);
  return lines;
}

/** The workspace with the application as if nobody had set anything; with the providers that were named, if that is wanted. */
export function bare(
  workspace: Workspace,
  { application, target }: Configuration,
  keep: 'providers' | 'nothing' = 'nothing',
): Workspace {
  const { use = {}, set: _set, ...rest } = application.manifest;
  const chain = application.manifest.targets ? targetChain(application, target.name) : [];
  const named = keep === 'nothing' ? {} : Object.assign({}, use, ...chain.map(({ manifest }) => manifest.use));
  const targets = { [target.name]: { target: `${target.platform}-${target.arch}`, use: named } };
  return withProject(workspace, withManifest(application, { ...rest, targets }));
}

/** @throws UnicoreError when the request does not resolve */
export function defconfig(workspace: Workspace, request: ResolveRequest): Lines {
  const wanted = resolve(workspace, request);
  const empty = bare(workspace, wanted);
  const lines = new Map(writtenFor(workspace, request));
  const isSame = (): boolean => {
    try {
      const found = resolve(empty, {
        application: wanted.application.name,
        target: wanted.target.name,
        overrides: Object.fromEntries(lines),
      });
      const { options, added, removed } = difference(wanted, found);
      return options.length + added.length + removed.length === 0;
    } catch (error) {
      if (error instanceof UnicoreError) return false;
      throw error;
    }
  };
  for (const [name, value] of [...lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.delete(name);
    if (!isSame()) lines.set(name, value);
  }
  return new Map([...lines].sort(([a], [b]) => (a < b ? -1 : 1)));
}
