// SPDX-License-Identifier: BSD-3-Clause
// The executor for one task in a process of its own (NX_BATCH_MODE=false).
import type { ExecutorContext } from '@nx/devkit';
import { wantsColor } from './color.js';
import { progress } from '../cli/progress.js';
import { interruption } from '../interruption.js';
import { skippedReason } from './batch.js';
import type { TaskOptions } from './options.js';
import { runWorks } from './work.js';

export async function runTask(options: TaskOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const target = context.targetName ?? '';
  const configurations = context.projectsConfigurations.projects[project]?.targets?.[target]?.configurations;
  const skipped = skippedReason(project, target, configurations);
  let success = false;
  await runWorks([{ id: `${project}:${target}`, project, options, ...(skipped === undefined ? {} : { skipped }) }], {
    root: context.root,
    color: wantsColor(),
    signal: interruption(),
    onEvent: progress(process.stdout, { only: 'progress' }),
    onDone: (result) => {
      success = result.success;
      process.stdout.write(result.text);
    },
  });
  return { success };
}
