// SPDX-License-Identifier: BSD-3-Clause
// What is known of large files that seldom change, such as compilers: remembered per user by their stat.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from '../fetch/cache.js';
import { signatureSince } from '../scan/file-state.js';
import { writeWhole } from '../store/write-whole.js';

export async function hashContents(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const noteOf = (key: readonly unknown[]): string =>
  join(cacheFolder(), 'identity', createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32));

const signature = async (path: string): Promise<string> => {
  const { mtimeNs, ctimeNs, ino, size } = await stat(path, { bigint: true });
  return `${mtimeNs} ${ctimeNs} ${ino} ${size}`;
};

/** What was remembered under `key` while the file was as it is now. */
export async function recall(key: readonly unknown[], path: string): Promise<string | undefined> {
  const note = await readFile(noteOf(key), 'utf8').catch(() => '');
  const end = note.indexOf('\n');
  return end > 0 && note.slice(0, end) === (await signature(path)) ? note.slice(end + 1) : undefined;
}

export async function remember(key: readonly unknown[], path: string, text: string): Promise<void> {
  // A file that has just changed may change again within the same tick of its time stamps.
  if (signatureSince(path, Date.now()) === undefined) return;
  try {
    writeWhole(noteOf(key), `${await signature(path)}\n${text}`);
  } catch {
    // A cache that cannot be written costs time, never correctness.
  }
}

/** The file's sha256; its contents are read only when ns mtime, ctime, inode or size differ from the last time. */
export async function hashFile(path: string): Promise<string> {
  const key = ['sha256', path];
  const known = await recall(key, path);
  if (known !== undefined && /^[0-9a-f]{64}$/.test(known)) return known;
  const fresh = await hashContents(path);
  await remember(key, path, fresh);
  return fresh;
}
