// SPDX-License-Identifier: BSD-3-Clause
// Runs one command in a process group of its own, so that an abort leaves no child behind.
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface Ended {
  readonly status: number;
  /** stdout and stderr as they came. */
  readonly output: string;
}

export interface RunPlace {
  /** Working directory. */
  readonly cwd: string;
  /** A folder of this command alone, for its temporary files. */
  readonly aside: string;
}

/** What is kept of a command's output: a runaway must not fill our memory. */
const MOST_BYTES = 4 << 20;

/** The environment of a command: nothing of the user's that could change a result. */
const environment = (aside: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LC_ALL: 'C',
  SOURCE_DATE_EPOCH: '0',
  TMPDIR: aside,
});

function readOutput(file: number): string {
  const size = fstatSync(file).size;
  if (size === 0) return '';
  const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
  readSync(file, bytes, 0, bytes.length, 0);
  return (
    bytes.toString('utf8') +
    (size > bytes.length ? `\n… ${size - bytes.length} further bytes of output are left out\n` : '')
  );
}

/**
 * The command's output goes to a file, not through pipes: that costs no wake-up per line.
 * @throws what spawn throws when the program cannot be started (ENOENT), or the signal's reason
 */
export function runCommand(command: readonly string[], { cwd, aside }: RunPlace, signal: AbortSignal): Promise<Ended> {
  signal.throwIfAborted();
  const [program = '', ...rest] = command;
  const printed = join(aside, '.printed');
  const file = openSync(printed, 'w+');
  unlinkSync(printed);
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(program, rest, { cwd, env: environment(aside), detached: true, stdio: ['ignore', file, file] });
    const stop = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', (error) => {
      signal.removeEventListener('abort', stop);
      reject(error);
    });
    child.on('exit', (code) => {
      signal.removeEventListener('abort', stop);
      // What it started and left behind ends with it.
      if (code !== 0) stop();
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ status: code ?? 128, output: readOutput(file) });
    });
  }).finally(() => closeSync(file));
}
