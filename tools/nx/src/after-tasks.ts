// SPDX-License-Identifier: BSD-3-Clause
// After tasks: where one image was run, Nx ends with that image's own exit status instead of 1.
import type { PostTasksExecutionContext } from '@nx/devkit';
import { RUN_EXECUTOR } from './graph/names.js';
import type { Inference } from './graph/inference.js';

export function imageStatus(
  { taskResults }: Pick<PostTasksExecutionContext, 'taskResults'>,
  { projects }: Inference,
): number | undefined {
  const failed = Object.values(taskResults).filter(({ status }) => status === 'failure');
  const [only] = failed;
  if (only === undefined || failed.length > 1) return undefined;
  const { project, target } = only.task.target;
  const executor = Object.values(projects).find(({ name }) => name === project)?.targets[target]?.executor;
  return executor === RUN_EXECUTOR && only.code > 0 ? only.code : undefined;
}

export function afterTasks(context: PostTasksExecutionContext, inference: Inference): void {
  const status = imageStatus(context, inference);
  // Nx calls process.exit(1) later; the last word is this one's.
  if (status !== undefined) process.once('exit', () => (process.exitCode = status));
}
