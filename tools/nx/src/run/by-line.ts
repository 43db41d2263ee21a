// SPDX-License-Identifier: BSD-3-Clause
// Output in whole lines where nobody types: who reads it behind a pipe (Nx, a log of CI) frames each piece that comes.

export interface Sink {
  readonly isTTY?: boolean;
  write(chunk: Uint8Array): unknown;
}

/** So long a line that has no end yet is held back: a prompt is seen all the same. */
const PATIENCE_MS = 200;

const NEWLINE = 10;

export interface ByLine {
  write(chunk: Uint8Array): void;
  /** Hands on what is held back. */
  end(): void;
}

export function byLine(sink: Sink): ByLine {
  if (sink.isTTY) return { write: (chunk) => void sink.write(chunk), end: () => {} };
  let held: Uint8Array[] = [];
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held.length > 0) sink.write(Buffer.concat(held));
    held = [];
  };
  const write = (chunk: Uint8Array): void => {
    const whole = chunk.lastIndexOf(NEWLINE) + 1;
    if (whole > 0) {
      held.push(chunk.subarray(0, whole));
      end();
    }
    if (whole < chunk.length) held.push(chunk.subarray(whole));
    if (held.length > 0) timer ??= setTimeout(end, PATIENCE_MS);
  };
  return { write, end };
}
