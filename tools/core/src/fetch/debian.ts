// SPDX-License-Identifier: BSD-3-Clause
// Debian's files, asked for with private settings: the system's own lists and settings stay as they are.
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FetchManifest } from '../model.js';
import { cacheFolder, downloadPath } from './cache.js';
import { adopt, explainFailure, type FetchPlace } from './download.js';

const run = promisify(execFile);
const HELPER = '/usr/lib/apt/apt-helper';
const DAY_MS = 24 * 3600 * 1000;

export async function hasApt(): Promise<boolean> {
  const there = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  return (await there('/usr/bin/apt-get')) && (await there(HELPER)) && (await there('/etc/apt'));
}

/** What lists tell of: packages or their sources. */
export type ListType = 'deb' | 'deb-src';

/** One-line entries (`deb …`) as entries of a type; comments and other lines are left out. */
export function sourceLines(list: string, type: ListType = 'deb-src'): string {
  return [...list.matchAll(/^\s*deb\s+(.*)$/gm)].map((m) => `${type} ${m[1]}\n`).join('');
}

/** The deb822 form: every stanza asks for one type only. */
export function sourceStanzas(text: string, type: ListType = 'deb-src'): string {
  return text.replace(/^Types:.*$/gim, `Types: ${type}`);
}

/** apt's options for private lists, in a folder that is made and filled from the machine's own entries. */
export async function aptSettings(folder: string, type: ListType): Promise<string[]> {
  const parts = join(folder, 'sources.d');
  await rm(parts, { recursive: true, force: true });
  for (const made of [parts, join(folder, 'lists', 'partial')]) await mkdir(made, { recursive: true });
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  let lines = sourceLines(await read('/etc/apt/sources.list'), type);
  for (const name of (await readdir('/etc/apt/sources.list.d').catch(() => [])).sort()) {
    const text = await read(join('/etc/apt/sources.list.d', name));
    if (name.endsWith('.list')) lines += sourceLines(text, type);
    else if (name.endsWith('.sources')) await writeFile(join(parts, name), sourceStanzas(text, type));
  }
  await writeFile(join(parts, 'machine.list'), lines);
  const set = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': parts,
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': folder,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  return Object.entries(set).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The address of `file` in what `apt-get source --print-uris` says. */
export function addressOf(file: string, uris: string): string | undefined {
  for (const match of uris.matchAll(/^'([^']+)' (\S+) /gm)) {
    if (match[2] === file || decodeURIComponent(match[1]?.split('/').pop() ?? '') === file) return match[1];
  }
  return undefined;
}

/** Once a day unless forced. */
export async function aptUpdate(folder: string, options: string[], force: boolean): Promise<void> {
  const stamp = join(folder, 'updated');
  const age = await stat(stamp).then(
    (s) => Date.now() - s.mtimeMs,
    () => Infinity,
  );
  if (age < DAY_MS && !force) return;
  await run('apt-get', [...options, '-q', 'update'], { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 26 });
  await writeFile(stamp, '');
  await utimes(stamp, new Date(), new Date());
}

export async function fetchFromDebian(debian: NonNullable<FetchManifest['debian']>, place: FetchPlace): Promise<void> {
  const folder = join(cacheFolder(), 'apt');
  const path = downloadPath(debian.sha256);
  try {
    await mkdir(folder, { recursive: true });
    const options = await aptSettings(folder, 'deb-src');
    const ask = async () => {
      const names = debian.version ? [`${debian.source}=${debian.version}`, debian.source] : [debian.source];
      for (const name of names) {
        const uris = await run('apt-get', [...options, 'source', '--print-uris', '--only-source', name], {
          env: { ...process.env, LC_ALL: 'C' },
        }).catch(() => ({ stdout: '' }));
        const address = addressOf(debian.file, uris.stdout);
        if (address) return address;
      }
      return undefined;
    };
    await aptUpdate(folder, options, false);
    let address = await ask();
    if (address === undefined) {
      await aptUpdate(folder, options, true);
      address = await ask();
    }
    if (address === undefined) throw new Error(`the package lists do not name ${debian.file} of ${debian.source}`);
    await mkdir(join(cacheFolder(), 'downloads'), { recursive: true });
    const aside = await mkdtemp(join(cacheFolder(), 'downloads', 'apt-'));
    try {
      const file = join(aside, 'file');
      await run(HELPER, [...options, 'download-file', address, file], { env: { ...process.env, LC_ALL: 'C' } });
      await adopt(file, debian.sha256, path, debian.file, place);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  } catch (error) {
    const text = `${(error as { stderr?: string }).stderr ?? ''}`;
    if (/No space left on device/.test(text))
      throw explainFailure(place, debian.file, { code: 'ENOSPC', message: text });
    throw explainFailure(place, debian.file, error);
  }
}
