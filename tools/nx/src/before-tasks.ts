// SPDX-License-Identifier: BSD-3-Clause
// Before tasks are hashed: a configuration that nobody has is refused, and the compilers are named.
import { createRequire } from 'node:module';
import type { UnicoreError } from '@unicore/core/diagnostic.js';
import type { PreTasksExecutionContext } from '@nx/devkit';
import { askedFor, checkAsked } from './asked.js';
import { COLOR } from './executor/color.js';
import { ASKED } from './graph/names.js';
import type { Inference } from './graph/inference.js';
import { TOOL_VARIABLE, toolchainVariables } from './graph/toolchains.js';

const require = createRequire(import.meta.url);

/** Whether a project of another plugin has the configuration. */
async function elsewhere(configuration: string, { projects }: Inference): Promise<boolean> {
  const { readCachedProjectGraph } = await import('@nx/devkit');
  const ours = new Set(Object.values(projects).map(({ name }) => name));
  return Object.values(readCachedProjectGraph().nodes).some(
    ({ name, data }) =>
      !ours.has(name) &&
      Object.values(data.targets ?? {}).some((target) => configuration in (target.configurations ?? {})),
  );
}

/** Nx shows only the message of what a hook throws. */
function onOneLine(error: unknown): never {
  const [first] = (error as Partial<UnicoreError>).diagnostics ?? [];
  if (first === undefined) throw error;
  const { code, message, hint } = first;
  throw new Error(`${message}${hint === undefined ? '' : `: ${hint}`} [${code}]`);
}

export async function beforeTasks(
  { argv, workspaceRoot }: PreTasksExecutionContext,
  inference: Inference,
): Promise<void> {
  const asked = askedFor(argv);
  if (asked) await checkAsked(asked, inference, (name) => elsewhere(name, inference)).catch(onOneLine);
  // Of several projects those that lack it are skipped.
  process.env[ASKED] = asked && asked.project === undefined ? asked.configuration : '';
  process.env[TOOL_VARIABLE] = (require('@unicore/core/package.json') as { version: string }).version;
  process.env[COLOR] = process.stdout.isTTY && !process.env['NO_COLOR'] ? '1' : '0';
  Object.assign(process.env, await toolchainVariables(workspaceRoot, inference.toolchains));
}
