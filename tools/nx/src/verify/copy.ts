// SPDX-License-Identifier: BSD-3-Clause
// A workspace's files in another folder, with other times and another owner.
import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, lchownSync, mkdirSync, readdirSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LEFT_OUT = new Set(['node_modules', 'dist', '.nx', '.git']);

function below(root: string, folder = '', found: string[] = []): string[] {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) below(root, path, found);
    else found.push(path);
  }
  return found;
}

/** What git would give to others, changes that are not committed included; without git everything that no build made. */
function filesOf(root: string): string[] {
  if (!existsSync(join(root, '.git'))) return below(root);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  return listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && !LEFT_OUT.has(file) && existsSync(join(root, file)));
}

/** @param time of all files; as they were unless given */
export function copyWorkspace(root: string, folder: string, time?: Date): void {
  for (const file of filesOf(root)) {
    const to = join(folder, file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, file), to, { verbatimSymlinks: true, preserveTimestamps: true });
    if (time !== undefined && existsSync(to)) utimesSync(to, time, time);
  }
  const packages = join(root, 'node_modules');
  if (existsSync(packages)) symlinkSync(packages, join(folder, 'node_modules'));
}

export function giveTo(user: number, folder: string): void {
  chownSync(folder, user, user);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveTo(user, path);
    else lchownSync(path, user, user);
  }
}
