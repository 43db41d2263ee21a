// SPDX-License-Identifier: BSD-3-Clause
// Engine events as text: one line that is written over on a terminal; whole, quiet lines elsewhere.
import type { Action, EngineEvent } from '@unicore/core/model.js';

/** An action's name without the hash of its variant. */
const title = ({ id }: Action): string => id.replace(/ [0-9a-f]{12}$/, '');

export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** `progress`: compilers' output and explanations are shown by someone else. */
  readonly only?: 'progress';
  /** Where lines cannot be written over: milliseconds between them. */
  readonly intervalMs?: number;
  readonly now?: () => number;
}

/** A line per second for who watches a file or a pipe, every ten for the log of a CI. */
const defaultInterval = (): number => (process.env['CI'] ? 10_000 : 1000);

export function progress(sink: Sink, options: ProgressOptions = {}): (event: EngineEvent) => void {
  const { only, intervalMs = defaultInterval(), now = Date.now } = options;
  let total = 0;
  let done = 0;
  let shown = false;
  let last = now();
  const clear = (): void => {
    if (shown) sink.write('\r\x1b[K');
    shown = false;
  };
  const show = (action: Action): void => {
    const line = `[${done}/${total}] ${title(action)}`;
    if (sink.isTTY) {
      sink.write(`\r\x1b[K${line.slice(0, (sink.columns ?? 80) - 1)}`);
      shown = true;
    } else if (now() - last >= intervalMs) {
      last = now();
      sink.write(`${line}\n`);
    }
  };
  const print = (text: string): void => {
    if (only === 'progress') return;
    clear();
    sink.write(text);
  };
  return (event) => {
    if (event.type === 'plan') total += event.total;
    else if (event.type === 'done') done++;
    else if (event.type === 'start') show(event.action);
    else if (event.type === 'output') print(event.text);
    else if (event.type === 'explain') print(`explain ${title(event.action)}: ${event.text}\n`);
    else if (event.type === 'wait') print(`waits for another process that builds into ${event.folder}\n`);
    else clear();
  };
}
