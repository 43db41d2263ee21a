// SPDX-License-Identifier: BSD-3-Clause
// `unicore run`: builds an image and runs it; its exit status is the command's.
import { build, type BuildRequest } from '@unicore/core/build.js';
import { configure } from '@unicore/core/prepare.js';
import type { Diagnostic } from '@unicore/core/diagnostic.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { dryRunText, prepare, runImage } from '@unicore/machine';
import { byLine } from '../run/by-line.js';
import { chooseRun } from '../run/choose.js';
import { runFlags, timeoutFlag } from '../run/flags.js';
import { traced, traceOutput } from '../run/trace.js';
import { buildOutcome } from './build.js';
import type { Command, FlagValues, Invocation, Outcome } from './command.js';
import { buildFlags, countFlag } from './flags.js';
import { requestOf } from './request.js';

/** So long an image may take to print its trace when it is asked to end. */
const TRACE_GRACE_MS = 60_000;

export function problemOf(image: string, problem: string): Diagnostic {
  return { code: 'UNICORE_E_RUN', message: `${image}: ${problem}` };
}

/** Runs an image that is built. @param words what main gets, if not what the manifest says */
export async function runBuilt(
  root: string,
  request: BuildRequest,
  flags: FlagValues,
  words: readonly string[] | undefined,
): Promise<Outcome> {
  const timeoutMs = timeoutFlag(flags);
  const configuration = configure(await readWorkspace(root), request);
  const { run, lines, waits } = await chooseRun(root, request, configuration, flags, words);
  if (flags['dry-run'] === true) {
    // What it names stays, so that the command can be run.
    const { run: ready } = await prepare(run);
    return { status: 0, text: await dryRunText(ready) };
  }
  const tell = (all: readonly string[]): void => all.forEach((line) => void process.stderr.write(`${line}\n`));
  tell(run.on === 'xen' ? lines : [...lines, ...waits]);
  const { output: stdout, finish } = traceOutput(byLine(process.stdout), flags);
  const output = { stdout, stderr: byLine(process.stderr) };
  const { status, problem } = await runImage(run, {
    stdin: 'inherit',
    write: (chunk, stream) => output[stream].write(chunk),
    forwardSignals: true,
    onWaiting: () => tell(waits),
    ...(flags['trace'] === undefined ? {} : { graceMs: TRACE_GRACE_MS }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }).finally(() => Object.values(output).forEach((one) => one.end()));
  for (const line of await finish()) process.stderr.write(`${line}\n`);
  return { status, ...(problem === undefined ? {} : { diagnostics: [problemOf(request.application, problem)] }) };
}

export const runCommand: Command = {
  usage: '<application> -c <target> [-- <argument>…]',
  summary: 'builds an image and runs it; its exit status is the command’s',
  flags: { ...buildFlags, ...runFlags },
  async run(invocation: Invocation): Promise<Outcome> {
    const { root, flags, words, onEvent, signal } = invocation;
    const request = traced(requestOf(await readWorkspace(root), invocation, 'run'), flags);
    const jobs = countFlag(flags, 'jobs');
    const explain = flags['explain'] === true;
    const [result] = await build([request], {
      root,
      explain,
      onEvent,
      signal,
      ...(jobs === undefined ? {} : { jobs }),
    });
    if (!result!.success) return buildOutcome(result!, signal);
    return runBuilt(root, request, flags, words.length > 1 ? words.slice(1) : undefined);
  },
};
