// SPDX-License-Identifier: BSD-3-Clause
// sha256 of large files that seldom change, remembered per user by their stat.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from '../fetch/cache.js';

export async function hashContents(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The file's sha256; its contents are read only when ns mtime, ctime, inode or size differ from the last time. */
export async function hashFile(path: string): Promise<string> {
  const { mtimeNs, ctimeNs, ino, size } = await stat(path, { bigint: true });
  const stamp = `${mtimeNs} ${ctimeNs} ${ino} ${size}`;
  const folder = join(cacheFolder(), 'identity');
  const note = join(folder, createHash('sha256').update(path).digest('hex').slice(0, 32));
  const [known, sha256] = (await readFile(note, 'utf8').catch(() => '')).split('\n');
  if (known === stamp && /^[0-9a-f]{64}$/.test(sha256 ?? '')) return sha256 as string;
  const fresh = await hashContents(path);
  // A cache that cannot be written costs time, never correctness.
  try {
    await mkdir(folder, { recursive: true });
    const aside = `${note}.${process.pid}`;
    await writeFile(aside, `${stamp}\n${fresh}\n`);
    await rename(aside, note);
  } catch {
    // Go on without.
  }
  return fresh;
}
