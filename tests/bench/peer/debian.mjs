// SPDX-License-Identifier: BSD-3-Clause
// Packages of Debian, fetched and unpacked without being installed: once per user, by the sha256 that apt's lists name.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, downloadPath } from '../../../tools/core/dist/fetch/cache.js';

const env = { ...process.env, LC_ALL: 'C' };
const ask = (program, ...words) =>
  execFileSync(program, words, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });

/** The package on which the meta package `name` depends, whose own name holds a version. */
export const versionOf = (name) => {
  const found = ask('apt-cache', 'depends', name).match(/^\s*Depends: (\S+\d\S*)$/m);
  if (!found) throw new Error(`${name} depends on no package with a version`);
  return found[1];
};

/** Downloads into a folder of its own and renames: several of these may run at once. */
const download = (address, sha256) => {
  const path = downloadPath(sha256);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const aside = mkdtempSync(join(dirname(path), 'deb-'));
  try {
    const file = join(aside, 'file');
    ask('/usr/lib/apt/apt-helper', '-o', 'APT::Sandbox::User=root', 'download-file', address, file);
    const got = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (got !== sha256) throw new Error(`${address} has sha256 ${got}, expected ${sha256}`);
    renameSync(file, path);
    return path;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
};

/** The folder of the unpacked package. Throws when apt does not know it or cannot fetch it. */
export const unpacked = (name) => {
  const said = ask('apt-get', 'download', '--print-uris', name);
  const found = said.match(/^'([^']+)' \S+ \d+ SHA256:([0-9a-f]{64})$/m);
  if (!found) throw new Error(`apt's lists have no ${name} with a SHA256`);
  const [, address, sha256] = found;
  const folder = join(cacheFolder(), 'peers', sha256);
  if (!existsSync(folder)) {
    const file = download(address, sha256);
    mkdirSync(dirname(folder), { recursive: true });
    const aside = mkdtempSync(`${folder}-`);
    ask('dpkg-deb', '--extract', file, join(aside, 'tree'));
    // Another one may have been faster.
    if (!existsSync(folder)) renameSync(join(aside, 'tree'), folder);
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
};
