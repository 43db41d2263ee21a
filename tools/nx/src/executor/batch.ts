// SPDX-License-Identifier: BSD-3-Clause
// The executor for all tasks of a run at once.
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { wantsColor } from './color.js';
import { progress } from '../cli/progress.js';
import { interruption } from '../interruption.js';
import { ASKED } from '../graph/names.js';
import type { TaskOptions, Work } from './options.js';
import { runWorks, type WorkResult } from './work.js';

export interface BatchResult {
  readonly task: string;
  readonly result: { success: boolean; terminalOutput: string; startTime: number; endTime: number };
}

/** Why a task is left out: the configuration that was asked for belongs to other projects. */
export function skippedReason(
  project: string,
  target: string,
  configurations: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const asked = process.env[ASKED];
  if (asked === undefined || asked === '' || !configurations || asked in configurations) return undefined;
  return `${project} has no configuration "${asked}": ${target} skipped`;
}

export async function* runBatch(
  graph: TaskGraph,
  options: Record<string, TaskOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<BatchResult> {
  const works = Object.values(graph.tasks).map(({ id, target }): Work => {
    const configurations =
      context.projectsConfigurations.projects[target.project]?.targets?.[target.target]?.configurations;
    const skipped = skippedReason(target.project, target.target, configurations);
    // Nx may keep the output of a task that succeeded to itself.
    if (skipped !== undefined) process.stderr.write(`${skipped}\n`);
    return { id, project: target.project, options: options[id]!, ...(skipped === undefined ? {} : { skipped }) };
  });
  const startTime = Date.now();
  const queue: WorkResult[] = [];
  let wake = (): void => {};
  let failure: unknown;
  let over = false;
  const run = runWorks(works, {
    root: context.root,
    color: wantsColor(),
    signal: interruption(),
    onEvent: progress(process.stdout, { only: 'progress' }),
    onDone: (result) => {
      queue.push(result);
      wake();
    },
  })
    .catch((error: unknown) => (failure = error))
    .finally(() => {
      over = true;
      wake();
    });
  while (!over || queue.length > 0) {
    const next = queue.shift();
    if (next === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (over || queue.length > 0) resolve();
      });
      continue;
    }
    yield {
      task: next.id,
      result: { success: next.success, terminalOutput: next.text, startTime, endTime: Date.now() },
    };
  }
  await run;
  if (failure !== undefined) throw failure;
}
