// SPDX-License-Identifier: BSD-3-Clause
// One task: the graph of its actions, its outputs, and what the next build needs to know of it.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import { sourceFolder } from '../fetch/cache.js';
import type { Action } from '../model.js';
import type { FileRecord } from '../scan/file-state.js';
import { ASIDE, writeAllWhole } from '../store/write-whole.js';
import type { Shared, TaskContext } from './context.js';
import type { ExecuteOptions, Task, TaskResult } from './execute.js';
import { unexpected } from './failure.js';
import { toolNames } from './key.js';
import { makePathMap } from './paths.js';
import { writeRecord, type TaskRecord } from './record.js';
import { bringOutput, settle, type How } from './settle.js';

export const recordFile = ({
  outputFolder,
  recordFolder = outputFolder,
}: Pick<Task, 'outputFolder' | 'recordFolder'>): string => join(recordFolder, '.build', 'record.json');

/** Removes what a killed build left. */
function tidy(folder: string): void {
  rmSync(join(folder, '.build/aside'), { recursive: true, force: true });
  mkdirSync(join(folder, '.build/aside'), { recursive: true });
  for (const name of readdirSync(folder)) if (ASIDE.test(name)) rmSync(join(folder, name), { force: true });
}

/** Generated headers and sources are there for editors, which compile by compile_commands.json. */
async function bringGenerated(context: TaskContext): Promise<void> {
  const outputs = context.task.plan.actions
    .filter(({ kind }) => kind === 'generate')
    .flatMap((action) => action.outputs);
  await Promise.all(outputs.filter((path) => /\.[chS]$/.test(path)).map((path) => bringOutput(context, path)));
}

async function publish(context: TaskContext): Promise<void> {
  const { task, paths, states, made } = context;
  const late: { from: string; path: string; mode: number; hash: string }[] = [];
  for (const [name, from] of task.plan.outputs) {
    const path = join(task.outputFolder, name);
    const hash = made.get(from)!;
    if (states.hash(path) === hash) continue;
    await bringOutput(context, from);
    late.push({
      from: paths.absolute(from),
      path,
      mode: name === task.plan.application ? 0o755 : 0o644,
      hash: made.get(from)!,
    });
  }
  writeAllWhole(late);
  for (const { path, hash } of late) states.learn(path, hash);
}

function saveRecord(context: TaskContext): void {
  const { task, paths, states, now } = context;
  const used = new Set(
    [...now.values()].flatMap(({ trace }) => [...trace.read, ...trace.made].map(([path]) => paths.absolute(path))),
  );
  for (const name of task.plan.outputs.keys()) used.add(join(task.outputFolder, name));
  const records = states.records();
  const files = [...used].flatMap((file): (readonly [string, FileRecord])[] => {
    const record = records.get(file);
    return record ? [[file, record]] : [];
  });
  try {
    writeRecord(recordFile(task), { actions: now, files });
  } catch {
    // A lost record costs time, never correctness.
    rmSync(recordFile(task), { force: true });
  }
}

function makeContext(task: Task, options: ExecuteOptions, shared: Shared, last: TaskRecord): TaskContext {
  const { plan, outputFolder, toolchain } = task;
  const paths = makePathMap(options.root, join(outputFolder, '.build'), (id) => join(sourceFolder(id), 'tree'));
  paths.useCompiler([toolchain.include]);
  const makers = new Map(plan.actions.flatMap((action) => action.outputs.map((output) => [output, action] as const)));
  return {
    ...shared,
    task,
    options,
    paths,
    last,
    now: new Map(),
    tools: toolNames(toolchain),
    makers,
    made: new Map(),
    brought: new Map(),
  };
}

export interface TaskDone extends TaskResult {
  /** Absolute paths of all that the build read or asked for. */
  readonly asked: readonly string[];
}

export async function executeTask(
  task: Task,
  options: ExecuteOptions,
  shared: Shared,
  last: TaskRecord,
): Promise<TaskDone> {
  const { onEvent, signal } = options;
  const { actions } = task.plan;
  const counts: Record<How, number> = { ran: 0, store: 0, current: 0 };
  const diagnostics: Diagnostic[] = [];
  const context = makeContext(task, options, shared, last);
  const fail = (action: Action | undefined, error: unknown): void => {
    if (signal.aborted) return;
    const found: readonly Diagnostic[] =
      error instanceof UnicoreError ? error.diagnostics : [unexpected(action, error)];
    diagnostics.push(...found);
    for (const diagnostic of action ? found : [])
      onEvent({ type: 'failed', task: task.id, action: action!, diagnostic });
  };
  const started = new Map<Action, Promise<boolean>>();
  const make = (action: Action): Promise<boolean> => {
    const known = started.get(action);
    if (known) return known;
    const result = (async (): Promise<boolean> => {
      const needs = new Set(action.inputs.flatMap((input) => context.makers.get(input) ?? []));
      if ((await Promise.all([...needs].map(make))).includes(false) || signal.aborted) return false;
      const began = performance.now();
      try {
        const how = await settle(context, action);
        counts[how]++;
        onEvent({ type: 'done', task: task.id, action, how, milliseconds: performance.now() - began });
        return true;
      } catch (error) {
        fail(action, error);
        return false;
      }
    })();
    started.set(action, result);
    return result;
  };

  onEvent({ type: 'plan', task: task.id, total: actions.length });
  let success = false;
  try {
    tidy(task.outputFolder);
    success = !(await Promise.all(actions.map(make))).includes(false) && !signal.aborted;
    if (success && !options.foresee) {
      await bringGenerated(context);
      await publish(context);
    }
  } catch (error) {
    fail(undefined, error);
    success = false;
  }
  if (!options.foresee) saveRecord(context);
  if (signal.aborted)
    diagnostics.push({ code: 'UNICORE_E_ABORTED', message: `${task.id} was stopped; nothing is half-written` });
  const result = { success, diagnostics, ran: counts.ran, fromStore: counts.store, current: counts.current };
  onEvent({ type: 'finished', task: task.id, ...result });
  const asked = [...context.now.values()]
    .flatMap(({ trace }) => [...trace.read.map(([path]) => path), ...trace.absent])
    .filter((path) => !path.startsWith('out:'));
  return { id: task.id, ...result, asked: [...new Set(asked)].map(context.paths.absolute) };
}
