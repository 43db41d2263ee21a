// SPDX-License-Identifier: BSD-3-Clause
// Runs commands one after the other through a small shell. Node would copy its own large address space for each process that it
// starts; the shell's is a few pages. It leads a process group of its own, so that an abort leaves no child behind, and it ends
// by itself when we are gone.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, quote } from './failure.js';

export interface Ended {
  readonly status: number;
  /** stdout and stderr as they came. */
  readonly output: string;
}

export interface Launcher {
  /**
   * @param aside a folder for the command's temporary files; what it prints goes to a file there, not through a pipe
   * @throws the signal's reason
   */
  run(command: readonly string[], aside: string, signal: AbortSignal): Promise<Ended>;
  close(): void;
}

/** What is kept of a command's output: a runaway must not fill our memory. */
const MOST_BYTES = 4 << 20;

/** Each line names a file that holds a command; the answer is its status. (A shell reads lines from a pipe byte by byte.) */
const LOOP = 'while IFS= read -r file; do . "$file"; echo $?; done';

/** The environment of a command: nothing of the user's that could change a result. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', SOURCE_DATE_EPOCH: '0' });

function readPrinted(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) return '';
    const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
    readSync(file, bytes, 0, bytes.length, 0);
    return (
      bytes.toString('utf8') +
      (size > bytes.length ? `\n… ${size - bytes.length} further bytes of output are left out\n` : '')
    );
  } finally {
    closeSync(file);
  }
}

export function makeLauncher(cwd: string): Launcher {
  let shell: ChildProcess | undefined;

  function start(): ChildProcess {
    const child = spawn('/bin/sh', ['-c', LOOP], {
      cwd,
      env: environment(),
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // A shell that was killed is noticed by its exit.
    child.stdin!.on('error', () => {});
    return child;
  }

  function kill(): void {
    try {
      if (shell?.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
    shell = undefined;
  }

  function ask(child: ChildProcess, line: string, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      let answer = '';
      const done = (act: () => void) => {
        signal.removeEventListener('abort', kill);
        child.stdout!.removeListener('data', onData);
        child.removeListener('exit', onExit);
        child.removeListener('error', onError);
        act();
      };
      const onData = (chunk: Buffer): void => {
        answer += chunk.toString();
        if (answer.endsWith('\n')) done(() => resolve(Number(answer)));
      };
      const onError = (error: Error): void => done(() => reject(error));
      const onExit = (): void => {
        shell = undefined;
        done(() =>
          reject(signal.aborted ? (signal.reason as Error) : new Error('the shell that runs commands was killed')),
        );
      };
      child.stdout!.on('data', onData);
      child.once('exit', onExit);
      child.once('error', onError);
      signal.addEventListener('abort', kill, { once: true });
      child.stdin!.write(line);
    });
  }

  async function run(command: readonly string[], aside: string, signal: AbortSignal): Promise<Ended> {
    signal.throwIfAborted();
    const printed = join(aside, '.printed');
    shell ??= start();
    const script = join(aside, '.command');
    writeFileSync(script, `TMPDIR=${quote(aside)} ${commandLine(command)} >${quote(printed)} 2>&1\n`);
    const status = await ask(shell, `${script}\n`, signal);
    // A file that is cut to nothing and written again is flushed to disk by some file systems; a new one is not.
    unlinkSync(script);
    signal.throwIfAborted();
    return { status, output: readPrinted(printed) };
  }

  return { run, close: () => void shell?.stdin?.end() };
}
