// SPDX-License-Identifier: BSD-3-Clause
// The command line of an image as one text, and the runner's own words in it.
import type { ImageRun } from './model.js';

/** A word as lib-boot reads it: quoted when it holds blanks or quotes, or is empty. */
export function quoteWord(word: string): string {
  return word !== '' && !/[\s"'\\]/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}

/** A word for a shell. */
export function quoteShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Words that begin with `uc.`: lib-boot and the platform take them out before main sees its arguments. */
export function hostWords({ memory, ports, initrd }: Pick<ImageRun, 'memory' | 'ports' | 'initrd'>): string[] {
  return [
    ...(memory === undefined ? [] : [`uc.memory=${memory}`]),
    ...ports.map(({ host, guest }) => `uc.port=${host}:${guest}`),
    ...(initrd === undefined ? [] : [`uc.initrd=${initrd}`]),
  ];
}
