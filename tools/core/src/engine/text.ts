// SPDX-License-Identifier: BSD-3-Clause
// The preprocessed text of a source, as it is now or as it was when a trace was made. Equal texts under equal commands give equal
// objects (columns are not recorded in debug information), so a change that does not reach the text costs a run or two of the
// preprocessor, and nothing that hangs on the object. Nobody pays for it before something changes: what a trace read lies in
// the store.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../fetch/cache.js';
import type { Action, PlanPath } from '../model.js';
import { resolveArgument } from '../plan/paths.js';
import { sha256Of } from '../store/store.js';
import type { Trace } from '../store/trace.js';
import type { Slot, TaskContext } from './context.js';
import { isCompile } from './key.js';
import { takeText } from './take-text.js';
import { readsOf, type Reads } from './reads.js';

/** Not of what says itself what it is, and not where an object holds more than its text says. */
export const hasText = ({ command = [], inputs, ...action }: Action): boolean =>
  isCompile(action) && !inputs[0]!.endsWith('.s') && !command.some((word) => /^-fsanitize|^-g(?:gdb)?3$/.test(word));

/** Files that may be others tomorrow: fetched sources and the compiler's own headers are not. */
export const mayChange = (path: PlanPath): boolean => path.startsWith('workspace:') || path.startsWith('out:');

/** Where the files of a plan lie. */
interface Places {
  readonly workspace: string;
  readonly out: string;
  resolve(path: PlanPath): string;
}

/** @returns the preprocessor's output and its dependency file; undefined when it fails: the compiler will say why */
async function preprocess(
  { options }: TaskContext,
  action: Action,
  aside: string,
  { launcher }: Slot,
  { workspace, out, resolve }: Places,
): Promise<{ command: string[]; text: string; depfile: string } | undefined> {
  const command = action.command!.map((argument) => resolveArgument(argument, resolve));
  const at = command.lastIndexOf('-c');
  const output = join(aside, '.text');
  const depfile = join(aside, '.depfile');
  const full = [...command.slice(0, at), '-E', command[at + 1]!, '-o', output, '-MD', '-MF', depfile];
  const { status } = await launcher.run(full, aside, options.signal);
  if (status !== 0) return undefined;
  let text = takeText(output, 'latin1');
  // Line markers name this machine's folders, the working directory among them.
  const folders = { out, sources: join(cacheFolder(), 'sources'), workspace, root: options.root };
  for (const [name, folder] of Object.entries(folders)) text = text.replaceAll(`"${folder}/`, `"${name}/`);
  text = text.replaceAll('"root/', '"workspace/');
  return { command, text, depfile: takeText(depfile) };
}

const textHash = (text: string, embedded: readonly string[]): string => sha256Of(JSON.stringify([text, embedded]));

export interface Text {
  readonly reads: Reads;
  /** sha256; of the files that it embeds, too. */
  readonly text: string;
}

/** The text as it is now. The inputs are in place. */
export async function textOf(
  context: TaskContext,
  action: Action,
  aside: string,
  slot: Slot,
): Promise<Text | undefined> {
  const { options, paths, states, task } = context;
  const now = await preprocess(context, action, aside, slot, {
    workspace: options.root,
    out: join(task.outputFolder, '.build'),
    resolve: paths.absolute,
  });
  if (now === undefined) return undefined;
  const reads = readsOf(context, action, now.command, now.depfile);
  const embedded = reads.embedded.map((file) => states.hash(file) ?? '');
  return { reads, text: textHash(now.text, embedded) };
}

/** Puts what a trace read, as far as it may have changed, where nothing else is; false when the store has lost a file. */
function place({ store }: TaskContext, action: Action, trace: Trace, resolve: (path: PlanPath) => string): boolean {
  for (const [path, sha256] of trace.read) if (mayChange(path) && !store.take(sha256, resolve(path))) return false;
  const header = action.inputs.find((path) => path.startsWith('out:config/'));
  if (header === undefined) return true;
  const lines = trace.config.map(([name, value]) => (value === null ? '' : `#define ${name} ${value}\n`));
  mkdirSync(dirname(resolve(header)), { recursive: true });
  writeFileSync(resolve(header), lines.join(''));
  return true;
}

/**
 * The text as it was when a trace was made.
 * @param now what is read now
 * @returns sha256 as that of `textOf`; undefined when it cannot be found out any more
 */
export async function pastTextOf(
  context: TaskContext,
  action: Action,
  aside: string,
  slot: Slot,
  trace: Trace,
  now: Reads,
): Promise<string | undefined> {
  const folder = join(aside, '.past');
  const [workspace, out] = [join(folder, 'workspace'), join(folder, 'out')];
  const resolve = (path: PlanPath): string => {
    if (path.startsWith('workspace:')) return join(workspace, path.slice('workspace:'.length));
    if (path.startsWith('out:')) return join(out, path.slice('out:'.length));
    return context.paths.absolute(path);
  };
  try {
    if (!place(context, action, trace, resolve)) return undefined;
    const past = await preprocess(context, action, aside, slot, { workspace, out, resolve });
    if (past === undefined) return undefined;
    const read = new Map(trace.read);
    const { name } = context.paths;
    // Then the same names were found in other places.
    if (now.embedded.length > 0 && now.absent.some((file) => read.has(name(file)))) return undefined;
    const embedded = now.embedded.map((file) => read.get(name(file)) ?? '');
    return textHash(past.text, embedded);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
