// SPDX-License-Identifier: BSD-3-Clause
// `unicore plan`: the actions of a build, for reading or for ninja.
import { outputFolder } from '@unicore/core/build.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { exportNinja, planJson } from '@unicore/core/plan/export.js';
import { prepare } from '@unicore/core/prepare.js';
import { join, relative, resolve } from 'node:path';
import type { Command } from './command.js';
import { imageFlags, textFlag, usageError } from './flags.js';
import { requestOf } from './request.js';

export const planCommand: Command = {
  usage: '<application> -c <target>',
  summary: 'writes out the commands of a build: --format json to standard output, --format ninja into a folder',
  flags: { ...imageFlags, format: { type: 'string' }, folder: { type: 'string' }, test: { type: 'boolean' } },
  async run(invocation) {
    const { root, flags } = invocation;
    const format = textFlag(flags, 'format') ?? 'json';
    if (format !== 'json' && format !== 'ninja')
      throw usageError(`there is no format "${format}"`, 'write json or ninja');
    const workspace = await readWorkspace(root);
    const request = requestOf(workspace, invocation, 'plan', flags['test'] === true);
    const { plan, configuration } = await prepare(workspace, request);
    const diagnostics = configuration.warnings;
    if (format === 'json') return { status: 0, text: planJson(plan), diagnostics };
    const folder = textFlag(flags, 'folder') ?? join(outputFolder(root, request), 'ninja');
    const file = exportNinja(root, plan, resolve(folder));
    return {
      status: 0,
      text: `ninja -C ${relative(process.cwd(), root) || '.'} -f ${relative(root, file)}\n`,
      diagnostics,
    };
  },
};
