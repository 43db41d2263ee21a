// SPDX-License-Identifier: BSD-3-Clause
// A stream of console output in which crash reports get their symbols; every other byte passes at once, as it is.
import { Transform, type TransformCallback } from 'node:stream';
import { annotate, readReport, REPORT_BEGIN, REPORT_END, REPORT_LINES } from './report.js';
import { symbolise, type Frame } from './symbols.js';

export type Symbolise = (image: bigint | undefined, addresses: readonly bigint[]) => Promise<Frame[][]>;

const NEWLINE = 0x0a;

/** A line's text; consoles of virtual machines end it by CR LF. */
const textOf = (line: Buffer): string => line.toString('utf8').replace(/\r?\n$/, '');

export class Symbolizer extends Transform {
  /** Of the line that has not ended yet; already passed on, unless in a report. */
  private partial: Buffer[] = [];
  /** The lines of a report after its first. */
  private held: Buffer[] | undefined;

  constructor(private readonly lookUp: Symbolise) {
    super();
  }

  override async _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(NEWLINE, from);
      const part = chunk.subarray(from, end < 0 ? chunk.length : end + 1);
      from += part.length;
      if (this.held === undefined) this.push(part);
      this.partial.push(part);
      if (end >= 0) await this.endLine();
    }
    callback();
  }

  override async _flush(callback: TransformCallback): Promise<void> {
    if (this.held !== undefined) {
      if (this.partial.length > 0) this.held.push(Buffer.concat(this.partial));
      await this.release();
    }
    callback();
  }

  private async endLine(): Promise<void> {
    const line = Buffer.concat(this.partial);
    this.partial = [];
    if (this.held === undefined) {
      if (REPORT_BEGIN.test(textOf(line))) this.held = [];
      return;
    }
    this.held.push(line);
    if (REPORT_END.test(textOf(line)) || this.held.length >= REPORT_LINES) await this.release();
  }

  private async release(): Promise<void> {
    const lines = this.held ?? [];
    this.held = undefined;
    const texts = lines.map(textOf);
    const { image, addresses } = readReport(texts);
    const frames = new Map<number, Frame[]>();
    try {
      const found = await this.lookUp(
        image,
        addresses.map(({ address, isReturn }) => (isReturn ? address - 1n : address)),
      );
      for (const [index, { line }] of addresses.entries()) frames.set(line, found[index] ?? []);
    } catch {
      // Without binutils, or with a damaged .dbg, the report is shown as it came.
    }
    for (const [index, line] of lines.entries()) {
      const end = /\r?\n$/.exec(line.toString('latin1'))?.[0] ?? '';
      const shown = annotate([texts[index]!], new Map([[0, frames.get(index) ?? []]]));
      if (shown.length === 1 && shown[0] === texts[index]) this.push(line);
      else this.push(shown.map((text, n) => `${text}${n < shown.length - 1 ? end || '\n' : end}`).join(''));
    }
  }
}

export const symbolizer = (dbg: string): Symbolizer =>
  new Symbolizer((image, addresses) => symbolise(dbg, image, addresses));
