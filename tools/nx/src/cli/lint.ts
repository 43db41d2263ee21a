// SPDX-License-Identifier: BSD-3-Clause
// `unicore lint`: what a compiler does not see and a reviewer should not have to.
import { UnicoreError, type Diagnostic } from '@unicore/core/diagnostic.js';
import { lintProjects, lintTools } from '@unicore/core/lint/lint.js';
import { isPackaged } from '@unicore/core/manifest/packages.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project, Workspace } from '@unicore/core/model.js';
import { closest } from '@unicore/core/plan/suggest.js';
import type { Command } from './command.js';

/** Not a project of the pools: the build tool itself, and the tests that cross projects. */
const TOOLS = 'tools';

function find(workspace: Workspace, name: string): Project | readonly Diagnostic[] {
  const project = workspace.projects.get(name);
  if (project) return project;
  const broken = workspace.broken?.get(name);
  if (broken) return broken;
  const guess = closest(name, [...workspace.projects.keys(), TOOLS]);
  const hint = guess ? `did you mean "${guess}"?` : 'unicore list shows them';
  throw new UnicoreError({ code: 'UNICORE_E_PROJECT_UNKNOWN', message: `no project is called "${name}"`, hint });
}

const isError = ({ code }: Diagnostic): boolean => code.startsWith('UNICORE_E_');

export const lintCommand: Command = {
  usage: '[project…]',
  summary: `checks manifests, sources and formats; "${TOOLS}" is the build tool itself`,
  flags: {},
  async run({ root, words }) {
    const workspace = await readWorkspace(root);
    const named = words.filter((word) => word !== TOOLS).map((word) => find(workspace, word));
    const projects =
      words.length === 0
        ? [...workspace.projects.values()].filter((one) => !isPackaged(one))
        : named.filter((one) => 'manifest' in one);
    const broken = words.length === 0 ? workspace.diagnostics : named.flatMap((one) => ('manifest' in one ? [] : one));
    const found = [...(await lintProjects(workspace, projects)).values()].flat();
    const hasTools = existsSync(join(root, 'tools/core/src'));
    const tools = (words.length === 0 && hasTools) || words.includes(TOOLS) ? await lintTools(root) : [];
    const diagnostics = [...broken, ...found, ...tools];
    const errors = diagnostics.filter(isError).length;
    return {
      status: errors > 0 ? 1 : 0,
      diagnostics,
      text: errors > 0 ? `${errors} fault${errors === 1 ? '' : 's'}\n` : 'no fault\n',
    };
  },
};
