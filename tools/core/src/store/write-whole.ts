// SPDX-License-Identifier: BSD-3-Clause
// Files that are there whole or not at all: written aside under a name of their own, then renamed.
import { randomBytes } from 'node:crypto';
import { copyFileSync, constants, chmodSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Names that a killed process leaves behind: `<name>.<pid>.<8 hex digits>~`. */
export const ASIDE = /\.\d+\.[0-9a-f]{8}~$/;

const asideOf = (path: string): string => `${path}.${process.pid}.${randomBytes(4).toString('hex')}~`;

/** Calls `make`, and again after the folder was made if it was missing. */
function inFolder(folder: string, make: () => void): void {
  try {
    make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(folder, { recursive: true });
    make();
  }
}

function whole(path: string, folder: string, write: (aside: string) => void): void {
  const aside = folder === dirname(path) ? asideOf(path) : join(folder, asideOf('x'));
  try {
    inFolder(folder, () => write(aside));
    inFolder(dirname(path), () => renameSync(aside, path));
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

/** A device or a pipe: nothing may take its place. */
const isSpecial = (path: string): boolean => {
  const state = statSync(path, { throwIfNoEntry: false });
  return state !== undefined && !state.isFile() && !state.isDirectory();
};

export function writeWhole(path: string, contents: Buffer | string, mode = 0o644, folder = dirname(path)): void {
  if (isSpecial(path)) writeFileSync(path, contents);
  else whole(path, folder, (aside) => writeFileSync(aside, contents, { mode }));
}

/** A copy, never a link: see store.ts. Copy-on-write where the file system has it. */
export function copyWhole(from: string, path: string, mode = 0o644, folder = dirname(path)): void {
  whole(path, folder, (aside) => {
    copyFileSync(from, aside, constants.COPYFILE_FICLONE);
    chmodSync(aside, mode);
  });
}

/** Several files as nearly at once as renames are: all are written aside before the first takes its name. */
export function writeAllWhole(files: readonly { from: string; path: string; mode: number }[]): void {
  const asides = files.map(({ path }) => asideOf(path));
  try {
    for (const [index, { from, path, mode }] of files.entries()) {
      inFolder(dirname(path), () => copyFileSync(from, asides[index]!, constants.COPYFILE_FICLONE));
      chmodSync(asides[index]!, mode);
    }
    for (const [index, { path }] of files.entries()) renameSync(asides[index]!, path);
  } finally {
    for (const aside of asides) rmSync(aside, { force: true });
  }
}
