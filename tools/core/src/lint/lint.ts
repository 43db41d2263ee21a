// SPDX-License-Identifier: BSD-3-Clause
// `lint`: what a compiler does not see and a reviewer should not have to.
import type { Diagnostic } from '../diagnostic.js';
import type { Project, Workspace } from '../model.js';
import { sorted } from '../resolve/problem.js';
import { isThirdParty, lintContext, lintWorkspace, type LintContext, type Rule } from './context.js';
import { clangFormat } from './format.js';
import {
  conditionsRight,
  namesExist,
  optionsExplained,
  portFiles,
  readme,
  requiresUsed,
  testRequiresUsed,
} from './manifest-rules.js';
import {
  contracts,
  libcFree,
  noArchElsewhere,
  noPrivilegeElsewhere,
  nothingOpen,
  optionsByValue,
  optionsDeclared,
  spdx,
} from './source-rules.js';

export { lintTools } from './format.js';

const RULES: readonly Rule[] = [
  optionsExplained,
  namesExist,
  conditionsRight,
  requiresUsed,
  testRequiresUsed,
  readme,
  portFiles,
  spdx,
  nothingOpen,
  optionsByValue,
  optionsDeclared,
  contracts,
  noArchElsewhere,
  noPrivilegeElsewhere,
  libcFree,
];

/** What the rules find, without the formatters. */
export const lintRules = (context: LintContext): Diagnostic[] => sorted(RULES.flatMap((rule) => rule(context)));

const formattedFiles = (context: LintContext): string[] =>
  context.files
    .map(({ path }) => path)
    .filter((path) => /\.[ch]$/.test(path) && !isThirdParty(context, path))
    .map((path) => `${context.project.root}/${path}`);

/** Faults and warnings of each project, in the order given. */
export async function lintProjects(
  workspace: Workspace,
  projects: readonly Project[],
): Promise<Map<string, Diagnostic[]>> {
  const common = await lintWorkspace(workspace);
  const contexts: LintContext[] = [];
  for (const project of projects) contexts.push(await lintContext(common, project));
  const formats = await clangFormat(workspace.root, contexts.flatMap(formattedFiles));
  const missing = formats.filter(({ location }) => location === undefined);
  return new Map(
    contexts.map((context, index) => {
      const own = new Set(formattedFiles(context));
      const found = formats.filter(({ location }) => location && own.has(location.file));
      return [context.project.name, sorted([...lintRules(context), ...found, ...(index === 0 ? missing : [])])];
    }),
  );
}
