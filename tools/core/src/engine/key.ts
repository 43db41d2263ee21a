// SPDX-License-Identifier: BSD-3-Clause
// What names an action in the store: everything but the contents of files, which its traces hold.
import { builtins } from '../actions/registry.js';
import type { Action } from '../model.js';
import { sha256Of } from '../store/store.js';
import type { Toolchain } from '../toolchain/probe.js';

/** Raised when entries of older versions must not be used. */
const KEY_VERSION = 6;

export const isCompile = ({ kind }: Pick<Action, 'kind'>): boolean => kind === 'compile' || kind === 'assemble';

/** An action's name for people: without the hash of its flags. */
export const titleOf = (action: Pick<Action, 'id'>): string => action.id.replace(/ [0-9a-f]{12}$/, '');

/** Tools are named by their part, not by where they lie: two machines with the same compiler share results. */
export function toolNames(toolchain: Toolchain): ReadonlyMap<string, string> {
  const { driver, as, ld, ar, objcopy, nm, include, libgcc } = toolchain;
  return new Map(
    Object.entries({ driver, as, ld, ar, objcopy, nm, include, libgcc }).flatMap(([name, path]) =>
      path === undefined ? [] : [[path, `tool:${name}`] as const],
    ),
  );
}

export function actionKey(action: Action, toolchain: Toolchain, tools: ReadonlyMap<string, string>): string {
  const { builtin, command, kind } = action;
  return sha256Of(
    JSON.stringify([
      KEY_VERSION,
      // Another compiler, assembler, linker or libgcc makes other bytes of the same command.
      toolchain.identity,
      kind,
      // Flags, with PlanPaths in place of this machine's paths.
      command?.map((argument) => tools.get(argument) ?? argument),
      // A built-in action is our own code: its version stands for it.
      builtin && [builtin.name, builtins[builtin.name]?.version],
      builtin &&
        JSON.stringify(builtin.parameters, (_, value: unknown) =>
          typeof value === 'string' ? (tools.get(value) ?? value) : value,
        ),
      // Identity of the interpreter of a script.
      action.identity,
      action.outputs,
      // What a compiler reads is found out by running it; of others the list itself decides (an object taken away changes a link).
      isCompile(action) ? [] : action.inputs,
    ]),
  );
}
