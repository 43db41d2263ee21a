// SPDX-License-Identifier: BSD-3-Clause
// Runs the image of a project's tests: once for all tests, and once more for each crash test.
import type { ImageRun, RunResult } from './model.js';
import { STATUS } from './model.js';
import { runImage, type ImageRunner } from './run-image.js';
import { parseTap, type TestCase } from './tap.js';

export interface CrashTest {
  /** Of its UC_CRASH_TEST; also its command line. */
  readonly name: string;
  /** Text that the output must hold, or texts that it must hold in that order. */
  readonly expect: string | readonly string[];
}

export interface TestRun {
  readonly image: ImageRun;
  readonly crashes: readonly CrashTest[];
  /** For each start of the image. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Of a runner for many images; without it each start has a machine of its own. */
  readonly run?: ImageRunner['run'];
}

export interface TestReport {
  readonly passed: boolean;
  readonly cases: readonly TestCase[];
  /** What failed beside the cases. */
  readonly problems: readonly string[];
  /** All that the image printed, crash reports with symbols. */
  readonly output: string;
}

async function start(run: TestRun, image: ImageRun): Promise<{ output: string; result: RunResult }> {
  const chunks: Uint8Array[] = [];
  const result = await (run.run ?? runImage)(image, {
    stdin: 'ignore',
    write: (chunk) => chunks.push(chunk),
    timeoutMs: run.timeoutMs,
    ...(run.signal === undefined ? {} : { signal: run.signal }),
  });
  return { output: Buffer.concat(chunks).toString('utf8'), result };
}

/** What is wrong with the end of a run that should have ended with status 0. */
function endProblem({ status, problem }: RunResult, someFailed: boolean): string | undefined {
  if (problem !== undefined) return problem;
  if (status === STATUS.crash) return 'the image crashed';
  if (status !== 0 && !someFailed) return `the image ended with status ${status}, though no test failed`;
  if (status === 0 && someFailed) return 'the image ended with status 0, though a test failed';
  return undefined;
}

/** The first text that does not follow the ones before it. */
function missingText(output: string, texts: readonly string[]): string | undefined {
  let from = 0;
  for (const text of texts) {
    const at = output.indexOf(text, from);
    if (at < 0) return text;
    from = at + text.length;
  }
  return undefined;
}

export function judgeCrash({ name, expect }: CrashTest, output: string, result: RunResult): TestCase {
  const shown = `crash: ${name}`;
  const failed = (message: string): TestCase => ({ name: shown, result: 'failed', message });
  if (result.problem !== undefined) return failed(result.problem);
  if (result.status !== STATUS.crash) return failed(`it should crash, and ended with status ${result.status}`);
  const missing = missingText(output, [expect].flat());
  if (missing !== undefined) return failed(`it crashed without the text "${missing}"`);
  return { name: shown, result: 'passed' };
}

export async function runTests(run: TestRun): Promise<TestReport> {
  const { output, result } = await start(run, run.image);
  const { cases, problem } = parseTap(output);
  const end = endProblem(
    result,
    cases.some((one) => one.result === 'failed'),
  );
  // An image that died says more than a plan that was not fulfilled.
  const problems = [end ?? problem].filter((text) => text !== undefined);
  const all = [...cases];
  const outputs = [output];
  for (const crash of run.crashes) {
    if (run.signal?.aborted) break;
    const one = await start(run, { ...run.image, arguments: [crash.name] });
    const judged = judgeCrash(crash, one.output, one.result);
    all.push(judged);
    if (judged.result === 'failed') outputs.push(`--- ${judged.name}\n${one.output}`);
  }
  if (all.length === 0 && problems.length === 0) problems.push('it holds no test');
  const passed = problems.length === 0 && all.every((one) => one.result !== 'failed');
  return { passed, cases: all, problems, output: outputs.join('') };
}
