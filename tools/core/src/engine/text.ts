// SPDX-License-Identifier: BSD-3-Clause
// The preprocessed text of a source. Equal texts under equal commands give equal objects (columns are not recorded in debug
// information), so a change that does not reach the text costs one run of the preprocessor, and nothing that hangs on the object.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../fetch/cache.js';
import type { Action, PlanPath } from '../model.js';
import { resolveArgument } from '../plan/paths.js';
import { sha256Of } from '../store/store.js';
import type { Trace } from '../store/trace.js';
import type { Slot, TaskContext } from './context.js';
import { isCompile } from './key.js';
import { takeText } from './take-text.js';
import { readsOf, type Reads } from './reads.js';

/** What it says itself, and what makes an object hold more than its text says. */
const hasText = ({ command = [], inputs, ...action }: Action): boolean =>
  isCompile(action) && !inputs[0]!.endsWith('.s') && !command.some((word) => /^-fsanitize|^-g(?:gdb)?3$/.test(word));

/**
 * Our own sources are changed often, so their text is kept with their object. Of others the text is found out when an option
 * changes: all that they read is still there then.
 */
export const keepsText = (action: Action): boolean => hasText(action) && action.inputs[0]!.startsWith('workspace:');

export interface Text {
  readonly reads: Reads;
  /** sha256; of the files that it embeds, too. */
  readonly text: string;
}

const configHeaderOf = ({ inputs }: Action): PlanPath | undefined =>
  inputs.find((path) => path.startsWith('out:config/'));

/**
 * The inputs are in place.
 * @param config values of options in place of those that hold now
 * @returns undefined when the preprocessor fails: the compiler will say why
 */
export async function textOf(
  context: TaskContext,
  action: Action,
  aside: string,
  { launcher }: Slot,
  config?: Trace['config'],
): Promise<Text | undefined> {
  const { options, paths, states, task } = context;
  const header = configHeaderOf(action);
  const other = join(aside, '.config.h');
  if (config)
    writeFileSync(other, config.map(([name, value]) => (value === null ? '' : `#define ${name} ${value}\n`)).join(''));
  const resolve = (path: PlanPath): string => (config && path === header ? other : paths.absolute(path));
  const command = action.command!.map((argument) => resolveArgument(argument, resolve));
  const at = command.lastIndexOf('-c');
  const output = join(aside, '.text');
  const depfile = join(aside, '.depfile');
  const full = [...command.slice(0, at), '-E', command[at + 1]!, '-o', output, '-MD', '-MF', depfile];
  const { status } = await launcher.run(full, aside, options.signal);
  if (status !== 0) return undefined;
  const reads = readsOf(
    context,
    action,
    command,
    takeText(depfile).replaceAll(other, header ? paths.absolute(header) : other),
  );
  let text = takeText(output, 'latin1');
  if (header) text = text.replaceAll(`"${other}"`, `"${paths.absolute(header)}"`);
  // Line markers name this machine's folders.
  const folders = [join(task.outputFolder, '.build'), join(cacheFolder(), 'sources'), options.root];
  folders.forEach((folder, n) => (text = text.replaceAll(`"${folder}/`, `"${n}/`)));
  return { reads, text: sha256Of(JSON.stringify([text, reads.embedded.map((file) => states.hash(file) ?? '')])) };
}

/** Whether only options differ from what a trace tells. */
export function canAdopt(action: Action, trace: Trace, isConfigOnly: boolean): boolean {
  return hasText(action) && (trace.text !== undefined || (isConfigOnly && configHeaderOf(action) !== undefined));
}
