// SPDX-License-Identifier: BSD-3-Clause
// From requests to images: manifest → resolve → plan → engine.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execute, type Task, type TaskResult } from './engine/execute.js';
import { UnicoreError, type Diagnostic } from './diagnostic.js';
import { readWorkspace } from './manifest/read.js';
import type { Configuration, EngineEvent, OptionValue, Plan, Workspace } from './model.js';
import { plan } from './plan/plan.js';
import { prepareSources } from './plan/prepare.js';
import { resolve, testApplication, testName } from './resolve/resolve.js';
import { probeToolchain, type Toolchain } from './toolchain/probe.js';

export interface BuildRequest {
  readonly application: string;
  readonly target: string;
  /** Builds the image of the project's tests. */
  readonly test?: boolean;
  /** Of an interface's tests: who has to pass them. */
  readonly provider?: string;
  readonly overrides?: Readonly<Record<string, OptionValue>>;
  /** Folder of the outputs relative to the workspace; else `dist/<application>/<target>`. */
  readonly output?: string;
}

export interface BuildOptions {
  readonly root: string;
  readonly jobs?: number;
  readonly explain?: boolean;
  readonly color?: boolean;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly signal?: AbortSignal;
}

export interface Prepared {
  readonly configuration: Configuration;
  readonly toolchain: Toolchain;
  readonly plan: Plan;
}

export function configure(workspace: Workspace, request: BuildRequest): Configuration {
  const { application, target, overrides = {} } = request;
  const project = request.test ? workspace.projects.get(application) : undefined;
  return resolve(workspace, {
    application: project ? testApplication(workspace, project, request.provider) : application,
    target,
    overrides,
  });
}

export async function prepare(workspace: Workspace, request: BuildRequest): Promise<Prepared> {
  const configuration = configure(workspace, request);
  const arch = configuration.projects.get(`arch-${configuration.target.arch}`)!.project;
  const toolchain = await probeToolchain(
    arch,
    configuration.build.get('toolchain')?.value === 'clang' ? 'clang' : 'gcc',
  );
  const sources = await prepareSources(workspace, configuration);
  return { configuration, toolchain, plan: plan(workspace, configuration, toolchain, sources) };
}

/** Name of the image and of its folder. */
export const imageName = ({ application, test, provider }: BuildRequest): string =>
  test ? testName(application, provider) : application;

const taskId = (request: BuildRequest): string => `${imageName(request)}:${request.target}`;

/** One-offs go to a folder of their own. */
export function outputFolder(root: string, request: BuildRequest): string {
  const name = imageName(request);
  const overrides = Object.entries(request.overrides ?? {}).map(([option, value]) => `${option}=${value}`);
  return join(
    root,
    request.output ?? join('dist', name, [request.target, ...overrides.sort()].join('+').replace(/[^\w.+=-]/g, '_')),
  );
}

export interface BuildResult extends TaskResult {
  readonly outputFolder: string;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Builds all requests as one graph. A request that does not resolve fails alone.
 * Does not throw for what manifests or compilers say: see the results' diagnostics.
 */
export async function build(requests: readonly BuildRequest[], options: BuildOptions): Promise<BuildResult[]> {
  const workspace = await readWorkspace(options.root);
  const onEvent = options.onEvent ?? (() => {});
  const tasks: Task[] = [];
  const results = new Map<string, BuildResult>();
  const warnings = new Map<string, readonly Diagnostic[]>();
  const folders = requests.map((request) => outputFolder(options.root, request));
  for (const [index, request] of requests.entries()) {
    const folder = folders[index]!;
    if (warnings.has(folder) || results.has(folder)) continue;
    const id = taskId(request);
    try {
      const { configuration, toolchain, plan } = await prepare(workspace, request);
      warnings.set(folder, configuration.warnings);
      tasks.push({ id, plan, toolchain, outputFolder: folder });
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      results.set(folder, {
        id,
        success: false,
        diagnostics: error.diagnostics,
        ran: 0,
        fromStore: 0,
        current: 0,
        outputFolder: folder,
        warnings: [],
      });
    }
  }
  const { jobs = availableParallelism(), explain = false, signal = new AbortController().signal } = options;
  const done = await execute(tasks, {
    root: options.root,
    jobs,
    explain,
    projects: workspace.projects,
    onEvent,
    signal,
    ...(options.color === undefined ? {} : { color: options.color }),
  });
  for (const [index, { id, success, diagnostics, ran, fromStore, current }] of done.results.entries()) {
    const folder = tasks[index]!.outputFolder;
    results.set(folder, {
      id,
      success,
      diagnostics,
      ran,
      fromStore,
      current,
      outputFolder: folder,
      warnings: warnings.get(folder) ?? [],
    });
  }
  return folders.map((folder) => results.get(folder)!);
}
