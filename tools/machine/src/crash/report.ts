// SPDX-License-Identifier: BSD-3-Clause
// The lines of a crash report (libs/core/crash/include/unicore/crash.h) or a list of leaks (libs/debug/heaptrack): which addresses they name, and the lines with symbols.
import type { Frame } from './symbols.js';

export const REPORT_BEGIN = /^(crash|leaks): /;
export const REPORT_END = /^end of (crash report|leaks)$/;

/** Longest report that is held back; a longer one is not a report. */
export const REPORT_LINES = 256;

export interface ReportAddress {
  /** Index of the line that names it. */
  readonly line: number;
  readonly address: bigint;
  /** A return address: the call lies before it. */
  readonly isReturn: boolean;
}

export interface Report {
  /** Address of the image's first byte. */
  readonly image?: bigint;
  readonly addresses: readonly ReportAddress[];
}

export function readReport(lines: readonly string[]): Report {
  const addresses: ReportAddress[] = [];
  let image: bigint | undefined;
  for (const [line, text] of lines.entries()) {
    const at = /^  at (0x[0-9a-f]+)\b/.exec(text);
    const frame = /^  #(\d+) (0x[0-9a-f]+)$/.exec(text);
    const base = /^  image (0x[0-9a-f]+)$/.exec(text);
    if (base) image = BigInt(base[1]!);
    else if (at) addresses.push({ line, address: BigInt(at[1]!), isReturn: false });
    // #0 is the place itself.
    else if (frame) addresses.push({ line, address: BigInt(frame[2]!), isReturn: Number(frame[1]) > 0 });
  }
  return { ...(image === undefined ? {} : { image }), addresses };
}

const shown = ({ function: name, file, line }: Frame): string =>
  `${name}${file === undefined ? '' : ` at ${file}:${line ?? '?'}`}`;

/** The lines with `in <function> at <file>:<line>` behind each address; functions inlined there come first, each on a line. */
export function annotate(lines: readonly string[], frames: ReadonlyMap<number, readonly Frame[]>): string[] {
  return lines.flatMap((text, index) => {
    const found = frames.get(index) ?? [];
    if (found.length === 0) return [text];
    const indent = ' '.repeat(text.length);
    return found.map(
      (frame, depth) =>
        `${depth === 0 ? text : indent} in ${shown(frame)}${depth < found.length - 1 ? ' (inlined)' : ''}`,
    );
  });
}
