// SPDX-License-Identifier: BSD-3-Clause
// Plans → files: all tasks as one graph, with one job limit.
import type { Diagnostic } from '../diagnostic.js';
import type { EngineEvent, Plan, Project } from '../model.js';
import { makeFileStates, type FileStates } from '../scan/file-state.js';
import { collectIfDue } from '../store/collect.js';
import { openStore, type Store } from '../store/store.js';
import type { Toolchain } from '../toolchain/probe.js';
import type { Slot } from './context.js';
import { makeGate, makeTurns } from './gate.js';
import { makeLauncher } from './launcher.js';
import { lockFolder } from './lock.js';
import { readRecord } from './record.js';
import { executeTask, recordFile, type TaskDone } from './task.js';

export interface Task {
  readonly id: string;
  readonly plan: Plan;
  readonly toolchain: Toolchain;
  /** Absolute; the plan's outputs are put here, intermediate files into `.build` below it. No two tasks share one. */
  readonly outputFolder: string;
  /** Where the last build left its record, if that is another folder. */
  readonly recordFolder?: string;
}

export interface ExecuteOptions {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly store?: Store;
  readonly jobs: number;
  readonly explain?: boolean;
  /** Only looks what would run: nothing but generated files is made, and nothing is put out. */
  readonly foresee?: boolean;
  /** Compilers' output keeps its colours; else as stderr and FORCE_COLOR, NO_COLOR say. */
  readonly color?: boolean;
  /** Of the workspace, for diagnostics. */
  readonly projects?: ReadonlyMap<string, Project>;
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
}

export interface TaskResult {
  readonly id: string;
  readonly success: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly ran: number;
  readonly fromStore: number;
  readonly current: number;
}

/** Called at the end, while no other process builds into the tasks' folders. */
export type Finish = (results: readonly TaskDone[], states: FileStates) => Promise<void>;

/**
 * Builds all tasks as one; equal actions of several tasks run once. Never throws for what a task does.
 * @throws the signal's reason while it waits for another process that builds into one of the folders
 */
export async function execute(
  tasks: readonly Task[],
  options: ExecuteOptions,
  finish: Finish = async () => {},
): Promise<readonly TaskDone[]> {
  const locks = [];
  // No other process's slots have these names: see `perform`.
  const slots = Array.from({ length: Math.max(1, options.jobs) }, (_, n): Slot => ({
    name: `${process.pid}.${n}`,
    launcher: makeLauncher(options.root),
  }));
  try {
    // In one order, so that no two processes wait for each other.
    for (const folder of tasks.map(({ outputFolder }) => outputFolder).sort()) {
      locks.push(await lockFolder(folder, options.signal, () => options.onEvent({ type: 'wait', folder })));
    }
    const records = tasks.map((task) => readRecord(recordFile(task)));
    const states = makeFileStates(records.flatMap(({ files }) => files));
    const store = options.store ?? openStore();
    const shared = { store, states, gate: makeGate(slots), turns: makeTurns(), scans: new Map() };
    const results = await Promise.all(tasks.map((task, index) => executeTask(task, options, shared, records[index]!)));
    collectIfDue(store.folder, store.grown);
    await finish(results, states);
    return results;
  } finally {
    for (const { launcher } of slots) launcher.close();
    await Promise.all(locks.map((lock) => lock.release()));
  }
}
