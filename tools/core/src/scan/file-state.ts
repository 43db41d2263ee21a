// SPDX-License-Identifier: BSD-3-Clause
// Content hashes of files, with a shortcut: a file whose times, inode and size are as recorded is not read again.
import { hash as hashOf } from 'node:crypto';
import { type BigIntStats, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is kept of a file between builds: its signature and the hash of its contents. */
export type FileRecord = readonly [signature: string, hash: string];

export interface FileStates {
  /** Hash of a file's (or folder's) contents, undefined when there is none. Looked at once per build unless `forget` is called. */
  hash(file: string): string | undefined;
  exists(file: string): boolean;
  /** The file may have changed: look again. */
  forget(file: string): void;
  /**
   * Whether what a command read of this file, running since `since` (ms), is surely what `hash` tells now:
   * false if the file is as young as the command.
   */
  settled(file: string, since: number): boolean;
  /** The records worth keeping. Files that were not looked at in this build are kept as they were. */
  records(): ReadonlyMap<string, FileRecord>;
  readonly changed: boolean;
}

/** Kernel time stamps lag behind the clock by up to a tick: 10 ms where HZ is 100. */
const TICK_MS = 20;

export function hashBytes(data: Buffer | string): string {
  return hashOf('sha256', data, 'hex');
}

export function makeFileStates(known: ReadonlyMap<string, FileRecord>): FileStates {
  const kept = new Map(known);
  const seen = new Map<string, { signature: string; hash: string | undefined; stat: BigIntStats | undefined }>();
  const state = { changed: false };

  function look(file: string): { signature: string; hash: string | undefined; stat: BigIntStats | undefined } {
    const now = Date.now();
    const stat = statOf(file);
    if (stat === undefined) return { signature: '', hash: undefined, stat };
    const signature = `${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino} ${stat.size}`;
    const record = kept.get(file);
    if (record !== undefined && record[0] === signature) return { signature, hash: record[1], stat };
    const hash = stat.isDirectory() ? hashFolder(file) : hashFile(file);
    // A file as young as this look could change again within the same tick: what is known of it is not kept.
    const young = stat.isDirectory() || Number(stat.ctimeMs) >= now - TICK_MS || Number(stat.mtimeMs) >= now - TICK_MS;
    if (!young && hash !== undefined) kept.set(file, [signature, hash]);
    else kept.delete(file);
    state.changed = true;
    return { signature, hash, stat };
  }

  function get(file: string) {
    let found = seen.get(file);
    if (found === undefined) {
      found = look(file);
      seen.set(file, found);
    }
    return found;
  }

  function settled(file: string, since: number): boolean {
    const before = seen.get(file);
    seen.delete(file);
    const now = get(file);
    if (now.stat === undefined) return false;
    if (Number(now.stat.ctimeMs) >= since - TICK_MS) return false;
    return before === undefined || before.hash === now.hash || before.hash === undefined;
  }

  return {
    hash: (file) => get(file).hash,
    exists: (file) => get(file).stat !== undefined,
    forget: (file) => void seen.delete(file),
    settled,
    records: () => kept,
    get changed() {
      return state.changed;
    },
  };
}

function statOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    // ENOTDIR, ELOOP, ENAMETOOLONG, EACCES: no tool can read it either.
    return undefined;
  }
}

function hashFile(file: string): string | undefined {
  try {
    return hashBytes(readFileSync(file));
  } catch {
    return undefined;
  }
}

function hashFolder(folder: string): string {
  const lines: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) lines.push(`d ${entry.name} ${hashFolder(path)}`);
    else if (entry.isSymbolicLink()) lines.push(`l ${entry.name} ${readlinkSync(path)}`);
    else lines.push(`f ${entry.name} ${(statSync(path).mode & 0o111) !== 0 ? 'x' : '-'} ${hashFile(path) ?? '?'}`);
  }
  return hashBytes(lines.sort().join('\n'));
}
