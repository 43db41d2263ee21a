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

export function progress(sink: Sink): (event: EngineEvent) => void {
  let total = 0;
  let done = 0;
  let shown = false;
  const clear = (): void => {
    if (shown) sink.write('\r\x1b[K');
    shown = false;
  };
  return (event) => {
    switch (event.type) {
      case 'plan':
        total += event.total;
        break;
      case 'done':
        done++;
        break;
      case 'start':
        if (!sink.isTTY) break;
        sink.write(`\r\x1b[K${`[${done}/${total}] ${title(event.action)}`.slice(0, (sink.columns ?? 80) - 1)}`);
        shown = true;
        break;
      case 'output':
        clear();
        sink.write(event.text);
        break;
      case 'explain':
        clear();
        sink.write(`explain ${title(event.action)}: ${event.text}\n`);
        break;
      case 'failed':
      case 'finished':
        clear();
    }
  };
}
