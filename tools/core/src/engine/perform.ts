// SPDX-License-Identifier: BSD-3-Clause
// Runs one action in a folder aside, tells what it read, moves what it made into place and store.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtins } from '../actions/registry.js';
import { UnicoreError } from '../diagnostic.js';
import type { Action, PlanPath } from '../model.js';
import { isPlanPath, resolveArgument } from '../plan/paths.js';
import { withPlanNames } from '../outputs/map.js';
import { hashFileSync } from '../store/store.js';
import type { Trace } from '../store/trace.js';
import type { Slot, TaskContext } from './context.js';
import { hashOf } from './decide.js';
import { commandFailure } from './failure.js';
import { isCompile, titleOf } from './key.js';
import { explainLink } from './link-failure.js';
import { readsOf, type Reads } from './reads.js';
import { takeText } from './take-text.js';
import { mayChange, pastTextOf, textOf } from './text.js';

/** How often an action is run again because a file that it reads changed meanwhile. */
const MOST_ATTEMPTS = 8;

/** Diagnostics in colour: taken away again where nobody sees colours. They are no part of the key. */
const COLOUR = '-fdiagnostics-color=always';

/** What is not preprocessed (`.s`) has its dependencies from the assembler. */
export function depfileFlags({ inputs }: Action, depfile: string): string[] {
  return inputs[0]?.endsWith('.s') ? [`-Wa,--MD,${depfile}`] : ['-MD', '-MF', depfile];
}

/** From this status on a command was ended by a signal. */
const SIGNALLED = 128;

interface Done {
  readonly reads: Reads;
  readonly printed: string;
}

async function runBuiltin(
  { options, paths }: TaskContext,
  { builtin, inputs }: Action,
  resolve: (path: PlanPath) => string,
): Promise<Done> {
  const run = builtins[builtin!.name];
  if (run === undefined) throw new Error(`no built-in action is called ${builtin!.name}`);
  await run(builtin!.parameters, { resolve, signal: options.signal });
  return { reads: { files: inputs.map(paths.absolute), absent: [], embedded: [], config: [] }, printed: '' };
}

async function runProgram(
  context: TaskContext,
  action: Action,
  resolve: (path: PlanPath) => string,
  aside: string,
  { launcher }: Slot,
): Promise<Done> {
  const { options, paths } = context;
  const depfile = isCompile(action) ? join(aside, '.depfile') : undefined;
  const command = action.command!.map((argument) => resolveArgument(argument, resolve));
  const full = depfile ? [...command, COLOUR, ...depfileFlags(action, depfile)] : command;
  let ended = await launcher.run(full, aside, options.signal);
  // GNU ld 2.40 may break down while it packs relocations, where all that is wrong is a symbol that is not defined.
  if (action.kind === 'link' && ended.status >= SIGNALLED) {
    const again = full.map((word) => (word === 'pack-relative-relocs' ? 'nopack-relative-relocs' : word));
    const told = await launcher.run(again, aside, options.signal);
    if (told.status > 0 && told.status < SIGNALLED) ended = told;
  }
  if (ended.status === 127)
    throw new UnicoreError({
      code: 'UNICORE_E_TOOL_MISSING',
      message: `${full[0]} cannot be started`,
      hint: 'unicore doctor tells what is missing',
      output: ended.output,
    });
  const printed = ended.output.replaceAll(`${aside}/`, '').replaceAll(`${options.root}/`, '');
  if (ended.status !== 0) {
    const failure = commandFailure({ ...options, ...context.task }, action, printed, shownCommand(context, action));
    throw new UnicoreError(action.kind === 'link' ? explainLink(context, action, failure) : failure);
  }
  if (depfile === undefined)
    return { reads: { files: action.inputs.map(paths.absolute), absent: [], embedded: [], config: [] }, printed };
  return { reads: readsOf(context, action, command, takeText(depfile)), printed };
}

/** As a user can run it in the workspace's folder. */
function shownCommand({ paths }: TaskContext, action: Action): string[] {
  return action.command!.map((argument) =>
    isPlanPath(argument) ? paths.argument(argument) : resolveArgument(argument, paths.absolute),
  );
}

/** A file that was read is as young as the run: one from `until` (ms) on would settle it. */
class Unsettled {
  constructor(readonly until: number) {}
}

function unsettled({ states, paths }: TaskContext, files: readonly string[], since: number): Unsettled | undefined {
  // Fetched sources never change, and what this build made is known.
  const own = files.filter((file) => paths.name(file).startsWith('workspace:'));
  const times = own.flatMap((file) => states.unsettled(file, since) ?? []);
  return times.length > 0 ? new Unsettled(Math.max(...times)) : undefined;
}

/** A map names the files of this build; in the store it must not. */
function normaliseMaps({ inputs, outputs }: Action, resolve: (path: PlanPath) => string): void {
  for (const output of outputs) {
    if (!output.endsWith('.map.raw')) continue;
    const file = resolve(output);
    writeFileSync(file, withPlanNames(readFileSync(file, 'utf8'), [...inputs, ...outputs], resolve));
  }
}

async function attempt(context: TaskContext, action: Action, aside: string, slot: Slot): Promise<Trace | Unsettled> {
  const { paths, states, store } = context;
  const outputs = new Map(action.outputs.map((path) => [path, join(aside, basename(path))]));
  const resolve = (path: PlanPath): string => outputs.get(path) ?? paths.absolute(path);
  const since = Date.now();
  const { reads, printed } = await (action.builtin
    ? runBuiltin(context, action, resolve)
    : runProgram(context, action, resolve, aside, slot));
  const later = unsettled(context, reads.files, since);
  if (later) return later;
  if (action.kind === 'link') normaliseMaps(action, resolve);
  const made = [...outputs].map(([path, file]): [PlanPath, string] => {
    const hash = hashFileSync(file);
    const final = paths.absolute(path);
    mkdirSync(dirname(final), { recursive: true });
    renameSync(file, final);
    states.learn(final, hash);
    store.put(final, hash);
    return [path, hash];
  });
  const traced = tracedReads(context, reads);
  if (isCompile(action))
    for (const [path, hash] of traced.read) if (mayChange(path)) store.put(paths.absolute(path), hash);
  return { ...traced, made, printed };
}

function tracedReads(
  context: TaskContext,
  { files, absent, config }: Reads,
): Pick<Trace, 'read' | 'absent' | 'config'> {
  const { paths } = context;
  const read = files.map((file): [PlanPath, string] => [paths.name(file), hashOf(context, paths.name(file)) ?? '']);
  return { read: read.sort(([a], [b]) => (a < b ? -1 : 1)), absent: absent.map(paths.name), config };
}

function asideOf({ task }: TaskContext, slot: Slot): string {
  const aside = join(task.outputFolder, '.build/aside', slot.name);
  mkdirSync(aside, { recursive: true });
  return aside;
}

/** Once the files that a command read are older than the command: then what it read is surely what their hashes tell. */
async function untilSettled<T>(
  { options: { signal } }: TaskContext,
  action: Action,
  once: () => Promise<T | Unsettled>,
): Promise<T> {
  for (let n = 0; n < MOST_ATTEMPTS; n++) {
    signal.throwIfAborted();
    const result = await once();
    if (!(result instanceof Unsettled)) return result;
    await sleep(Math.min(Math.max(0, result.until - Date.now()), 1000) + 1, undefined, { signal });
  }
  throw new UnicoreError({
    code: 'UNICORE_E_INPUT_CHANGES',
    message: `a file that ${titleOf(action)} reads changes all the time`,
    hint: 'build again when it is at rest',
  });
}

type Inputs = Pick<Trace, 'read' | 'absent' | 'config'>;

export interface Adopted {
  /** The trace that was found, with what is read now. */
  readonly trace?: Trace;
  /** Candidates whose text was found out. */
  readonly learnt: readonly Trace[];
  /** What is read now, and its text. */
  readonly now?: Inputs & { readonly text: string };
}

/** At most so many texts are found out for one object. */
const MOST_TEXTS = 8;

/** Looks for a trace whose preprocessed text is what the source's is now. The inputs are in place. */
export async function adopt(
  context: TaskContext,
  action: Action,
  slot: Slot,
  candidates: readonly Trace[],
): Promise<Adopted> {
  const aside = asideOf(context, slot);
  return untilSettled(context, action, async () => {
    const since = Date.now();
    const now = await textOf(context, action, aside, slot);
    if (now === undefined) return { learnt: [] };
    const later = unsettled(context, now.reads.files, since);
    if (later) return later;
    const { text } = now;
    const inputs = { ...tracedReads(context, now.reads), text };
    const known = candidates.find((trace) => trace.text === text);
    if (known) return { trace: { ...known, ...inputs }, learnt: [], now: inputs };
    const learnt: Trace[] = [];
    for (const trace of candidates.filter((one) => one.text === undefined).slice(0, MOST_TEXTS)) {
      const past = await pastTextOf(context, action, aside, slot, trace, now.reads);
      if (past === undefined) continue;
      if (past === text) return { trace: { ...trace, ...inputs }, learnt, now: inputs };
      learnt.push({ ...trace, text: past });
    }
    return { learnt, now: inputs };
  });
}

/**
 * A command that an earlier, killed build left running may still write: so a build's commands write into folders of its own.
 * The inputs are in place.
 * @throws UnicoreError
 */
export async function perform(context: TaskContext, action: Action, slot: Slot): Promise<Trace> {
  const aside = asideOf(context, slot);
  try {
    return await untilSettled(context, action, () => attempt(context, action, aside, slot));
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}
