// SPDX-License-Identifier: BSD-3-Clause
// The files that a build leaves for its user.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './oracle.mjs';
import { folderOf } from './workspace.mjs';

/** Name → sha256. */
export function outputsOf(root, target, application) {
  const folder = folderOf(root, target, application);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map(({ name }) => [name, sha256(readFileSync(join(folder, name)))]).sort());
}
