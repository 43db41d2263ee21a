// SPDX-License-Identifier: BSD-3-Clause
// Runs a launched image to its end in a process group of its own: signals, time limit, output; nothing is left behind.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { symbolizer } from './crash/symbolizer.js';
import { mayEnd, resultOf, type Endable } from './ending.js';
import type { Launch, RunIo, RunResult } from './model.js';
import { guarded, missing, programPath } from './programs.js';

/** Descriptor on which a launch's control channel lies. */
const CONTROL_FD = 3;

function startFailure(program: string, message: string): UnicoreError {
  return new UnicoreError({
    code: 'UNICORE_E_RUN_START',
    message: `${program} cannot be started: ${message}`,
    hint: 'look at its permissions',
  });
}

/** How a process is asked to end, or ended with its children. */
function endable(child: ChildProcess, launch: Launch, foreground: boolean): Endable {
  const control = foreground ? undefined : launch.control;
  const channel = control && (child.stdio[CONTROL_FD] as Duplex | undefined);
  // What it answers is of no interest, and it may end at any time.
  channel?.on('error', () => {}).resume();
  const send = (signal: NodeJS.Signals, whole: boolean): void => {
    if (child.pid === undefined) return;
    // Its children may outlive it; then there is still a group to end.
    if (!whole && (child.exitCode !== null || child.signalCode !== null)) return;
    try {
      process.kill(whole && !foreground ? -child.pid : child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  return {
    hearsTerminal: foreground,
    graces: control ? 2 : 1,
    kill: () => send('SIGKILL', true),
    ask: (got, later) => {
      const insist = (): void => send(launch.stopSignal(got), false);
      if (!control || !channel) return insist();
      channel.write(control.request);
      later(insist);
    },
  };
}

/** Behind the guard where there is one; a debugger needs the terminal, and so stays in its process group. */
function start(launch: Launch, io: RunIo, foreground: boolean): ChildProcess {
  const control = foreground ? undefined : launch.control;
  const command = [...launch.command, ...(control?.arguments ?? [])];
  const [file, ...argv] = foreground ? command : guarded(command);
  return spawn(file!, argv, {
    detached: !foreground,
    ...(launch.cwd === undefined ? {} : { cwd: launch.cwd }),
    stdio: foreground ? 'inherit' : [io.stdin, 'pipe', 'pipe', ...(control ? (['pipe'] as const) : [])],
  });
}

/** Hands on what it prints; resolves when both outputs are at their end. */
async function drain(child: ChildProcess, io: RunIo, dbg: string | undefined): Promise<void> {
  const outputs = (['stdout', 'stderr'] as const).flatMap((name) => {
    const from = child[name];
    if (from === null) return [];
    const to = dbg === undefined ? from : from.pipe(symbolizer(dbg));
    to.on('data', (chunk: Buffer) => io.write(chunk, name));
    return [finished(to, { writable: false })];
  });
  await Promise.all(outputs);
}

/**
 * @param dbg debugging information for crash reports
 * @param foreground leaves the terminal to it, as a debugger needs; its output is then not seen here
 */
export async function runLaunch(launch: Launch, io: RunIo, dbg?: string, foreground = false): Promise<RunResult> {
  const [program = ''] = launch.command;
  if (programPath(program) === undefined) throw missing(program, launch.package);
  const child = start(launch, io, foreground);
  const { how, dispose } = mayEnd(endable(child, launch, foreground), io);
  try {
    const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (error) => reject(startFailure(program, error.message)));
      child.once('close', (...end) => resolve(end));
    });
    const [[code, signal]] = await Promise.all([ended, drain(child, io, dbg)]);
    return resultOf(how, io, () => launch.readStatus(code, signal));
  } finally {
    dispose();
  }
}
