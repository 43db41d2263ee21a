// SPDX-License-Identifier: BSD-3-Clause
// A plan for others: as JSON, or as a file for ninja that makes the same bytes with the same commands (for comparison).
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLine } from '../engine/failure.js';
import { depfileFlags } from '../engine/perform.js';
import { isCompile, titleOf } from '../engine/key.js';
import { makePathMap, type PathMap } from '../engine/paths.js';
import { sourceFolder } from '../fetch/cache.js';
import type { Action, Plan } from '../model.js';
import { writeWhole } from '../store/write-whole.js';
import { resolveArgument } from './paths.js';

/** Actions with PlanPaths: the same text on every machine that has the same tools. */
export function planJson(plan: Plan): string {
  const actions = plan.actions.map(({ config, ...action }) => ({
    ...action,
    ...(config ? { config: Object.fromEntries(config) } : {}),
  }));
  return `${JSON.stringify({ ...plan, actions, outputs: Object.fromEntries(plan.outputs) }, undefined, 1)}\n`;
}

const path = (text: string): string => text.replace(/[$ :]/g, '$$$&');
const word = (text: string): string => text.replaceAll('$', '$$$$');

const RULES = `ninja_required_version = 1.5
rule compile
  command = $command
  depfile = $out.d
  deps = gcc
  description = $title
rule run
  command = $command
  description = $title
rule long
  command = $program @$arguments
  rspfile = $arguments
  rspfile_content = $content
  description = $title
`;

/** A shell takes one argument of at most 128 KiB (Linux, MAX_ARG_STRLEN); archivers and linkers read longer lists from a file. */
const LONGEST = 100_000;

/** Leaves a file alone that is as it should be: ninja goes by its time. */
function update(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // It is not there yet.
  }
  writeWhole(file, text);
}

/** A built-in action runs in a process of its own: see actions/act.ts. */
function builtinCommand(action: Action, folder: string, file: string, root: string): string[] {
  update(file, JSON.stringify({ root, build: join(folder, 'build'), ...action.builtin }));
  return [process.execPath, join(import.meta.dirname, '../actions/act.js'), file];
}

/** What the plan knows whole is written now, as configure scripts do. */
function writeGiven(action: Action, paths: PathMap): boolean {
  if (action.builtin?.name !== 'write') return false;
  const { output, text } = action.builtin.parameters as { output: string; text: string };
  update(paths.absolute(output), text);
  return true;
}

function edge(action: Action, paths: PathMap, command: readonly string[], parameters: readonly string[]): string {
  const compiles = isCompile(action);
  const outputs = action.outputs.map((output) => path(paths.absolute(output)));
  const [first, ...others] = action.inputs.map((input) => path(paths.absolute(input)));
  // What a compiler reads of the others it tells itself: they only have to be there before.
  const inputs = compiles ? `${first} || ${others.join(' ')}` : [first, ...others, ...parameters.map(path)].join(' ');
  const line = commandLine(command);
  const title = `  title = ${word(titleOf(action))}\n`;
  if (line.length > LONGEST) {
    const [program = '', ...rest] = command;
    return `build ${outputs.join(' ')}: long ${inputs}\n${title}  program = ${word(commandLine([program]))}\n  arguments = ${outputs[0]}.rsp\n  content = ${word(commandLine(rest))}\n`;
  }
  return `build ${outputs.join(' ')}: ${compiles ? 'compile' : 'run'} ${inputs}\n${title}  command = ${word(line)}\n`;
}

/**
 * Writes `build.ninja` and what it needs into `folder` (absolute). To be run in the workspace's folder: `ninja -f <folder>/build.ninja`.
 * @returns the file
 */
export function exportNinja(root: string, plan: Plan, folder: string): string {
  const paths = makePathMap(root, join(folder, 'build'), (id) => join(sourceFolder(id), 'tree'));
  const edges = plan.actions.flatMap((action, index) => {
    for (const output of action.outputs) mkdirSync(dirname(paths.absolute(output)), { recursive: true });
    if (writeGiven(action, paths)) return [];
    // As the engine runs them: a path's form shows in debug information.
    const command = action.command?.map((argument) => resolveArgument(argument, paths.absolute));
    const depfile = isCompile(action) ? depfileFlags(action, `${paths.absolute(action.outputs[0]!)}.d`) : [];
    const parameters = join(folder, 'actions', `${index}.json`);
    if (command) return [edge(action, paths, [...command, ...depfile], [])];
    return [edge(action, paths, builtinCommand(action, folder, parameters, root), [parameters])];
  });
  const finals = [...plan.outputs.values()].map((output) => path(paths.absolute(output)));
  const file = join(folder, 'build.ninja');
  writeWhole(file, `${RULES}${edges.join('')}build all: phony ${finals.join(' ')}\ndefault all\n`);
  return file;
}
