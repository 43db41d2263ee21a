// SPDX-License-Identifier: BSD-3-Clause
// Disks that are there for one run: sparse files in a folder that is removed after it.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device, ImageRun } from './model.js';

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Of an amount as the manifest writes it: 512K, 16M, 1G. */
export function bytesOf(size: string): number {
  return Number.parseInt(size, 10) * UNITS[size.at(-1) ?? '']!;
}

const needsFile = (one: Device): boolean => one.kind === 'disk' && 'size' in one.on;

async function withFile(one: Device, file: string): Promise<Device> {
  if (one.kind !== 'disk' || !('size' in one.on)) return one;
  const handle = await open(file, 'wx', 0o600);
  await handle.truncate(bytesOf(one.on.size)).finally(() => handle.close());
  return { ...one, on: { file } };
}

/** Calls `use` with every disk of the image in a file. */
export async function withScratch<T>(run: ImageRun, use: (run: ImageRun) => Promise<T>): Promise<T> {
  const { devices = [] } = run;
  if (!devices.some(needsFile)) return use(run);
  const folder = await mkdtemp(join(tmpdir(), 'unicore-disks-'));
  try {
    const files = await Promise.all(devices.map((one, index) => withFile(one, join(folder, `${index}.img`))));
    return await use({ ...run, devices: files });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
