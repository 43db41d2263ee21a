// SPDX-License-Identifier: BSD-3-Clause
// The store of results: contents by their sha256, and traces that tell which inputs gave which contents.
// Safe under several processes: every file is written aside and renamed; what is damaged counts as absent.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../fetch/cache.js';
import type { PlanPath } from '../model.js';

/** What an action read and what it made. */
export interface Trace {
  /** File read → sha256 of its contents. */
  readonly read: readonly (readonly [PlanPath, string])[];
  /** Names that were looked for and were not there. */
  readonly absent: readonly PlanPath[];
  /** CONFIG_ macro → text, of those that the files mention; null: not defined. */
  readonly config: readonly (readonly [string, string | null])[];
  /** Output → sha256. */
  readonly made: readonly (readonly [PlanPath, string])[];
  /** What the command printed though it succeeded: warnings. */
  readonly printed: string;
}

export interface Store {
  /** Traces of an action, the newest first. */
  traces(action: string): Promise<Trace[]>;
  addTrace(action: string, trace: Trace): Promise<void>;
  /** Contents, or undefined when absent or damaged. */
  get(sha256: string): Promise<Buffer | undefined>;
  put(contents: Buffer): Promise<string>;
}

export const storeFolder = (): string => process.env['UNICORE_STORE'] || join(cacheFolder(), 'store');

export const sha256Of = (contents: Buffer | string): string => createHash('sha256').update(contents).digest('hex');

/** Writes a file that is there whole or not at all. */
export async function writeWhole(path: string, contents: Buffer | string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(aside, contents, { mode });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

export function openStore(folder: string = storeFolder()): Store {
  const contentsPath = (sha256: string): string => join(folder, 'contents', sha256.slice(0, 2), sha256);
  const tracesFolder = (action: string): string => join(folder, 'traces', action.slice(0, 2), action);

  async function traces(action: string): Promise<Trace[]> {
    const place = tracesFolder(action);
    const names = (await readdir(place).catch(() => [] as string[])).filter((name) => /^[0-9a-f]{64}$/.test(name));
    const found = await Promise.all(
      names.map(async (name) => {
        try {
          const path = join(place, name);
          const text = await readFile(path, 'utf8');
          // The name is the hash of the text: a damaged trace is none.
          return sha256Of(text) === name ? { trace: JSON.parse(text) as Trace, time: (await stat(path)).mtimeMs } : undefined;
        } catch {
          return undefined;
        }
      }),
    );
    return found.flatMap((one) => one ?? []).sort((a, b) => b.time - a.time).map(({ trace }) => trace);
  }

  async function get(sha256: string): Promise<Buffer | undefined> {
    const contents = await readFile(contentsPath(sha256)).catch(() => undefined);
    if (contents === undefined || sha256Of(contents) === sha256) return contents;
    await rm(contentsPath(sha256), { force: true });
    return undefined;
  }

  async function put(contents: Buffer): Promise<string> {
    const sha256 = sha256Of(contents);
    if ((await get(sha256)) === undefined) await writeWhole(contentsPath(sha256), contents);
    return sha256;
  }

  async function addTrace(action: string, trace: Trace): Promise<void> {
    const text = JSON.stringify(trace);
    await writeWhole(join(tracesFolder(action), sha256Of(text)), text);
  }

  return { traces, addTrace, get, put };
}
