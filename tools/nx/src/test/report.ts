// SPDX-License-Identifier: BSD-3-Clause
// Results of test images as lines for people and as the matrix that CI keeps.
import { renderDiagnostic } from '@unicore/core/diagnostic-text.js';
import type { TestCase } from '@unicore/machine';
import type { SuiteResult, SuiteRun } from './suites.js';

export const suiteName = ({ project, provider, target }: SuiteRun): string =>
  `${project}${provider === undefined ? '' : ` (${provider})`} ${target}`;

const count = (cases: readonly TestCase[], result: TestCase['result']): number =>
  cases.filter((one) => one.result === result).length;

function counts(cases: readonly TestCase[]): string {
  const skipped = count(cases, 'skipped');
  const failed = count(cases, 'failed');
  return [
    `${count(cases, 'passed')} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
}

/** A line when it passed; else also what failed and all that the image printed. */
export function renderSuite(result: SuiteResult, color = false): string {
  const name = suiteName(result);
  if (!result.built)
    return `not built  ${name}\n${result.diagnostics.map((one) => renderDiagnostic(one, { color })).join('')}`;
  const seconds = (result.milliseconds / 1000).toFixed(1);
  const head = `${result.passed ? 'ok' : 'FAILED'}  ${name}: ${counts(result.cases)} (${seconds} s)\n`;
  if (result.passed) return head;
  const failures = result.cases
    .filter((one) => one.result === 'failed')
    .map(({ name: test, message }) => `  ${test}${message === undefined ? '' : `: ${message}`}\n`);
  const problems = result.problems.map((problem) => `  ${problem}\n`);
  const printed =
    result.output === ''
      ? ''
      : `  --- output of the image\n${result.output.replace(/\n?$/, '\n')}  --- end of output\n`;
  return [
    head,
    ...failures,
    ...problems,
    ...result.diagnostics.map((one) => renderDiagnostic(one, { color })),
    printed,
  ].join('');
}

export function renderSummary(results: readonly SuiteResult[]): string {
  const cases = results.flatMap((result) => result.cases);
  const failed = results.filter((result) => !result.passed);
  const flaky = results.filter(({ passed, retried }) => passed && retried === true);
  const images = `${results.length} image${results.length === 1 ? '' : 's'}`;
  const list = failed.length === 0 ? '' : `failed: ${failed.map(suiteName).join(', ')}\n`;
  const luck = flaky.length === 0 ? '' : `flaky, passed when run once more: ${flaky.map(suiteName).join(', ')}\n`;
  return `${list}${luck}${images}: ${counts(cases)}${failed.length > 0 ? `; ${failed.length} of the images failed` : ''}\n`;
}

/** One row per image, sorted; counts and failures, nothing that differs from run to run. */
export function matrix(results: readonly SuiteResult[]): unknown {
  const rows = results.map((result) => ({
    project: result.project,
    ...(result.provider === undefined ? {} : { provider: result.provider }),
    target: result.target,
    result: result.passed ? 'passed' : result.built ? 'failed' : 'not built',
    passed: count(result.cases, 'passed'),
    failed: count(result.cases, 'failed'),
    skipped: count(result.cases, 'skipped'),
    ...(result.retried === true ? { retried: true } : {}),
    failures: [
      ...result.cases.filter((one) => one.result === 'failed').map(({ name }) => name),
      ...result.problems,
      ...result.diagnostics.map(({ code, message }) => `${code}: ${message}`),
    ],
  }));
  const key = (row: (typeof rows)[number]): string => `${row.project} ${row.provider ?? ''} ${row.target}`;
  rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { targets: [...new Set(rows.map(({ target }) => target))].sort(), rows };
}
