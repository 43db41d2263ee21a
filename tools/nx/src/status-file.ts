// SPDX-License-Identifier: BSD-3-Clause
// The exit status of an image on its way from the executor's process to Nx's own, which keeps only success or failure.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param nx process id of Nx, the executor's parent */
const fileOf = (root: string, nx: number): string => join(root, '.nx', 'unicore', `status-${nx}`);

export function leaveStatus(root: string, task: string, status: number): void {
  const file = fileOf(root, process.ppid);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ task, status }));
}

/** What the executor of `task` left for this process. */
export function takeStatus(root: string, task: string): number | undefined {
  const file = fileOf(root, process.pid);
  try {
    const left = JSON.parse(readFileSync(file, 'utf8')) as { task: string; status: number };
    rmSync(file);
    return left.task === task ? left.status : undefined;
  } catch {
    return undefined;
  }
}
