// SPDX-License-Identifier: BSD-3-Clause
// A folder as a cpio archive ("newc"): sorted, time 0, owner root, so that equal folders give equal bytes.
import { lstat, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanPath } from '../model.js';
import type { ActionIo } from './registry.js';

export interface CpioParameters {
  readonly folder: PlanPath;
  /** Files relative to `folder`, with `/`. Their folders are added. */
  readonly entries: readonly string[];
  readonly output: PlanPath;
}

const DIRECTORY = 0o040755;
const LINK = 0o120777;
const FILE = 0o100644;
const EXECUTABLE = 0o100755;

function padded(bytes: Buffer): Buffer {
  const rest = -bytes.length & 3;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(rest)]);
}

function record(inode: number, mode: number, name: string, data: Buffer): Buffer {
  const links = mode === DIRECTORY ? 2 : 1;
  const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, 0, 0, Buffer.byteLength(name) + 1, 0];
  const header = '070701' + fields.map((value) => value.toString(16).padStart(8, '0')).join('');
  return Buffer.concat([padded(Buffer.from(`${header}${name}\0`)), padded(data)]);
}

/** All entries and the folders above them, in byte order, so that a folder stands before what it holds. */
function withFolders(entries: readonly string[]): string[] {
  const all = new Set<string>(['.']);
  for (const entry of entries) {
    const parts = entry.split('/');
    for (let n = 1; n <= parts.length; n++) all.add(parts.slice(0, n).join('/'));
  }
  return [...all].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** @param entries relative to `root`, with `/`; their folders are added */
export async function cpioOf(root: string, entries: readonly string[], signal?: AbortSignal): Promise<Buffer> {
  const records: Buffer[] = [];
  let inode = 1;
  for (const name of withFolders(entries)) {
    signal?.throwIfAborted();
    const path = join(root, name);
    const stat = await lstat(path);
    if (stat.isDirectory()) records.push(record(inode, DIRECTORY, name, Buffer.alloc(0)));
    else if (stat.isSymbolicLink()) records.push(record(inode, LINK, name, Buffer.from(await readlink(path))));
    else records.push(record(inode, stat.mode & 0o100 ? EXECUTABLE : FILE, name, await readFile(path)));
    inode++;
  }
  records.push(record(0, 0, 'TRAILER!!!', Buffer.alloc(0)));
  return Buffer.concat(records);
}

export async function cpio(parameters: unknown, io: ActionIo): Promise<void> {
  const { folder, entries, output } = parameters as CpioParameters;
  await writeFile(io.resolve(output), await cpioOf(io.resolve(folder), entries, io.signal));
}
