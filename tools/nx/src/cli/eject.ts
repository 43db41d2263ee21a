// SPDX-License-Identifier: BSD-3-Clause
// `unicore eject`: a project of an installed package becomes one of the workspace, to be changed.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { eject } from '@unicore/core/manifest/eject.js';
import { packageOf } from '@unicore/core/manifest/packages.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { closest } from '@unicore/core/plan/suggest.js';
import type { Command } from './command.js';
import { usageError } from './flags.js';

export const ejectCommand: Command = {
  usage: '<project>',
  summary: 'copies a project of an installed package into the workspace, where it replaces the package’s',
  flags: {},
  async run({ root, words }) {
    const [name] = words;
    if (name === undefined) throw usageError('eject needs a project', 'unicore eject <project>');
    const { projects } = await readWorkspace(root);
    const project = projects.get(name);
    if (project === undefined) {
      const guess = closest(name, projects.keys());
      throw new UnicoreError({
        code: 'UNICORE_E_PROJECT_UNKNOWN',
        message: `no project is called "${name}"`,
        hint: guess ? `did you mean "${guess}"?` : 'unicore list shows them',
      });
    }
    const folder = await eject(root, project);
    return { status: 0, text: `${name} is in ${folder} now, in place of that of ${packageOf(project)}\n` };
  },
};
