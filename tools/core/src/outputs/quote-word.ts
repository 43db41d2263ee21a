// SPDX-License-Identifier: BSD-3-Clause
// A word of an image's command line.

/** As lib-boot reads it: quoted when it holds blanks or quotes, or is empty. */
export function quoteWord(word: string): string {
  return word !== '' && !/[\s"'\\]/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}
