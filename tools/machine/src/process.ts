// SPDX-License-Identifier: BSD-3-Clause
// Runs a launched image to its end in a process group of its own: signals, time limit, output; nothing is left behind.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { symbolizer } from './crash/symbolizer.js';
import { STATUS, type Launch, type RunIo, type RunResult } from './model.js';

/** Signals that come this close together are one wish. */
const SAME_WISH_MS = 300;

/** How long an image has to end after it was asked. */
const GRACE_MS = 2000;

/** Descriptor on which a launch's control channel lies. */
const CONTROL_FD = 3;

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** util-linux's setpriv makes the kernel end the child when this process is killed by force. */
const GUARD = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

function isThere(program: string): boolean {
  if (program.includes('/')) return existsSync(program);
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function missing(program: string, name: string | undefined): UnicoreError {
  return new UnicoreError({
    code: 'UNICORE_E_TOOL_MISSING',
    message: `${program} is not installed`,
    hint: name === undefined ? 'unicore doctor tells what to install' : `install it: sudo apt-get install ${name}`,
  });
}

function startFailure(program: string, message: string): UnicoreError {
  return new UnicoreError({
    code: 'UNICORE_E_RUN_START',
    message: `${program} cannot be started: ${message}`,
    hint: 'look at its permissions',
  });
}

interface Ending {
  /** How it came to its end. */
  readonly how: { timedOut: boolean; killed: boolean; asked: boolean };
  /** Takes the handlers and timers away. */
  dispose(): void;
}

/** Who may end the image: the time limit, the caller's signal, and the signals of this process. */
function mayEnd(child: ChildProcess, launch: Launch, io: RunIo, foreground: boolean): Ending {
  const control = foreground ? undefined : launch.control;
  const channel = control && (child.stdio[CONTROL_FD] as Duplex | undefined);
  // What it answers is of no interest, and it may end at any time.
  channel?.on('error', () => {}).resume();
  const graceMs = io.graceMs ?? GRACE_MS;
  const how = { timedOut: false, killed: false, asked: false };
  const timers: NodeJS.Timeout[] = [];
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
  const kill = (): void => {
    how.killed = true;
    send('SIGKILL', true);
  };
  const ask = (got: NodeJS.Signals): void => {
    if (how.asked) return kill();
    how.asked = true;
    const insist = (): void => send(launch.stopSignal(got), false);
    if (!control || !channel) return insist();
    channel.write(control.request);
    timers.push(setTimeout(insist, graceMs));
  };
  // A terminal's Ctrl-C reaches who started this process as well, which then sends its own signal: one wish, not two.
  let lastWish = -Infinity;
  const onSignal = (got: NodeJS.Signals): void => {
    const isSame = performance.now() - lastWish < SAME_WISH_MS;
    if (!isSame) lastWish = performance.now();
    if (!foreground && !isSame) ask(got);
  };
  const onAbort = (): void => {
    ask('SIGTERM');
    timers.push(setTimeout(kill, (control ? 2 : 1) * graceMs));
  };
  const onTimeout = (): void => {
    how.timedOut = true;
    kill();
  };
  if (io.timeoutMs !== undefined) timers.push(setTimeout(onTimeout, io.timeoutMs));
  if (io.forwardSignals) for (const name of FORWARDED) process.on(name, onSignal);
  io.signal?.addEventListener('abort', onAbort, { once: true });
  if (io.signal?.aborted) onAbort();
  const dispose = (): void => {
    for (const timer of timers) clearTimeout(timer);
    for (const name of FORWARDED) process.off(name, onSignal);
    io.signal?.removeEventListener('abort', onAbort);
  };
  return { how, dispose };
}

/** Behind the guard where there is one; a debugger needs the terminal, and so stays in its process group. */
function start(launch: Launch, io: RunIo, foreground: boolean): ChildProcess {
  const control = foreground ? undefined : launch.control;
  const command = [...launch.command, ...(control?.arguments ?? [])];
  const guarded = GUARD !== undefined && !foreground;
  const [file, ...argv] = guarded ? [GUARD, '--pdeathsig', 'KILL', '--', ...command] : command;
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
  if (!isThere(program)) throw missing(program, launch.package);
  const child = start(launch, io, foreground);
  const { how, dispose } = mayEnd(child, launch, io, foreground);
  try {
    const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (error) => reject(startFailure(program, error.message)));
      child.once('close', (...end) => resolve(end));
    });
    const [[code, signal]] = await Promise.all([ended, drain(child, io, dbg)]);
    const { timedOut } = how;
    const limit = (io.timeoutMs ?? 0) / 1000;
    if (timedOut) return { status: STATUS.timeout, timedOut, problem: `it did not end within ${limit} s` };
    if (how.killed) return { status: STATUS.killed, timedOut, problem: 'it was ended by force' };
    const { status, problem } = launch.readStatus(code, signal);
    if (how.asked && problem !== undefined) return { status: 130, timedOut, problem: 'it was interrupted' };
    return { status, timedOut, ...(problem === undefined ? {} : { problem }) };
  } finally {
    dispose();
  }
}
