// SPDX-License-Identifier: BSD-3-Clause
// Where downloads and unpacked sources lie: one folder per user, moved by UNICORE_CACHE.
import { homedir } from 'node:os';
import { join } from 'node:path';

export function cacheFolder(): string {
  const moved = process.env['UNICORE_CACHE'];
  if (moved) return moved;
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'unicore');
}

export const downloadPath = (sha256: string): string => join(cacheFolder(), 'downloads', sha256);

/** Folder of an unpacked source: `files.json` and `tree/`. */
export const sourceFolder = (id: string): string => join(cacheFolder(), 'sources', id);

/** What `store:<id>/<path>` stands for. */
export function storePath(rest: string): string {
  const slash = rest.indexOf('/');
  if (slash < 0) return rest === '' ? join(cacheFolder(), 'sources') : join(sourceFolder(rest), 'tree');
  return join(sourceFolder(rest.slice(0, slash)), 'tree', rest.slice(slash + 1));
}
