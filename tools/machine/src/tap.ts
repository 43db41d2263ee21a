// SPDX-License-Identifier: BSD-3-Clause
// The tests in a console's output: TAP 13 among other lines.
import { Parser } from 'tap-parser';

export interface TestCase {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly message?: string;
}

export interface TapReport {
  readonly cases: readonly TestCase[];
  /** What is wrong with the report as a whole: no plan, fewer tests than planned, a bail-out. */
  readonly problem?: string;
}

/** Lines that lib-test prints for a failed check: `# <file>:<line>: <text>`. */
const REMARK = /^# (\S+:\d+: .*)$/;

export function parseTap(output: string): TapReport {
  const cases: TestCase[] = [];
  const remarks: string[] = [];
  let planned: number | undefined;
  let bailed: string | undefined;
  const parser = new Parser();
  parser.on('comment', (comment: string) => {
    const remark = REMARK.exec(comment.trim());
    if (remark) remarks.push(remark[1]!);
  });
  parser.on('plan', ({ start, end }: { start: number; end: number }) => (planned = end - start + 1));
  parser.on('bailout', (reason: string) => (bailed = reason));
  parser.on('assert', ({ ok, name, skip }: { ok: boolean; name: string; skip?: string | boolean }) => {
    const own = remarks.splice(0);
    const message = typeof skip === 'string' ? skip : own.join('; ');
    const result = skip ? 'skipped' : ok ? 'passed' : 'failed';
    cases.push({ name, result, ...(message === '' ? {} : { message }) });
  });
  // The kernel's own lines may come first; a version line in the middle of a stream is not TAP.
  const lines = output.replaceAll('\r', '').split('\n');
  const begin = lines.findIndex((line) => line.startsWith('TAP version '));
  if (begin < 0) return { cases, problem: 'it printed no TAP' };
  parser.end(`${lines.slice(begin).join('\n')}\n`);
  const problem =
    bailed !== undefined
      ? `bailed out: ${bailed}`
      : planned === undefined
        ? 'the plan is missing: the image ended early'
        : planned !== cases.length
          ? `${planned} tests were planned, and ${cases.length} ran`
          : undefined;
  return { cases, ...(problem === undefined ? {} : { problem }) };
}
