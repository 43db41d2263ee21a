// SPDX-License-Identifier: BSD-3-Clause
// `unicore menuconfig`: the full-screen editor.
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { configure } from '@unicore/core/prepare.js';
import type { Command } from './command.js';
import { usageError } from './flags.js';
import { hereOf } from './request.js';

export const menuconfigCommand: Command = {
  usage: '[application] [-c <target>]',
  summary: 'edits the configuration in the terminal: targets, providers, options; saves the smallest change',
  flags: { configuration: { type: 'string', short: 'c' } },
  async run(invocation) {
    const { root } = invocation;
    const workspace = await readWorkspace(root);
    const { application, target } = hereOf(workspace, invocation, 'menuconfig').request;
    // What is wrong is told before the screen is taken.
    configure(workspace, { application, target });
    if (!process.stdin.isTTY || !process.stdout.isTTY)
      throw usageError('menuconfig needs a terminal', `unicore config list ${application} -c ${target}`);
    const [{ Editor }, { servicesFor }, { onTerminal }] = await Promise.all([
      import('../menuconfig/editor.js'),
      import('../menuconfig/services.js'),
      import('../menuconfig/terminal.js'),
    ]);
    const services = servicesFor(root, workspace, application);
    const text = await onTerminal((changed) => new Editor(services, target, changed));
    return { status: 0, text };
  },
};
