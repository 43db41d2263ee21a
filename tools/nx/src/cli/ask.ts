// SPDX-License-Identifier: BSD-3-Clause
// The commands that only ask: list, why, options.
import { configure } from '@unicore/core/prepare.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { targetsOf, why } from '@unicore/core/resolve/resolve.js';
import { optionsTable } from '@unicore/core/resolve/table.js';
import type { Command } from './command.js';
import { imageFlags, usageError } from './flags.js';
import { requestOf } from './request.js';

export const listCommand: Command = {
  usage: '',
  summary: 'lists the projects and the targets of applications',
  flags: {},
  async run({ root }) {
    const workspace = await readWorkspace(root);
    const lines = [...workspace.projects.values()].map((project) => {
      const targets = project.manifest.kind === 'application' ? targetsOf(workspace, project).join(' ') : '';
      return `${project.name}\t${project.manifest.summary}\t${targets}\n`;
    });
    const { diagnostics } = workspace;
    return { status: diagnostics.length > 0 ? 1 : 0, text: lines.join(''), diagnostics };
  },
};

export const whyCommand: Command = {
  usage: '<application> -c <target> <project or option>',
  summary: 'tells why a project or an option is as it is',
  flags: imageFlags,
  async run(invocation) {
    const workspace = await readWorkspace(invocation.root);
    const request = requestOf(workspace, invocation, 'why');
    const query = invocation.words[1];
    if (query === undefined) {
      throw usageError(
        'why needs a name',
        `unicore why ${request.application} -c ${request.target} <project or option>`,
      );
    }
    return { status: 0, text: `${why(configure(workspace, request), query).join('\n')}\n` };
  },
};

export const optionsCommand: Command = {
  usage: '<application> -c <target>',
  summary: 'lists the options: value, who decided it, what it may be',
  flags: imageFlags,
  async run(invocation) {
    const workspace = await readWorkspace(invocation.root);
    return { status: 0, text: optionsTable(configure(workspace, requestOf(workspace, invocation, 'options'))) };
  },
};
