// SPDX-License-Identifier: BSD-3-Clause
// Who may end an image that runs: the time limit, the caller's signal, and the signals of this process; and what comes of it.
import { STATUS, type RunIo, type RunResult } from './model.js';

/** Signals that come this close together are one wish. */
const SAME_WISH_MS = 300;

/** How long an image has to end after it was asked. */
const GRACE_MS = 2000;

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Endable {
  /** Asks it to end, as for the signal that came. @param later calls after the grace, if the image still runs */
  ask(got: NodeJS.Signals, later: (insist: () => void) => void): void;
  kill(): void;
  /** Graces that one who asked waits before it kills. */
  readonly graces: number;
  /** Whether a terminal's signals reach it by themselves. */
  readonly hearsTerminal?: boolean;
}

/** How it came to its end. */
export interface How {
  timedOut: boolean;
  killed: boolean;
  asked: boolean;
}

export interface Ending {
  readonly how: How;
  /** Takes the handlers and timers away. */
  dispose(): void;
}

export function mayEnd(image: Endable, io: RunIo): Ending {
  const graceMs = io.graceMs ?? GRACE_MS;
  const how: How = { timedOut: false, killed: false, asked: false };
  const timers: NodeJS.Timeout[] = [];
  const later = (then: () => void, graces = 1): void => void timers.push(setTimeout(then, graces * graceMs));
  const kill = (): void => {
    how.killed = true;
    image.kill();
  };
  const ask = (got: NodeJS.Signals): void => {
    if (how.asked) return kill();
    how.asked = true;
    image.ask(got, later);
  };
  // A terminal's Ctrl-C reaches who started this process as well, which then sends its own signal: one wish, not two.
  let lastWish = -Infinity;
  const onSignal = (got: NodeJS.Signals): void => {
    const isSame = performance.now() - lastWish < SAME_WISH_MS;
    if (!isSame) lastWish = performance.now();
    if (image.hearsTerminal !== true && !isSame) ask(got);
  };
  const onAbort = (): void => {
    ask('SIGTERM');
    later(kill, image.graces);
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

/** @param read the status and what is wrong with it, for an image that came to its own end */
export function resultOf(
  { timedOut, killed, asked }: How,
  { timeoutMs = 0 }: RunIo,
  read: () => { status: number; problem?: string },
): RunResult {
  if (timedOut) {
    return { status: STATUS.timeout, timedOut, problem: `it did not end within ${timeoutMs / 1000} s` };
  }
  if (killed) return { status: STATUS.killed, timedOut, problem: 'it was ended by force' };
  const { status, problem } = read();
  if (asked && problem !== undefined) return { status: 130, timedOut, problem: 'it was interrupted' };
  return { status, timedOut, ...(problem === undefined ? {} : { problem }) };
}
