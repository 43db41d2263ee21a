// SPDX-License-Identifier: BSD-3-Clause
// What an action read and what it made: the value of an entry in the store.
import type { PlanPath } from '../model.js';

export interface Trace {
  /** File read → sha256 of its contents. */
  readonly read: readonly (readonly [PlanPath, string])[];
  /** Names that were looked for and were not there. */
  readonly absent: readonly PlanPath[];
  /** CONFIG_ macro → text, of those that the files mention; null: not defined. */
  readonly config: readonly (readonly [string, string | null])[];
  /** Output → sha256. */
  readonly made: readonly (readonly [PlanPath, string])[];
  /** What the command printed though it succeeded: warnings. */
  readonly printed: string;
  /** Of a compile: sha256 of the preprocessed text, once it was found out. */
  readonly text?: string;
}
