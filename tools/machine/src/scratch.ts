// SPDX-License-Identifier: BSD-3-Clause
// Files that are there for one run, in a folder that is removed after it: empty disks and folders, a folder as a root file system.
import { cpioOf } from '@unicore/core/actions/cpio.js';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Device, ImageRun } from './model.js';

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Of an amount as the manifest writes it: 512K, 16M, 1G. */
export function bytesOf(size: string): number {
  return Number.parseInt(size, 10) * UNITS[size.at(-1) ?? '']!;
}

const needsFile = (one: Device): boolean =>
  one.kind === 'folder' ? one.on === 'scratch' : one.kind === 'disk' && 'size' in one.on;

async function withFile(one: Device, file: string): Promise<Device> {
  if (one.kind === 'folder' && one.on === 'scratch') {
    await mkdir(file, { mode: 0o700 });
    return { ...one, on: { path: file } };
  }
  if (one.kind !== 'disk' || !('size' in one.on)) return one;
  const handle = await open(file, 'wx', 0o600);
  await handle.truncate(bytesOf(one.on.size)).finally(() => handle.close());
  return { ...one, on: { file } };
}

async function writeArchive(root: string, file: string): Promise<string> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const entries = found.map((entry) => relative(root, join(entry.path, entry.name)));
  await writeFile(file, await cpioOf(root, entries), { flag: 'wx', mode: 0o600 });
  return file;
}

export interface Prepared {
  readonly run: ImageRun;
  /** Removes what was made for it. */
  dispose(): Promise<void>;
}

/** The same run, with a file for each disk of a size, a folder for each shared one without a path, and an archive of its root file system. */
export async function prepare(run: ImageRun): Promise<Prepared> {
  const { devices = [], rootfs, ...rest } = run;
  if (rootfs === undefined && !devices.some(needsFile)) return { run, dispose: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'unicore-run-'));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const files = await Promise.all(devices.map((one, index) => withFile(one, join(folder, `${index}.img`))));
    const initrd = rootfs === undefined ? rest.initrd : await writeArchive(rootfs, join(folder, 'rootfs.cpio'));
    return { run: { ...rest, devices: files, ...(initrd === undefined ? {} : { initrd }) }, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
