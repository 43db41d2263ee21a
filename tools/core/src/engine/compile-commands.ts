// SPDX-License-Identifier: BSD-3-Clause
// compile_commands.json at the root, for editors: the compile commands of all images that were built here, merged.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sourceFolder } from '../fetch/cache.js';
import { resolveArgument } from '../plan/paths.js';
import { sha256Of } from '../store/store.js';
import { writeWhole } from '../store/write-whole.js';
import type { Task } from './execute.js';
import { isCompile } from './key.js';
import { lockFolder } from './lock.js';
import { makePathMap } from './paths.js';

interface Entry {
  readonly directory: string;
  readonly file: string;
  readonly output: string;
  readonly arguments: readonly string[];
}

function entriesOf(root: string, { plan, outputFolder }: Task): Entry[] {
  const paths = makePathMap(root, join(outputFolder, '.build'), (id) => join(sourceFolder(id), 'tree'));
  return plan.actions.filter(isCompile).map((action) => ({
    directory: root,
    file: paths.argument(action.inputs[0]!),
    output: paths.argument(action.outputs[0]!),
    arguments: action.command!.map((argument) => resolveArgument(argument, paths.absolute)),
  }));
}

function read(path: string): Entry[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Entry[];
  } catch {
    return [];
  }
}

const noteOf = ({ outputFolder }: Task): string => join(outputFolder, '.build', 'compile-commands.sha256');

/** Whether the entries of a task differ from those that were written for it last. */
function isNew(task: Task, entries: readonly Entry[], path: string): boolean {
  try {
    return readFileSync(noteOf(task), 'utf8') !== sha256Of(JSON.stringify(entries)) || !existsSync(path);
  } catch {
    return true;
  }
}

/** Replaces the entries of these tasks. Nothing of a build hangs on the file: it is no reason to fail. */
export async function updateCompileCommands(root: string, tasks: readonly Task[]): Promise<void> {
  const path = join(root, 'compile_commands.json');
  const changed = tasks
    .map((task) => [task, entriesOf(root, task)] as const)
    .filter(([task, entries]) => isNew(task, entries, path));
  if (changed.length === 0) return;
  const lock = await lockFolder(path, new AbortController().signal);
  try {
    const folders = changed.map(([{ outputFolder }]) => `${relative(root, join(outputFolder, '.build'))}/`);
    const others = read(path).filter(({ output }) => !folders.some((folder) => output.startsWith(folder)));
    const all = [...others, ...changed.flatMap(([, entries]) => entries)].sort((a, b) =>
      a.output < b.output ? -1 : 1,
    );
    writeWhole(path, `${JSON.stringify(all, undefined, 1)}\n`);
    for (const [task, entries] of changed) writeWhole(noteOf(task), sha256Of(JSON.stringify(entries)));
  } catch {
    // A full disk has been told already.
  } finally {
    await lock.release();
  }
}
