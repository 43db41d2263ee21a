// SPDX-License-Identifier: BSD-3-Clause
// Before tasks are hashed.
import type { PreTasksExecutionContext } from '@nx/devkit';

export async function beforeTasks(context: PreTasksExecutionContext): Promise<void> {
  if (process.env['UNICORE_DEBUG_ARGV']) process.stderr.write(JSON.stringify(context.argv) + '\n');
}
