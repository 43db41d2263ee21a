// SPDX-License-Identifier: BSD-3-Clause
// Content hashes of files, with a shortcut: a file whose times, inode and size are as recorded is not read again.
import { type BigIntStats, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashFileSync, sha256Of } from '../store/store.js';

/** What is kept of a file between builds: its signature and the hash of its contents. */
export type FileRecord = readonly [signature: string, hash: string];

export interface FileStates {
  /** Hash of a file's (or folder's) contents, undefined when there is none. Looked at once per build unless `forget` is called. */
  hash(file: string): string | undefined;
  exists(file: string): boolean;
  /** We wrote the file: look again. */
  forget(file: string): void;
  /** We wrote the file, and know its contents. */
  learn(file: string, hash: string): void;
  /**
   * When what a command read of this file, running since `since` (ms), is surely what `hash` tells now: undefined.
   * Else the file is as young as the command: the time (ms) from which on a run of the command would settle it.
   */
  unsettled(file: string, since: number): number | undefined;
  /** The records worth keeping. Files that were not looked at in this build are kept as they were. */
  records(): ReadonlyMap<string, FileRecord>;
  /** A file changed while the build ran: not all actions saw the same. */
  readonly moved: boolean;
}

/** Kernel time stamps lag behind the clock by up to a tick: 10 ms where HZ is 100. */
const TICK_MS = 20;

interface Seen {
  readonly signature: string;
  readonly hash: string | undefined;
  readonly stat: BigIntStats | undefined;
  /** It could change again within the same tick. */
  readonly young: boolean;
}

/** Undefined when there is no such file. */
export function statOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    // ENOTDIR, ELOOP, ENAMETOOLONG, EACCES: no tool can read it either.
    return undefined;
  }
}

/** What tells that a file is the same without reading it. A folder's own names count, not its age or what lies deeper. */
export function signatureOf(stat: BigIntStats | undefined): string {
  return stat === undefined ? '' : `${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino} ${stat.size}`;
}

const isYoung = (stat: BigIntStats, now: number): boolean =>
  Number(stat.ctimeMs) >= now - TICK_MS || Number(stat.mtimeMs) >= now - TICK_MS;

/** Signature of a file that did not change since the time `since` (ms); undefined when it may have. */
export function signatureSince(file: string, since: number): string | undefined {
  const stat = statOf(file);
  if (stat !== undefined && isYoung(stat, since)) return undefined;
  return signatureOf(stat);
}

export function makeFileStates(known: Iterable<readonly [string, FileRecord]>): FileStates {
  const kept = new Map(known);
  const seen = new Map<string, Seen>();
  const state = { moved: false };

  function look(file: string): Seen {
    const now = Date.now();
    const stat = statOf(file);
    if (stat === undefined) return { signature: '', hash: undefined, stat, young: false };
    const signature = signatureOf(stat);
    const record = kept.get(file);
    if (record !== undefined && record[0] === signature) return { signature, hash: record[1], stat, young: false };
    const folder = stat.isDirectory();
    const hash = folder ? hashFolder(file) : hashFile(file);
    // A file as young as this look could change again within the same tick: what is known of it is not kept.
    const young = isYoung(stat, now);
    if (!young && !folder && hash !== undefined) kept.set(file, [signature, hash]);
    else kept.delete(file);
    return { signature, hash, stat, young: young || folder };
  }

  function get(file: string): Seen {
    let found = seen.get(file);
    if (found === undefined) {
      found = look(file);
      seen.set(file, found);
    }
    return found;
  }

  function unsettled(file: string, since: number): number | undefined {
    const before = seen.get(file);
    const stat = statOf(file);
    const signature = signatureOf(stat);
    if (before?.signature !== signature || before.young) {
      seen.delete(file);
      const now = get(file);
      if (before !== undefined && before.hash !== now.hash) state.moved = true;
    }
    if (stat === undefined) return since + TICK_MS;
    const changed = Math.max(Number(stat.ctimeMs), Number(stat.mtimeMs) > Date.now() ? 0 : Number(stat.mtimeMs));
    return changed >= since - TICK_MS ? changed + TICK_MS + 1 : undefined;
  }

  function learn(file: string, hash: string): void {
    const stat = statOf(file);
    const signature = signatureOf(stat);
    seen.set(file, { signature, hash, stat, young: false });
    kept.set(file, [signature, hash]);
  }

  return {
    hash: (file) => get(file).hash,
    exists: (file) => get(file).stat !== undefined,
    forget: (file) => void seen.delete(file),
    learn,
    unsettled,
    records: () => kept,
    get moved() {
      return state.moved;
    },
  };
}

function hashFile(file: string): string | undefined {
  try {
    return hashFileSync(file);
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
  return sha256Of(lines.sort().join('\n'));
}
