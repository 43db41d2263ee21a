// SPDX-License-Identifier: BSD-3-Clause
// PlanPaths, and how a command's arguments hold them: whole, or behind `--flag=`.
import type { PlanPath } from '../model.js';

const PATH = /^(?:workspace|store|out):/;
const FLAG = /^(-[\w-]+=)((?:workspace|store|out):[^=]*)(=.*)?$/;

export const isPlanPath = (text: string): boolean => PATH.test(text);

/** An argument with its PlanPath replaced; other arguments as they are. */
export function resolveArgument(argument: string, resolve: (path: PlanPath) => string): string {
  if (PATH.test(argument)) return resolve(argument);
  const match = FLAG.exec(argument);
  return match ? `${match[1]}${resolve(match[2] ?? '')}${match[3] ?? ''}` : argument;
}

/** `.` and `..` taken away, so that one file has one PlanPath. */
export function tidy(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/') || '.';
}
