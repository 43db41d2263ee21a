// SPDX-License-Identifier: BSD-3-Clause
// What a command costs, with all its children.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Seconds of CPU and of the clock that a command and its children took, and what it printed. */
export function timed(command, options) {
  const script = 'TIMEFORMAT="%U %S %R"; time "$@" 2>/dev/null';
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  const [user, system, real] = stderr.trim().split('\n').pop().split(' ').map(Number);
  return { cpu: user + system, real, stdout };
}
