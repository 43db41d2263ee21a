// SPDX-License-Identifier: BSD-3-Clause
// `run --trace`: what the image prints of its tracepoints at its end becomes a file.
import type { BuildRequest } from '@unicore/core/build.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { chromeTrace, readTrace, traceTap, type Trace } from '@unicore/machine';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FlagValues } from '../cli/command.js';
import { textFlag } from '../cli/flags.js';
import type { ByLine } from './by-line.js';

const OPTION = 'build.trace';

/** The request of an image with tracepoints. */
export const traced = (request: BuildRequest, flags: FlagValues): BuildRequest =>
  textFlag(flags, 'trace') === undefined
    ? request
    : { ...request, overrides: { [OPTION]: 'true', ...request.overrides } };

function traceOf(lines: readonly string[]): Trace {
  try {
    return readTrace(lines);
  } catch (error) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN',
      message: (error as Error).message,
      hint: 'let the image end by itself or by Ctrl-C, which it is told of',
    });
  }
}

/** Output without the lines of the trace; `finish` writes the file and says so. */
export function traceOutput(output: ByLine, flags: FlagValues): { output: ByLine; finish: () => Promise<string[]> } {
  const name = textFlag(flags, 'trace');
  if (name === undefined) return { output, finish: async () => [] };
  const tap = traceTap();
  const finish = async (): Promise<string[]> => {
    const file = resolve(name);
    const trace = traceOf(tap.lines);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, chromeTrace(trace));
    const lost = trace.lost > 0 ? `, the last of ${trace.events.length + trace.lost}` : '';
    return [`trace: ${trace.events.length} events${lost}, in ${name}; https://ui.perfetto.dev opens it`];
  };
  const write = (chunk: Uint8Array): void => {
    const shown = tap.take(chunk);
    if (shown.length > 0) output.write(shown);
  };
  const end = (): void => {
    const rest = tap.rest();
    if (rest.length > 0) output.write(rest);
    output.end();
  };
  return { output: { write, end }, finish };
}
