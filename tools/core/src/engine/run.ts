// SPDX-License-Identifier: BSD-3-Clause
// Runs one command in a process group of its own, so that an abort leaves no child behind.
import { spawn } from 'node:child_process';

export interface Ended {
  readonly status: number;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** The environment of a command: nothing of the user's that could change a result. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', SOURCE_DATE_EPOCH: '0', ...(process.env['TMPDIR'] ? { TMPDIR: process.env['TMPDIR'] } : {}) });

/** @throws what spawn throws when the program cannot be started (ENOENT), or the signal's reason */
export function runCommand(command: readonly string[], cwd: string, signal: AbortSignal): Promise<Ended> {
  signal.throwIfAborted();
  const [program = '', ...rest] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd, env: environment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    const stop = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    signal.addEventListener('abort', stop, { once: true });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ status: code ?? 128, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}
