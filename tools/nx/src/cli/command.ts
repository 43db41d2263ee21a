// SPDX-License-Identifier: BSD-3-Clause
// What a command of `unicore` is. Commands return what they found; only main.ts prints it.
import type { Diagnostic } from '@unicore/core/diagnostic.js';
import type { EngineEvent } from '@unicore/core/model.js';
import type { ParseArgsConfig } from 'node:util';

export type Flags = NonNullable<ParseArgsConfig['options']>;

/** Values of flags by long name, as node:util's parseArgs gives them. */
export type FlagValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export interface Invocation {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** What follows the command's name, without flags. */
  readonly words: readonly string[];
  readonly flags: FlagValues;
  readonly onEvent: (event: EngineEvent) => void;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

export interface Outcome {
  /** The process's exit status. */
  readonly status: number;
  /** For standard output. */
  readonly text?: string;
  /** For standard error. */
  readonly diagnostics?: readonly Diagnostic[];
}

export interface Command {
  /** After the command's name in the usage line. */
  readonly usage: string;
  readonly summary: string;
  /** Beside --help. */
  readonly flags: Flags;
  run(invocation: Invocation): Promise<Outcome>;
}
