// SPDX-License-Identifier: BSD-3-Clause
// What the generators have in common: names, folders, and files that are never written over.
import type { Tree } from '@nx/devkit';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { usageError } from '../cli/flags.js';

/** Nx shows only the message of what a generator throws. */
export function failWith(error: UnicoreError): never {
  const { code, message, hint } = error.diagnostics[0]!;
  throw new Error(`${message}${hint === undefined ? '' : `: ${hint}`} [${code}]`);
}

export interface Named {
  /** As projects and files are called: greet-all. */
  readonly name: string;
  /** In C: greet_all. */
  readonly symbol: string;
  /** Of a header's guard: GREET_ALL. */
  readonly macro: string;
}

/** `prefix` may stand before it, as in the project's name. */
export function named(text: string, prefix: string): Named {
  const name = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  if (!/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/.test(name))
    failWith(usageError(`"${text}" is no name`, 'write small letters, digits and hyphens, a letter first'));
  const symbol = name.replaceAll('-', '_');
  return { name, symbol, macro: symbol.toUpperCase() };
}

export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Path below `folder` → text. */
export type Files = Readonly<Record<string, string>>;

/** Nothing that is there is written over. */
export function writeNew(tree: Tree, folder: string, files: Files): void {
  if (tree.exists(`${folder}/project.json`))
    failWith(usageError(`${folder} is a project already`, 'choose another name, or give --directory'));
  for (const [path, text] of Object.entries(files)) tree.write(`${folder}/${path}`, text);
}

export const LICENSE = 'SPDX-License-Identifier: BSD-3-Clause';

/** In the order that clang-format wants. */
export const includes = (...headers: readonly string[]): string =>
  [...headers]
    .sort()
    .map((header) => `#include <unicore/${header}.h>`)
    .join('\n');
