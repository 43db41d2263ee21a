// SPDX-License-Identifier: BSD-3-Clause
// Builds the images that are not known to be current: plans each, then runs all plans as one graph.
import { availableParallelism } from 'node:os';
import { taskId, type BuildOptions, type BuildRequest, type BuildResult } from './build.js';
import { UnicoreError } from './diagnostic.js';
import { updateCompileCommands } from './engine/compile-commands.js';
import { execute, type Task } from './engine/execute.js';
import { writeStamp } from './engine/stamp.js';
import { readWorkspace } from './manifest/read.js';
import { keepReport } from './outputs/size-change.js';
import { prepare, type Prepared } from './prepare.js';

interface Planned extends Prepared {
  readonly request: BuildRequest;
  readonly task: Task;
}

/** @param requests by output folder */
export async function buildAll(
  requests: ReadonlyMap<string, BuildRequest>,
  options: BuildOptions,
): Promise<BuildResult[]> {
  const {
    root,
    jobs = availableParallelism(),
    explain = false,
    onEvent = () => {},
    signal = new AbortController().signal,
    color,
  } = options;
  const since = Date.now();
  const workspace = await readWorkspace(root);
  const planned: Planned[] = [];
  const results: BuildResult[] = [];
  for (const [outputFolder, request] of requests) {
    const id = taskId(request);
    try {
      const prepared = await prepare(workspace, request);
      planned.push({
        ...prepared,
        request,
        task: { id, plan: prepared.plan, toolchain: prepared.toolchain, outputFolder },
      });
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      results.push({
        id,
        success: false,
        diagnostics: error.diagnostics,
        ran: 0,
        fromStore: 0,
        current: 0,
        outputFolder,
        warnings: [],
      });
    }
  }
  const tasks = planned.map(({ task }) => task);
  await execute(
    tasks,
    { root, jobs, explain, projects: workspace.projects, onEvent, signal, ...(color === undefined ? {} : { color }) },
    async (done) => {
      await updateCompileCommands(root, tasks);
      for (const [index, { id, success, diagnostics, ran, fromStore, current, asked }] of done.entries()) {
        const { request, configuration, sources, toolchain, task } = planned[index]!;
        const { outputFolder } = task;
        const { warnings } = configuration;
        if (success) keepReport(outputFolder);
        if (success)
          writeStamp(outputFolder, {
            request,
            root,
            sources,
            toolchain,
            warnings,
            since,
            asked,
            actions: task.plan.actions.length,
            outputs: [...task.plan.outputs.keys()],
          });
        results.push({ id, success, diagnostics, ran, fromStore, current, outputFolder, warnings });
      }
    },
  );
  return results;
}
