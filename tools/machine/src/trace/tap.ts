// SPDX-License-Identifier: BSD-3-Clause
// Takes the lines of a trace (libs/debug/trace/src/print.c) out of an image's output; every other byte passes at once.

export interface TraceTap {
  /** What is to be shown of a piece of output. */
  take(chunk: Uint8Array): Uint8Array;
  /** What is held back when the output has ended, and no line of a trace. */
  rest(): Uint8Array;
  /** The lines of the trace, without "trace: ". */
  readonly lines: readonly string[];
}

const MARK = Buffer.from('trace: ');
const NEWLINE = 0x0a;

/** Whether a line that begins like this may be one of a trace. */
const mayBe = (line: Buffer): boolean => {
  const length = Math.min(line.length, MARK.length);
  return line.subarray(0, length).equals(MARK.subarray(0, length));
};

export function traceTap(): TraceTap {
  const lines: string[] = [];
  /** Of a line that may belong to the trace. */
  let held = Buffer.alloc(0);
  /** The line has begun with something else. */
  let passes = false;
  const take = (chunk: Uint8Array): Uint8Array => {
    const shown: Buffer[] = [];
    const bytes = Buffer.from(chunk);
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(NEWLINE, from);
      const part = bytes.subarray(from, end < 0 ? bytes.length : end + 1);
      from += part.length;
      if (passes) {
        shown.push(part);
      } else {
        held = Buffer.concat([held, part]);
        if (!mayBe(held)) {
          shown.push(held);
          held = Buffer.alloc(0);
          passes = true;
        } else if (end >= 0) {
          lines.push(held.toString('utf8').slice(MARK.length).trimEnd());
          held = Buffer.alloc(0);
        }
      }
      if (end >= 0) passes = false;
    }
    return Buffer.concat(shown);
  };
  const rest = (): Uint8Array => {
    const left = held;
    held = Buffer.alloc(0);
    return left;
  };
  return { take, rest, lines };
}
