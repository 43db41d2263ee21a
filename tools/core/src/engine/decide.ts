// SPDX-License-Identifier: BSD-3-Clause
// Whether a trace fits what an action's inputs are now.
import type { Action, PlanPath } from '../model.js';
import type { Trace } from '../store/trace.js';
import type { TaskContext } from './context.js';

const shown = (path: PlanPath): string => path.replace(/^\w+:/, '');
const short = (sha256: string): string => sha256.slice(0, 8);

export function hashOf({ made, states, paths }: TaskContext, path: PlanPath): string | undefined {
  return path.startsWith('out:') ? made.get(path) : states.hash(paths.absolute(path));
}

/** Why the files that a trace names are not as they were; undefined when they are. */
export function fileMismatch(context: TaskContext, trace: Trace): string | undefined {
  for (const [path, sha256] of trace.read) {
    const now = hashOf(context, path);
    if (now === undefined) return `${shown(path)} is gone`;
    if (now !== sha256) return `${shown(path)} changed (${short(sha256)} → ${short(now)})`;
  }
  for (const path of trace.absent)
    if (context.states.exists(context.paths.absolute(path))) return `${shown(path)} appeared`;
  return undefined;
}

/** Why a trace does not fit; undefined when it does. */
export function mismatch(context: TaskContext, action: Action, trace: Trace): string | undefined {
  const changed = fileMismatch(context, trace);
  if (changed !== undefined) return changed;
  for (const [name, text] of trace.config) {
    const now = action.config?.get(name) ?? null;
    if (now !== text) return `${name} changed (${text ?? 'not defined'} → ${now ?? 'not defined'})`;
  }
  return undefined;
}

/** What differs between the command that made the output last time and this one. */
export function changeOf(before: readonly string[] | undefined, action: Action): string {
  // Where an output lies follows from the flags.
  const now = action.command?.filter((argument) => !action.outputs.includes(argument));
  if (before === undefined || now === undefined) return now ? 'never made here' : 'what it is to write changed';
  const gone = before.filter((argument) => !now.includes(argument) && !argument.startsWith('out:obj/'));
  const added = now.filter((argument) => !before.includes(argument));
  if (gone.length + added.length === 0) return 'the compiler or a tool changed';
  return `command changed (${gone.map(shown).join(' ') || 'nothing'} → ${added.map(shown).join(' ') || 'nothing'})`;
}
