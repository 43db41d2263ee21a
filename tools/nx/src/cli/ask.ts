// SPDX-License-Identifier: BSD-3-Clause
// The commands that only ask: list, why, options.
import { describe } from '@unicore/core/configure/describe.js';
import { configure } from '@unicore/core/prepare.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { targetsOf, why } from '@unicore/core/resolve/resolve.js';
import { optionsTable } from '@unicore/core/resolve/table.js';
import type { Command } from './command.js';
import { askFlags, usageError } from './flags.js';
import { asJson } from './json.js';
import { requestOf } from './request.js';

export const listCommand: Command = {
  usage: '',
  summary: 'lists the projects and the targets of applications',
  flags: { json: { type: 'boolean' } },
  async run({ root, flags }) {
    const workspace = await readWorkspace(root);
    if (flags['json'] === true) {
      const found = [...workspace.projects.values()].map((project) => {
        const { name, root: folder, manifest } = project;
        const targets = manifest.kind === 'application' ? { targets: targetsOf(workspace, project) } : {};
        return { name, folder, kind: manifest.kind, summary: manifest.summary, ...targets };
      });
      const { diagnostics } = workspace;
      return { status: diagnostics.length > 0 ? 1 : 0, text: asJson(found), diagnostics };
    }
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
  flags: askFlags,
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
    const lines = why(configure(workspace, request), query);
    return { status: 0, text: invocation.flags['json'] === true ? asJson(lines) : `${lines.join('\n')}\n` };
  },
};

export const optionsCommand: Command = {
  usage: '<application> -c <target>',
  summary: 'lists the options: value, who decided it, what it may be',
  flags: askFlags,
  async run(invocation) {
    const workspace = await readWorkspace(invocation.root);
    const configuration = configure(workspace, requestOf(workspace, invocation, 'options'));
    const text = invocation.flags['json'] === true ? asJson(describe(configuration)) : optionsTable(configuration);
    return { status: 0, text };
  },
};
