// SPDX-License-Identifier: BSD-3-Clause
// Tasks of Nx as one graph: their images are built together, tests run as their images come, questions are answered last.
import { build, imageName, type BuildRequest } from '@unicore/core/build.js';
import { renderDiagnostic } from '@unicore/core/diagnostic-text.js';
import { UnicoreError, type Diagnostic } from '@unicore/core/diagnostic.js';
import type { EngineEvent, Workspace } from '@unicore/core/model.js';
import type { suitesFor } from '@unicore/core/resolve/suites.js';
import { availableParallelism } from 'node:os';
import type { Outcome } from '../cli/command.js';
import { COMMANDS } from '../cli/commands.js';
import { machineChoices, timeoutFlag } from '../run/flags.js';
import { renderSuite, suiteName } from '../test/report.js';
import type { SuiteResult, SuiteRun, SuiteRunner } from '../test/suites.js';
import { flagsOf, refuseSet, type Work } from './options.js';

export interface WorkResult {
  readonly id: string;
  readonly success: boolean;
  /** What the user is to see of this task. */
  readonly text: string;
}

export interface WorkIo {
  readonly root: string;
  readonly color: boolean;
  readonly signal: AbortSignal;
  /** Of the whole run, for progress; without what belongs to a task's text. */
  onEvent(event: EngineEvent): void;
  onDone(result: WorkResult): void;
}

const DEFAULT_TIMEOUT_MS = 120_000;

const taskOf = (request: BuildRequest): string => `${imageName(request)}:${request.target}`;

/** Text that the build of each image printed: output of compilers, explanations. */
class Texts {
  private readonly parts = new Map<string, string[]>();

  add(event: EngineEvent): void {
    if (event.type !== 'output' && event.type !== 'explain') return;
    const parts = this.parts.get(event.task) ?? [];
    parts.push(
      event.type === 'output'
        ? event.text
        : `explain ${event.action.id.replace(/ [0-9a-f]{12}$/, '')}: ${event.text}\n`,
    );
    this.parts.set(event.task, parts);
  }

  of(task: string): string {
    return (this.parts.get(task) ?? []).join('');
  }
}

const suitesOfWork = (find: typeof suitesFor, workspace: Workspace, { project, options }: Work): SuiteRun[] => {
  const found = workspace.projects.get(project);
  if (found === undefined)
    throw new UnicoreError(
      workspace.diagnostics.length > 0
        ? workspace.diagnostics
        : { code: 'UNICORE_E_PROJECT_UNKNOWN', message: `no project is called "${project}"` },
    );
  const { target = '' } = options;
  return find(workspace, found)
    .filter(({ targets }) => targets.includes(target))
    .map(({ targets: _targets, ...suite }) => ({ ...suite, target }));
};

async function ask({ project, options }: Work, io: WorkIo): Promise<Outcome> {
  const load = COMMANDS[options.command];
  if (load === undefined)
    throw new UnicoreError({ code: 'UNICORE_E_USAGE', message: `there is no command "${options.command}"` });
  const command = await load();
  const words = options.name === undefined ? [project] : [project, options.name];
  return command.run({ root: io.root, words, flags: flagsOf(options), onEvent: io.onEvent, signal: io.signal });
}

/** The manifests, where there are tests: a build with nothing to do reads none. */
async function testable(
  works: readonly Work[],
  root: string,
): Promise<{ workspace: Workspace; find: typeof suitesFor }> {
  if (!works.some(({ options }) => options.command === 'test'))
    return { workspace: { root, projects: new Map(), diagnostics: [] }, find: () => [] };
  const [{ readWorkspace }, suites] = await Promise.all([
    import('@unicore/core/manifest/read.js'),
    import('@unicore/core/resolve/suites.js'),
  ]);
  return { workspace: await readWorkspace(root), find: suites.suitesFor };
}

/** What runs images is loaded only where there are images to run. */
const suiteRunner = async (
  ...of: Parameters<typeof import('../test/suites.js').makeSuiteRunner>
): Promise<SuiteRunner> =>
  of[1].length > 0
    ? (await import('../test/suites.js')).makeSuiteRunner(...of)
    : { requests: [], onEvent: () => {}, results: async () => [], close: async () => {} };

/** Does not throw for what a task does: its result tells. */
export async function runWorks(works: readonly Work[], io: WorkIo): Promise<void> {
  const render = (diagnostics: readonly Diagnostic[]): string =>
    diagnostics.map((one) => renderDiagnostic(one, { color: io.color })).join('');
  const done = (work: Work, success: boolean, text: string): void => io.onDone({ id: work.id, success, text });
  const failed = (work: Work, error: unknown): void => {
    if (!(error instanceof UnicoreError)) throw error;
    done(work, false, render(error.diagnostics));
  };
  const { workspace, find } = await testable(works, io.root);
  const texts = new Texts();
  const builds: { work: Work; request: BuildRequest }[] = [];
  const tests: { work: Work; suites: SuiteRun[] }[] = [];
  const asks: Work[] = [];
  for (const work of works) {
    try {
      const { command, target = '' } = work.options;
      if (work.skipped !== undefined) done(work, true, `${work.skipped}\n`);
      else if (command === 'test') tests.push({ work, suites: suitesOfWork(find, workspace, work) });
      else if (command === 'build') {
        refuseSet(work.project, work.options);
        builds.push({ work, request: { application: work.project, target } });
      } else asks.push(work);
    } catch (error) {
      failed(work, error);
    }
  }
  const suiteResults: SuiteResult[] = [];
  const first = tests[0]?.work.options;
  const flags = first === undefined ? {} : flagsOf(first);
  // Two tasks may need the same image: a contract belongs to the interface and to who provides it.
  const suites = [
    ...new Map(tests.flatMap((one) => one.suites).map((suite) => [suiteName(suite), suite] as const)).values(),
  ];
  const isDone = (suite: SuiteRun): SuiteResult | undefined =>
    suiteResults.find((result) => suiteName(result) === suiteName(suite));
  const runner = await suiteRunner(workspace, suites, {
    root: io.root,
    parallel: availableParallelism(),
    timeoutMs: timeoutFlag(flags) ?? DEFAULT_TIMEOUT_MS,
    choices: machineChoices(flags),
    onEvent: io.onEvent,
    signal: io.signal,
    onResult: (result) => {
      suiteResults.push(result);
      for (const { work, suites: own } of tests) {
        if (!own.some((suite) => suiteName(suite) === suiteName(result))) continue;
        const results = own.map(isDone);
        if (results.some((one) => one === undefined)) continue;
        const found = results as SuiteResult[];
        done(
          work,
          found.every((one) => one.passed),
          found.map((one) => renderSuite(one, io.color)).join(''),
        );
      }
    },
  });
  for (const { work, suites: own } of tests)
    if (own.length === 0) done(work, true, `${work.project} has no test for ${work.options.target}\n`);
  const requests = [...builds.map(({ request }) => request), ...runner.requests];
  if (requests.length > 0) {
    const all = works.map(({ options }) => options);
    const jobs = all.find((options) => options.jobs !== undefined)?.jobs;
    const built = await build(requests, {
      root: io.root,
      signal: io.signal,
      explain: all.some((options) => options.explain === true),
      color: io.color,
      ...(jobs === undefined ? {} : { jobs }),
      onEvent: (event) => {
        texts.add(event);
        io.onEvent(event);
        runner.onEvent(event);
      },
    }).catch((error: unknown) => runner.close().then(() => Promise.reject(error)));
    for (const [index, { work, request }] of builds.entries()) {
      const result = built[index]!;
      const { ran, fromStore, current } = result;
      const summary = result.success
        ? `dist/${work.project}/${request.target}: ${ran} ran, ${fromStore} from the store, ${current} current\n`
        : '';
      done(
        work,
        result.success,
        `${texts.of(taskOf(request))}${render([...result.warnings, ...result.diagnostics])}${summary}`,
      );
    }
    await runner.results(built.slice(builds.length)).finally(() => runner.close());
  }
  for (const work of asks) {
    try {
      const { status, text = '', diagnostics = [] } = await ask(work, io);
      done(work, status === 0, `${text}${render(diagnostics)}`);
    } catch (error) {
      failed(work, error);
    }
  }
}
