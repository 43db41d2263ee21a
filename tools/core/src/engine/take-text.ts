// SPDX-License-Identifier: BSD-3-Clause
// Files that commands write for the engine alone.
import { readFileSync, unlinkSync } from 'node:fs';

/** Reads a file of the folder aside that is of no further use. */
export function takeText(file: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  const text = readFileSync(file, encoding);
  unlinkSync(file);
  return text;
}
