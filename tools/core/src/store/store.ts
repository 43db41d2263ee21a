// SPDX-License-Identifier: BSD-3-Clause
// The store of results: contents by their sha256, and traces that tell which inputs gave which contents.
//
// Safe under several processes and `kill -9`: every file is written aside and renamed. Whatever is damaged, lost or collected
// counts as absent, and what is absent is made again. Contents are copied into and out of the store, never hard-linked: a link would let
// any program that writes below dist/ damage the entry of every workspace, its count would change the ctime by which other
// workspaces recognise their files, and the store may lie on another file system.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../fetch/cache.js';
import type { Trace } from './trace.js';
import { copyWhole, writeWhole } from './write-whole.js';

export interface Store {
  readonly folder: string;
  /** Traces of an action, the newest first. */
  traces(action: string): Trace[];
  addTrace(action: string, trace: Trace): void;
  /** Puts contents in place of `file`; false when they are absent or damaged. */
  take(sha256: string, file: string): boolean;
  /** Keeps a copy of `file`, whose hash is told. */
  put(file: string, sha256: string): void;
  has(sha256: string): boolean;
  /** Bytes that were put in by this process. */
  readonly grown: number;
}

export const storeFolder = (): string => process.env['UNICORE_STORE'] || join(cacheFolder(), 'store');

export const sha256Of = (contents: Buffer | string): string => createHash('sha256').update(contents).digest('hex');

/** Of an action that is built in ever new variants, as many traces are kept. */
const MOST_TRACES = 200;

/** An entry that was used within this time is not marked again. */
const MARK_MS = 3_600_000;

const CHUNK = 1 << 20;

/** Of a file of any size, in bounded memory. */
export function hashFileSync(path: string): string {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, 64 + statSync(path).size));
    for (let count; (count = readSync(file, buffer)) > 0;) hash.update(buffer.subarray(0, count));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

/** Marks an entry as used now: collection takes first what was not used for long. */
function mark(path: string): void {
  try {
    const now = Date.now();
    if (statSync(path).mtimeMs < now - MARK_MS) utimesSync(path, now / 1000, now / 1000);
  } catch {
    // Collected meanwhile, or read-only: both only cost time.
  }
}

export function openStore(folder: string = storeFolder()): Store {
  const contentsPath = (sha256: string): string => join(folder, 'contents', sha256.slice(0, 2), sha256);
  const tracesPath = (action: string): string => join(folder, 'traces', action.slice(0, 2), action);
  const aside = join(folder, 'aside');
  let grown = 0;

  function has(sha256: string): boolean {
    return statSync(contentsPath(sha256), { throwIfNoEntry: false }) !== undefined;
  }

  /** The first line is the hash of the rest: a damaged file holds no traces. */
  function traces(action: string): Trace[] {
    try {
      const path = tracesPath(action);
      const text = readFileSync(path, 'utf8');
      const end = text.indexOf('\n');
      const body = text.slice(end + 1);
      if (text.slice(0, end) !== sha256Of(body)) return [];
      mark(path);
      return JSON.parse(body) as Trace[];
    } catch {
      return [];
    }
  }

  /** Two processes that add at once may lose one of the traces: that costs time, never correctness. */
  function addTrace(action: string, trace: Trace): void {
    // It may have been kept before its text was known.
    const bare = (one: Trace): string => JSON.stringify({ ...one, text: undefined });
    const others = traces(action).filter((one) => bare(one) !== bare(trace));
    const body = JSON.stringify([trace, ...others.slice(0, MOST_TRACES - 1)]);
    writeWhole(tracesPath(action), `${sha256Of(body)}\n${body}`, 0o644, aside);
    grown += body.length;
  }

  function take(sha256: string, file: string): boolean {
    const path = contentsPath(sha256);
    try {
      if (hashFileSync(path) !== sha256) {
        rmSync(path, { force: true });
        return false;
      }
    } catch {
      return false;
    }
    mark(path);
    try {
      copyWhole(path, file);
    } catch (error) {
      // Collected between the look and the copy.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !has(sha256)) return false;
      throw error;
    }
    return true;
  }

  function put(file: string, sha256: string): void {
    const path = contentsPath(sha256);
    if (has(sha256)) return mark(path);
    copyWhole(file, path, 0o444, aside);
    grown += statSync(file).size;
  }

  return {
    folder,
    traces,
    addTrace,
    take,
    put,
    has,
    get grown() {
      return grown;
    },
  };
}
