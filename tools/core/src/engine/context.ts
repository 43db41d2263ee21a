// SPDX-License-Identifier: BSD-3-Clause
// What the steps of one task share.
import type { Action, PlanPath } from '../model.js';
import type { FileStates } from '../scan/file-state.js';
import type { SourceScan } from '../scan/scan-source.js';
import type { Store } from '../store/store.js';
import type { ExecuteOptions, Task } from './execute.js';
import type { Gate, Turns } from './gate.js';
import type { Launcher } from './launcher.js';
import type { PathMap } from './paths.js';
import type { ActionRecord, TaskRecord } from './record.js';

/** Where one action runs at a time. */
export interface Slot {
  readonly name: string;
  readonly launcher: Launcher;
}

/** Of all tasks of a run. */
export interface Shared {
  readonly store: Store;
  readonly gate: Gate<Slot>;
  /** By action key: equal actions of several tasks run one after the other, so that the second finds the first's result. */
  readonly turns: Turns;
  readonly scans: Map<string, SourceScan>;
  readonly states: FileStates;
}

export interface TaskContext extends Shared {
  readonly task: Task;
  readonly options: ExecuteOptions;
  readonly paths: PathMap;
  /** What the last build of this task did. */
  readonly last: TaskRecord;
  /** What this build does: the next one's `last`. */
  readonly now: Map<string, ActionRecord>;
  /** Tools by path: see `toolNames`. */
  readonly tools: ReadonlyMap<string, string>;
  /** The action that makes a file. */
  readonly makers: ReadonlyMap<PlanPath, Action>;
  /** sha256 of what was made. The file itself may be in the store only: it is fetched when an action needs it. */
  readonly made: Map<PlanPath, string>;
  /** Files that are being brought or were brought into the output folder. */
  readonly brought: Map<PlanPath, Promise<void>>;
}
