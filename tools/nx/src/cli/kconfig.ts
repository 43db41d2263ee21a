// SPDX-License-Identifier: BSD-3-Clause
// `unicore kconfig`: the options of an image as Kconfig files for other tools, and a `.config` of theirs back.
import { outputFolder } from '@unicore/core/build.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { exportKconfig } from '@unicore/core/kconfig/export.js';
import { importDotConfig } from '@unicore/core/kconfig/import.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { configure } from '@unicore/core/prepare.js';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Command } from './command.js';
import { imageFlags, textFlag } from './flags.js';
import { requestOf } from './request.js';

async function readConfig(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UnicoreError({
      code: 'UNICORE_E_KCONFIG_FILE',
      message: `${file} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      hint: 'name a .config that is there',
    });
  }
}

export const kconfigCommand: Command = {
  usage: '<application> -c <target> [--import <file>]',
  summary: 'writes the options as Kconfig and .config; --import prints the "set" that has the values of a .config',
  flags: { ...imageFlags, folder: { type: 'string' }, import: { type: 'string' } },
  async run(invocation) {
    const { root, flags } = invocation;
    const workspace = await readWorkspace(root);
    const request = requestOf(workspace, invocation, 'kconfig');
    const file = textFlag(flags, 'import');
    if (file !== undefined) {
      const text = await readConfig(file);
      const { set, left } = importDotConfig(workspace, request, file, text);
      return {
        status: left.length > 0 ? 1 : 0,
        text: `${JSON.stringify({ set }, undefined, 2)}\n`,
        diagnostics: left,
      };
    }
    const { kconfig, config, warnings } = exportKconfig(workspace, configure(workspace, request));
    const folder = resolve(textFlag(flags, 'folder') ?? join(outputFolder(root, request), 'kconfig'));
    await mkdir(folder, { recursive: true });
    await Promise.all([writeFile(join(folder, 'Kconfig'), kconfig), writeFile(join(folder, '.config'), config)]);
    const near = relative(root, folder);
    const shown = near.startsWith('..') || isAbsolute(near) ? folder : near;
    return { status: 0, text: `${shown}/Kconfig\n${shown}/.config\n`, diagnostics: warnings };
  },
};
