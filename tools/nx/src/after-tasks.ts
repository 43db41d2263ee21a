// SPDX-License-Identifier: BSD-3-Clause
// After tasks: where one image was run, Nx ends with that image's own exit status instead of 1.
import type { PostTasksExecutionContext } from '@nx/devkit';
import { takeStatus } from './status-file.js';

export function afterTasks({ taskResults, workspaceRoot }: PostTasksExecutionContext): void {
  const failed = Object.values(taskResults).filter(({ status }) => status === 'failure');
  const [only] = failed;
  if (only === undefined || failed.length > 1) return;
  const { project, target } = only.task.target;
  const status = takeStatus(workspaceRoot, `${project}:${target}`);
  // Nx calls process.exit(1) later; the last word is this one's.
  if (status !== undefined && status > 0) process.once('exit', () => (process.exitCode = status));
}
