// SPDX-License-Identifier: BSD-3-Clause
// One action: a trace that fits tells what it makes; without one it runs. Files are put in place only for those who read them.
import type { Action, PlanPath } from '../model.js';
import type { Trace } from '../store/trace.js';
import type { TaskContext } from './context.js';
import { changeOf, mismatch } from './decide.js';
import { forEyes } from './failure.js';
import { actionKey, titleOf } from './key.js';
import { perform } from './perform.js';

export type How = 'ran' | 'store' | 'current';

function keep(context: TaskContext, action: Action, key: string, trace: Trace): void {
  for (const [path, sha256] of trace.made) context.made.set(path, sha256);
  context.now.set(titleOf(action), { key, trace, ...(action.command ? { command: action.command } : {}) });
}

async function run(context: TaskContext, action: Action, key: string, reason: string): Promise<void> {
  const { options, task, store } = context;
  const { onEvent, signal } = options;
  await Promise.all(action.inputs.map((path) => bring(context, path)));
  await context.gate(async (slot) => {
    signal.throwIfAborted();
    if (options.explain) onEvent({ type: 'explain', task: task.id, action, text: reason });
    onEvent({ type: 'start', task: task.id, action });
    const trace = await perform(context, action, slot);
    store.addTrace(key, trace);
    keep(context, action, key, trace);
    if (trace.printed) onEvent({ type: 'output', task: task.id, action, text: forEyes(options, trace.printed) });
  });
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

export async function settle(context: TaskContext, action: Action): Promise<How> {
  const { options, store, task, last, now } = context;
  const key = actionKey(action, task.toolchain, context.tools);
  const before = last.actions.get(titleOf(action));
  // Nothing of others is waited for where the last build's trace still fits.
  if (before?.key === key && mismatch(context, action, before.trace) === undefined) {
    keep(context, action, key, before.trace);
    return 'current';
  }
  const release = await context.turns(key);
  try {
    let reason =
      before && (before.key === key ? mismatch(context, action, before.trace) : changeOf(before.command, action));
    for (const trace of store.traces(key)) {
      const wrong = mismatch(context, action, trace);
      reason ??= wrong;
      if (wrong !== undefined || !trace.made.every(([, sha256]) => store.has(sha256))) continue;
      keep(context, action, key, trace);
      if (trace.printed)
        options.onEvent({ type: 'output', task: task.id, action, text: forEyes(options, trace.printed) });
      return 'store';
    }
    now.delete(titleOf(action));
    await run(context, action, key, reason ?? 'never made with this command and compiler');
    return 'ran';
  } finally {
    release();
  }
}
