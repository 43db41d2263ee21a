// SPDX-License-Identifier: BSD-3-Clause
// Options of the executors (schemas/) as flags of the commands.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { FlagValues } from '../cli/command.js';

export interface TaskOptions {
  readonly command: 'build' | 'test' | 'lint' | 'size' | 'why';
  readonly target?: string;
  readonly name?: string;
  readonly jobs?: number;
  readonly explain?: boolean;
  readonly set?: unknown;
  readonly symbols?: number;
  readonly machine?: string;
  readonly memory?: string;
  readonly timeout?: number;
}

/** Of a run, as one task of Nx sees it. */
export interface Work {
  readonly id: string;
  readonly project: string;
  readonly options: TaskOptions;
  /** The user named a configuration that this project does not have, and others do. */
  readonly skipped?: string;
}

export function flagsOf({ command: _command, target, name: _name, set: _set, ...rest }: TaskOptions): FlagValues {
  const values = Object.entries(rest).map(([key, value]) => [key, typeof value === 'number' ? String(value) : value]);
  return { ...(Object.fromEntries(values) as FlagValues), ...(target === undefined ? {} : { configuration: target }) };
}

/** @throws UnicoreError for `--set`: Nx would cache the outputs of another folder */
export function refuseSet(project: string, { target, set }: TaskOptions): void {
  if (set === undefined) return;
  const text = [set].flat().map(String).join(' --set ');
  throw new UnicoreError({
    code: 'UNICORE_E_USAGE',
    message: '--set is not for tasks of Nx, whose outputs are cached',
    hint: `run: npx unicore build ${project} -c ${target ?? '<target>'} --set ${text}`,
  });
}
