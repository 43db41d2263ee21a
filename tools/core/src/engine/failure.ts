// SPDX-License-Identifier: BSD-3-Clause
// What went wrong with an action, for people.
import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '../diagnostic.js';
import type { Action } from '../model.js';
import { isCompile, titleOf } from './key.js';

export const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export const commandLine = (command: readonly string[]): string => command.map(quote).join(' ');

/** A command's output in colour, or without where nobody sees colours. */
export function forEyes(
  {
    color = Boolean(process.env['FORCE_COLOR'] || (process.stderr.isTTY && !process.env['NO_COLOR'])),
  }: { readonly color?: boolean },
  text: string,
): string {
  return color ? text : stripVTControlCharacters(text);
}

const DISK_FULL: Diagnostic = {
  code: 'UNICORE_E_DISK_FULL',
  message: 'no space is left on the disk',
  hint: 'free some; UNICORE_STORE moves the store, UNICORE_STORE_SIZE bounds it',
};

export const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

function sourceLine(root: string, file: string, line: number): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8').split('\n')[line - 1];
  } catch {
    return undefined;
  }
}

/** Room that is left where a command could not even say that there is none. */
const NEARLY_FULL_BYTES = 4 << 20;

/** What a command says of its input; a full disk may cut it short. */
const COMPLAINT = /error: |undefined reference|multiple definition/;

function isFull(folder: string, text: string): boolean {
  if (/No space left on device|Disk quota exceeded/.test(text)) return true;
  if (COMPLAINT.test(text)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < NEARLY_FULL_BYTES;
}

export interface FailurePlace {
  readonly root: string;
  readonly outputFolder: string;
  readonly color?: boolean;
}

/** A command that ended with a status other than 0. */
export function commandFailure(
  { root, outputFolder, ...eyes }: FailurePlace,
  action: Action,
  printed: string,
  command: readonly string[],
): Diagnostic {
  const output = forEyes(eyes, printed);
  const text = stripVTControlCharacters(output);
  if (isFull(outputFolder, text))
    return { ...DISK_FULL, message: `no space is left on the disk for ${titleOf(action)}`, output };
  const found = /^([^\s:][^:\n]*):(\d+):(?:(\d+):)? (?:fatal )?error: (.*)$/im.exec(text);
  const line = found ? sourceLine(root, found[1]!, Number(found[2])) : undefined;
  return {
    code: action.kind === 'link' ? 'UNICORE_E_LINK' : isCompile(action) ? 'UNICORE_E_COMPILE' : 'UNICORE_E_ACTION',
    message: `${titleOf(action)} failed${found ? `: ${found[4]}` : ''}`,
    ...(found ? { location: { file: found[1]!, line: Number(found[2]), column: Number(found[3] ?? 1) } } : {}),
    ...(line === undefined ? {} : { sourceLine: line }),
    notes: [{ message: `command: ${commandLine(command)}` }],
    output,
  };
}

/** An exception that is no diagnostic. */
export function unexpected(action: Action | undefined, error: unknown): Diagnostic {
  if (isDiskFull(error)) return { ...DISK_FULL, notes: [{ message: (error as Error).message }] };
  return {
    code: 'UNICORE_E_ACTION',
    message: `${action ? titleOf(action) : 'writing the outputs'} failed: ${(error as Error).message}`,
  };
}
