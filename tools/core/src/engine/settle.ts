// SPDX-License-Identifier: BSD-3-Clause
// One action: a trace that fits tells what it makes; without one it runs. Files are put in place only for those who read them.
import type { Action, PlanPath } from '../model.js';
import type { Trace } from '../store/trace.js';
import type { TaskContext } from './context.js';
import { changeOf, mismatch } from './decide.js';
import { forEyes } from './failure.js';
import { actionKey, titleOf } from './key.js';
import { adopt, perform, type Adopted } from './perform.js';
import type { Made } from './record.js';
import { hasText } from './text.js';

export type How = 'ran' | 'store' | 'current';

function keep(context: TaskContext, action: Action, key: string, trace: Trace, why?: Made): void {
  for (const [path, sha256] of trace.made) context.made.set(path, sha256);
  context.now.set(titleOf(action), {
    key,
    trace,
    ...(action.command ? { command: action.command } : {}),
    ...(why === undefined ? {} : { why }),
  });
}

/** @param now what the action reads and its text, where that was found out already */
async function run(
  context: TaskContext,
  action: Action,
  key: string,
  reason: string,
  now?: Adopted['now'],
): Promise<void> {
  const { options, task, store } = context;
  const { onEvent, signal } = options;
  await Promise.all(action.inputs.map((path) => bring(context, path)));
  await context.gate(async (slot) => {
    signal.throwIfAborted();
    if (options.explain) onEvent({ type: 'explain', task: task.id, action, text: reason });
    onEvent({ type: 'start', task: task.id, action });
    const trace = withText(await perform(context, action, slot), now);
    store.addTrace(key, trace);
    keep(context, action, key, trace, { how: 'ran', reason, last: true });
    if (trace.printed) onEvent({ type: 'output', task: task.id, action, text: forEyes(options, trace.printed) });
  });
}

/** The text counts when the compiler read what the preprocessor had read. */
function withText(trace: Trace, now: Adopted['now']): Trace {
  if (now === undefined) return trace;
  const { text, ...inputs } = now;
  const { read, absent, config } = trace;
  return JSON.stringify(inputs) === JSON.stringify({ read, absent, config }) ? { ...trace, text } : trace;
}

/** Puts a file that an action makes into place: left from the last build, from the store, or made again when the store lost it. */
function bring(context: TaskContext, path: PlanPath): Promise<void> {
  const { brought, made, makers, paths, states, store } = context;
  const known = brought.get(path);
  if (known) return known;
  const bringNow = async (): Promise<void> => {
    const sha256 = made.get(path);
    const file = paths.absolute(path);
    if (sha256 !== undefined) {
      if (states.hash(file) === sha256) return;
      if (store.take(sha256, file)) return states.learn(file, sha256);
    }
    const maker = makers.get(path)!;
    await run(
      context,
      maker,
      actionKey(maker, context.task.toolchain, context.tools),
      'its result is needed, and the store has lost it',
    );
  };
  const result = path.startsWith('out:') ? bringNow() : Promise.resolve();
  brought.set(path, result);
  return result;
}

/** Final outputs of the task: as inputs are brought. */
export const bringOutput = bring;

/** A trace that fits by what it read, from the store. */
function stored(context: TaskContext, action: Action, traces: readonly Trace[]): Trace | undefined {
  const { store } = context;
  return traces.find(
    (trace) => mismatch(context, action, trace) === undefined && trace.made.every(([, sha256]) => store.has(sha256)),
  );
}

/** A trace of a source that is preprocessed to the same text, though what it read changed. */
async function sameText(
  context: TaskContext,
  action: Action,
  key: string,
  traces: readonly Trace[],
): Promise<Omit<Adopted, 'learnt'>> {
  const { store } = context;
  const candidates = hasText(action)
    ? traces.filter((trace) => trace.made.every(([, sha256]) => store.has(sha256)))
    : [];
  if (candidates.length === 0) return {};
  await Promise.all(action.inputs.map((path) => bring(context, path)));
  const { learnt, ...found } = await context.gate((slot) => adopt(context, action, slot, candidates));
  for (const trace of learnt.toReversed()) store.addTrace(key, trace);
  return found;
}

/** It would run: what it would make is nothing that anybody knows. */
function foreseen({ made }: TaskContext, action: Action): How {
  for (const path of action.outputs) made.set(path, 'not made');
  return 'ran';
}

export async function settle(context: TaskContext, action: Action): Promise<How> {
  const { options, store, task, last, now } = context;
  const key = actionKey(action, task.toolchain, context.tools);
  const before = last.actions.get(titleOf(action));
  const same = before?.key === key;
  const changed = before && (same ? mismatch(context, action, before.trace) : changeOf(before.command, action));
  // Nothing of others is waited for where the last build's trace still fits.
  if (before && same && changed === undefined) {
    keep(context, action, key, before.trace, before.why && { ...before.why, last: false });
    return 'current';
  }
  const release = await context.turns(key);
  try {
    const traces = store.traces(key);
    const [newest] = traces;
    const reason =
      changed ?? (newest && mismatch(context, action, newest)) ?? 'never made with this command and compiler';
    const fitting = stored(context, action, traces);
    const { trace: found = fitting, now: inputs } = fitting ? {} : await sameText(context, action, key, traces);
    if (found === undefined) {
      now.delete(titleOf(action));
      if (options.foresee && action.kind !== 'generate') return foreseen(context, action);
      await run(context, action, key, reason, inputs);
      return 'ran';
    }
    if (found !== fitting) {
      store.addTrace(key, found);
      if (options.explain)
        options.onEvent({ type: 'explain', task: task.id, action, text: `${reason}, its preprocessed text did not` });
    }
    keep(context, action, key, found, { how: 'store', reason, last: true });
    if (found.printed)
      options.onEvent({ type: 'output', task: task.id, action, text: forEyes(options, found.printed) });
    return 'store';
  } finally {
    release();
  }
}
