// SPDX-License-Identifier: BSD-3-Clause
// `unicore test` and `unicore test-all`: tests inside images.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import type { Manifest, Workspace } from '@unicore/core/model.js';
import { closest } from '@unicore/core/plan/suggest.js';
import { testApplication } from '@unicore/core/resolve/resolve.js';
import { allSuites, suitesFor, type Suite } from '@unicore/core/resolve/suites.js';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { machineChoices, machineFlags, timeoutFlag } from '../run/flags.js';
import { matrix, renderSuite, renderSummary } from '../test/report.js';
import { runSuites, type SuiteOptions, type SuiteResult, type SuiteRun } from '../test/suites.js';
import type { Command, Flags, Invocation, Outcome } from './command.js';
import { buildFlags, countFlag, oneOffsOf, textFlag, usageError } from './flags.js';

const testFlags: Flags = {
  ...buildFlags,
  ...machineFlags,
  parallel: { type: 'string' },
  json: { type: 'string' },
  retry: { type: 'boolean' },
};

/** A start of an image under an emulator on a busy machine. */
export const DEFAULT_TIMEOUT_MS = 120_000;

const inTarget = (suites: readonly Suite[], target: string): SuiteRun[] =>
  suites
    .filter(({ targets }) => targets.includes(target))
    .map(({ targets: _targets, ...suite }) => ({ ...suite, target }));

/** Which images `-c` means. @throws UnicoreError when a named target is not there, or none is */
export function selectSuites(suites: readonly Suite[], wanted: string | undefined, all: boolean): SuiteRun[] {
  const known = [...new Set(suites.flatMap(({ targets }) => targets))];
  if (wanted !== undefined && !known.includes(wanted)) {
    const guess = closest(wanted, known);
    throw new UnicoreError({
      code: 'UNICORE_E_TARGET_UNKNOWN',
      message: `no test is built for "${wanted}"`,
      hint: guess ? `did you mean "${guess}"?` : `there are ${known.join(', ')}`,
    });
  }
  if (known.length === 0) {
    throw new UnicoreError({
      code: 'UNICORE_E_NO_TARGET',
      message: 'there is no target to test for',
      hint: 'the workspace has no platform, or none that the project supports',
    });
  }
  const targets = wanted !== undefined ? [wanted] : all ? known : known.slice(0, 1);
  return targets.flatMap((target) => inTarget(suites, target));
}

/** Whether the image of a suite's tests can hold this provider of the capability, and no other. */
function isFree({ project, provider }: SuiteRun, manifest: Manifest | undefined, capability: string, chosen: string) {
  const own = manifest?.tests?.use?.[capability];
  if (project === capability && provider !== undefined) return provider === chosen;
  if (manifest?.provides?.includes(capability)) return project === chosen;
  return own === undefined || [own].flat().join() === chosen;
}

/**
 * Suites whose tests set one of the options otherwise prove nothing with another value: they are left out. So are those
 * of other providers of a capability whose provider is chosen.
 */
export function suitesUnder(
  workspace: Workspace,
  suites: readonly SuiteRun[],
  overrides: Readonly<Record<string, unknown>>,
): SuiteRun[] {
  const uses = Object.entries(overrides).filter(([name]) => name.startsWith('use.'));
  return suites.filter((suite) => {
    const manifest = workspace.projects.get(suite.project)?.manifest;
    return (
      uses.every(([name, value]) => isFree(suite, manifest, name.slice('use.'.length), String(value))) &&
      Object.entries(manifest?.tests?.set ?? {}).every(
        ([option, value]) => !(option in overrides) || String(overrides[option]) === String(value),
      )
    );
  });
}

/** Runs again, one by one, what failed; a suite that passes then is reported as such. */
async function retryFailed(results: readonly SuiteResult[], options: SuiteOptions): Promise<SuiteResult[]> {
  const failed = results.filter(({ built, passed }) => built && !passed);
  if (failed.length === 0) return [...results];
  const again = await runSuites(failed, { ...options, parallel: 1 });
  return results.map((result) => {
    const second = again[failed.indexOf(result)];
    return second === undefined ? result : { ...second, retried: true };
  });
}

async function runAndReport(
  { root, flags, onEvent, signal }: Invocation,
  suites: readonly SuiteRun[],
): Promise<Outcome> {
  const jobs = countFlag(flags, 'jobs');
  const color = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'];
  const options: SuiteOptions = {
    root,
    parallel: countFlag(flags, 'parallel') ?? availableParallelism(),
    timeoutMs: timeoutFlag(flags) ?? DEFAULT_TIMEOUT_MS,
    choices: machineChoices(flags),
    explain: flags['explain'] === true,
    overrides: oneOffsOf(flags, root),
    onEvent,
    onResult: (result: SuiteResult) => process.stdout.write(renderSuite(result, color)),
    signal,
    ...(jobs === undefined ? {} : { jobs }),
  };
  const first = await runSuites(suites, options);
  const results = flags['retry'] === true && !signal.aborted ? await retryFailed(first, options) : first;
  const json = textFlag(flags, 'json');
  if (json !== undefined) {
    await mkdir(dirname(resolve(json)), { recursive: true });
    await writeFile(resolve(json), `${JSON.stringify(matrix(results), undefined, 2)}\n`);
  }
  const passed = results.every((result) => result.passed);
  return { status: signal.aborted ? 130 : passed ? 0 : 1, text: renderSummary(results) };
}

function suitesNamed(workspace: Workspace, name: string): Suite[] {
  const project = workspace.projects.get(name);
  if (project === undefined) {
    if (workspace.diagnostics.length > 0) throw new UnicoreError(workspace.diagnostics);
    const guess = closest(name, [...workspace.projects.keys()]);
    const hint = guess ? `did you mean "${guess}"?` : 'unicore list shows them';
    throw new UnicoreError({ code: 'UNICORE_E_PROJECT_UNKNOWN', message: `no project is called "${name}"`, hint });
  }
  const suites = suitesFor(workspace, project);
  // Says that there are no tests, with the place where they would be named.
  if (suites.length === 0) testApplication(workspace, project);
  return suites;
}

/** Each once: an interface and its provider name the same contract. */
export function suitesOfAll(workspace: Workspace, names: readonly string[]): Suite[] {
  const found = names.flatMap((name) => suitesNamed(workspace, name));
  return [...new Map(found.map((suite) => [`${suite.project} ${suite.provider ?? ''}`, suite])).values()];
}

export const testCommand: Command = {
  usage: '<project…> -c <target>',
  summary: "runs projects' tests, and the contracts that they have to pass, in images",
  flags: { ...testFlags, all: { type: 'boolean' } },
  async run(invocation) {
    const { root, words, flags } = invocation;
    if (words.length === 0) throw usageError('test needs a project', 'unicore test <project…> -c <target>');
    const suites = suitesOfAll(await readWorkspace(root), words);
    return runAndReport(invocation, selectSuites(suites, textFlag(flags, 'configuration'), flags['all'] === true));
  },
};

export const testAllCommand: Command = {
  usage: '',
  summary: 'runs the tests of all projects in images, for all targets unless -c names one',
  flags: testFlags,
  async run(invocation) {
    const workspace = await readWorkspace(invocation.root);
    if (workspace.diagnostics.length > 0) throw new UnicoreError(workspace.diagnostics);
    const suites = selectSuites(allSuites(workspace), textFlag(invocation.flags, 'configuration'), true);
    return runAndReport(invocation, suitesUnder(workspace, suites, oneOffsOf(invocation.flags, invocation.root)));
  },
};
