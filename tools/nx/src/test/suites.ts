// SPDX-License-Identifier: BSD-3-Clause
// Builds test images as one graph and runs each as soon as it is there.
import { build, imageName, type BuildRequest, type BuildResult } from '@unicore/core/build.js';
import { configure } from '@unicore/core/prepare.js';
import { UnicoreError, type Diagnostic } from '@unicore/core/diagnostic.js';
import type { EngineEvent, Workspace } from '@unicore/core/model.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { imageRunner, runTests, type ImageRunner, type TestCase } from '@unicore/machine';
import { manifestDevice } from '../run/devices.js';
import { imageRun, type RunChoices } from '../run/image.js';
import { makeGate } from './gate.js';

export interface SuiteRun {
  readonly project: string;
  readonly provider?: string;
  readonly target: string;
}

export interface SuiteResult extends SuiteRun {
  readonly passed: boolean;
  /** False when there was no image to run. */
  readonly built: boolean;
  readonly cases: readonly TestCase[];
  readonly problems: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the image printed. */
  readonly output: string;
  readonly milliseconds: number;
  /** It failed at first, and this is what it did when it was run once more. */
  readonly retried?: boolean;
}

export interface SuiteOptions {
  readonly root: string;
  readonly jobs?: number;
  readonly explain?: boolean;
  /** Images at once. */
  readonly parallel: number;
  /** For each start of an image. */
  readonly timeoutMs: number;
  readonly choices: RunChoices;
  /** `--set`, for every image alike. */
  readonly overrides?: BuildRequest['overrides'];
  readonly onEvent: (event: EngineEvent) => void;
  readonly onResult: (result: SuiteResult) => void;
  readonly signal: AbortSignal;
}

const requestFor = ({ project, provider, target }: SuiteRun, { overrides = {} }: SuiteOptions): BuildRequest => ({
  application: project,
  target,
  test: true,
  overrides,
  ...(provider === undefined ? {} : { provider }),
});

async function runOne(
  workspace: Workspace,
  suite: SuiteRun,
  options: SuiteOptions,
  run: ImageRunner['run'],
): Promise<SuiteResult> {
  const started = performance.now();
  const request = requestFor(suite, options);
  const { crashes = [], devices } = workspace.projects.get(suite.project)?.manifest.tests ?? {};
  const { timeoutMs, signal } = options;
  const since = (): number => Math.round(performance.now() - started);
  try {
    const image = await imageRun(options.root, request, configure(workspace, request), {
      ...options.choices,
      ...(devices === undefined ? {} : { devices: devices.map(manifestDevice) }),
    });
    const report = await runTests({ image, crashes, timeoutMs, signal, run });
    return { ...suite, ...report, built: true, diagnostics: [], milliseconds: since() };
  } catch (error) {
    if (!(error instanceof UnicoreError)) throw error;
    const { diagnostics } = error;
    return {
      ...suite,
      passed: false,
      built: true,
      cases: [],
      problems: [],
      diagnostics,
      output: '',
      milliseconds: since(),
    };
  }
}

/** What happens to test images while a graph is built. */
export interface SuiteRunner {
  /** The images to build. */
  readonly requests: readonly BuildRequest[];
  /** Is to see every event of the build. */
  onEvent(event: EngineEvent): void;
  /** @param built the results of `requests` */
  results(built: readonly BuildResult[]): Promise<SuiteResult[]>;
  /** Ends what the images ran on. */
  close(): Promise<void>;
}

export function makeSuiteRunner(workspace: Workspace, suites: readonly SuiteRun[], options: SuiteOptions): SuiteRunner {
  const gate = makeGate(options.parallel);
  const images = imageRunner((line) => process.stderr.write(`${line}\n`), options.signal);
  const runs = new Map<string, Promise<SuiteResult>>();
  const requests = suites.map((suite) => requestFor(suite, options));
  const taskOf = (request: BuildRequest): string => `${imageName(request)}:${request.target}`;
  const byTask = new Map(requests.map((request, index) => [taskOf(request), suites[index]!]));
  return {
    requests,
    close: () => images.close(),
    onEvent: (event) => {
      if (event.type !== 'finished' || !event.success) return;
      const suite = byTask.get(event.task);
      if (suite === undefined) return;
      const run = gate(() => runOne(workspace, suite, options, images.run));
      // A rejection is seen in results(); here it must not end the process.
      run.then(options.onResult, () => undefined);
      runs.set(event.task, run);
    },
    results: (built) =>
      Promise.all(
        suites.map(async (suite, index) => {
          const run = runs.get(taskOf(requests[index]!));
          if (run) return run;
          const { diagnostics } = built[index]!;
          const result = {
            ...suite,
            passed: false,
            built: false,
            cases: [],
            problems: [],
            diagnostics,
            output: '',
            milliseconds: 0,
          };
          options.onResult(result);
          return result;
        }),
      ),
  };
}

/** In the order of `suites`. Does not throw for what a suite does. */
export async function runSuites(suites: readonly SuiteRun[], options: SuiteOptions): Promise<SuiteResult[]> {
  const runner = makeSuiteRunner(await readWorkspace(options.root), suites, options);
  const { root, jobs, explain, signal } = options;
  try {
    const built = await build(runner.requests, {
      root,
      signal,
      onEvent: (event) => {
        options.onEvent(event);
        runner.onEvent(event);
      },
      ...(jobs === undefined ? {} : { jobs }),
      ...(explain === undefined ? {} : { explain }),
    });
    return await runner.results(built);
  } finally {
    await runner.close();
  }
}
