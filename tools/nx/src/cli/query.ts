// SPDX-License-Identifier: BSD-3-Clause
// `unicore query`: who requires whom, in all manifests or in one image.
import { configure } from '@unicore/core/prepare.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { depsOf, imageGraph, rdepsOf, somePath, workspaceGraph } from '@unicore/core/configure/query.js';
import type { Command } from './command.js';
import { askFlags, fragmentsOf, overridesOf, textFlag, usageError } from './flags.js';
import { asJson } from './json.js';

const QUESTIONS = ['deps', 'rdeps', 'somepath'] as const;
const USAGE = 'deps|rdeps <project>, somepath <project> <project> [--in <application> -c <target>]';

export const queryCommand: Command = {
  usage: USAGE,
  summary: 'tells what a project requires, who requires it, or the shortest way; of all manifests, or --in one image',
  flags: { ...askFlags, in: { type: 'string' } },
  async run({ root, words, flags }) {
    const [question, from, to] = words;
    if (
      !QUESTIONS.some((one) => one === question) ||
      from === undefined ||
      (question === 'somepath' && to === undefined)
    )
      throw usageError('query needs a question and its projects', `unicore query ${USAGE}`);
    const workspace = await readWorkspace(root);
    const application = textFlag(flags, 'in');
    const target = textFlag(flags, 'configuration');
    if (application === undefined && target !== undefined)
      throw usageError(`-c ${target} names no image by itself`, 'add --in <application>');
    const graph =
      application === undefined
        ? workspaceGraph(workspace)
        : imageGraph(
            configure(workspace, {
              application,
              target: target ?? Object.keys(workspace.projects.get(application)?.manifest.targets ?? {})[0] ?? '',
              overrides: overridesOf(flags),
              fragments: fragmentsOf(flags, root),
            }),
          );
    const found =
      question === 'deps'
        ? depsOf(graph, from)
        : question === 'rdeps'
          ? rdepsOf(graph, from)
          : somePath(graph, from, to!);
    if (flags['json'] === true) return { status: found ? 0 : 1, text: asJson(found ?? null) };
    if (found === undefined) return { status: 1, text: `${from} does not reach ${to}\n` };
    const text = question === 'somepath' ? `${found.join(' → ')}\n` : found.map((name) => `${name}\n`).join('');
    return { status: 0, text };
  },
};
