// SPDX-License-Identifier: BSD-3-Clause
// The fixed parts of the Xen test machine: made once per user from Debian's packages, kept under the hash of their contents.
import { cpioOf } from '@unicore/core/actions/cpio.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { lockFolder } from '@unicore/core/engine/lock.js';
import { cacheFolder } from '@unicore/core/fetch/cache.js';
import { hasApt } from '@unicore/core/fetch/debian.js';
import { debianPackages } from '@unicore/core/fetch/debian-packages.js';
import { writeWhole } from '@unicore/core/store/write-whole.js';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gatherDom0, SCRIPTS, scriptPath } from './dom0.js';
import { unpacked, vmlinuxOf } from './kernel.js';
import { packagesFor } from './packages.js';

const run = promisify(execFile);

/** Of unpacked packages; what stays is a fifth of it. */
const NEEDED_BYTES = 1 << 30;

/** Changes whenever the parts are made in another way. */
const RECIPE = 3;

export interface XenParts {
  /** Of the contents of all parts. */
  readonly hash: string;
  /** Where they lie, under the names in PARTS. */
  readonly folder: string;
  /** Files of the packages that they were made from. */
  readonly packages: readonly string[];
}

export const PARTS = { xen: 'xen', kernel: 'vmlinux', initrd: 'dom0.cpio' } as const;

export const xenFolder = (): string => join(cacheFolder(), 'xen');

async function recipe(): Promise<string> {
  const hash = createHash('sha256').update(`recipe ${RECIPE}\n`);
  for (const name of Object.keys(SCRIPTS)) hash.update(await readFile(scriptPath(name)));
  return hash.digest('hex').slice(0, 16);
}

interface Kept {
  readonly hash: string;
  readonly packages: readonly string[];
  readonly sizes: readonly number[];
}

/** The parts that a recipe made, if they are whole. */
async function recall(name: string): Promise<XenParts | undefined> {
  try {
    const { hash, packages, sizes } = JSON.parse(await readFile(join(xenFolder(), `${name}.json`), 'utf8')) as Kept;
    const folder = join(xenFolder(), hash);
    const found = await Promise.all(Object.values(PARTS).map((file) => stat(join(folder, file))));
    return found.every(({ size }, index) => size === sizes[index]) ? { hash, folder, packages } : undefined;
  } catch {
    return undefined;
  }
}

const error = (code: `UNICORE_E_${string}`, message: string, hint: string): UnicoreError =>
  new UnicoreError({ code, message, hint });

/** What went wrong in words of the user. */
function explain(cause: unknown): unknown {
  if (cause instanceof UnicoreError) return cause;
  const { code, stderr = '', message } = cause as NodeJS.ErrnoException & { stderr?: string };
  const text = stderr || message;
  if (code === 'ENOSPC' || /No space left on device|not have enough free space/.test(text)) return noSpace();
  if (code === 'ENOENT' && /dpkg-deb/.test(message)) return noApt();
  const last =
    text
      .trim()
      .split('\n')
      .filter((line) => /^E:|rror|lists/.test(line))
      .at(-1) ?? message;
  return error(
    'UNICORE_E_XEN_PACKAGES',
    `the Xen test machine cannot be made from Debian’s packages: ${last}`,
    'check the network and the package lists of this machine (apt-get update); after one success no network is needed',
  );
}

const noSpace = (): UnicoreError =>
  error(
    'UNICORE_E_DISK_FULL',
    `no space left while the Xen test machine is made in ${xenFolder()}`,
    `free ${NEEDED_BYTES >> 20} MiB, or set UNICORE_CACHE to a folder on another disk`,
  );

const noApt = (): UnicoreError =>
  error(
    'UNICORE_E_TOOL_MISSING',
    'the Xen test machine is made from Debian’s packages, and there is no apt',
    'use Debian or what derives from it, or a container of it',
  );

/** All packages over each other. */
async function unpackAll(folder: string): Promise<{ root: string; files: string[] }> {
  const [debs, root] = [join(folder, 'debs'), join(folder, 'root')];
  for (const made of [debs, root]) await mkdir(made);
  const packages = await debianPackages(join(cacheFolder(), 'apt-amd64'), 'amd64');
  const files = (await packages.download(await packagesFor(packages), debs)).sort();
  for (const file of files) await run('dpkg-deb', ['-x', file, root]);
  return { root, files: files.map((file) => basename(file)) };
}

const bootFile = async (root: string, pattern: RegExp): Promise<Buffer> => {
  const name = (await readdir(join(root, 'boot'))).find((one) => pattern.test(one));
  if (name === undefined) throw new Error(`the packages hold no ${pattern.source}`);
  return readFile(join(root, 'boot', name));
};

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => join(entry.path, entry.name).slice(folder.length + 1));
}

async function make(name: string): Promise<void> {
  const aside = await mkdtemp(join(xenFolder(), 'making-'));
  try {
    const { root, files } = await unpackAll(aside);
    const [dom0, made] = [join(aside, 'dom0'), join(aside, 'made')];
    await mkdir(made);
    await gatherDom0(root, dom0);
    const contents = [
      await unpacked(await bootFile(root, /^xen-[\d.]+-amd64\.gz$/)),
      await vmlinuxOf(await bootFile(root, /^vmlinuz-/)),
      await cpioOf(dom0, await filesBelow(dom0)),
    ];
    const hash = createHash('sha256');
    for (const [index, file] of Object.values(PARTS).entries()) {
      await writeFile(join(made, file), contents[index]!);
      hash.update(contents[index]!);
    }
    const kept = hash.digest('hex').slice(0, 32);
    await rm(join(xenFolder(), kept), { recursive: true, force: true });
    await rename(made, join(xenFolder(), kept));
    const record: Kept = { hash: kept, packages: files, sizes: contents.map(({ length }) => length) };
    writeWhole(join(xenFolder(), `${name}.json`), `${JSON.stringify(record, undefined, 2)}\n`);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Removes what killed processes left behind. Only under the lock. */
async function sweep(): Promise<void> {
  const left = (await readdir(xenFolder())).filter((name) => name.startsWith('making-'));
  for (const name of left) await rm(join(xenFolder(), name), { recursive: true, force: true });
}

/**
 * The parts, made when they are not there; one process makes them, others wait.
 * @param tell gets a line for the user when it takes time
 * @throws UnicoreError when a package, a program or disk space is missing
 */
export async function prepareXen(
  tell: (line: string) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<XenParts> {
  const name = await recipe();
  const known = await recall(name);
  if (known !== undefined) return known;
  try {
    await mkdir(xenFolder(), { recursive: true });
    const lock = await lockFolder(xenFolder(), signal);
    try {
      const meanwhile = await recall(name);
      if (meanwhile !== undefined) return meanwhile;
      if (!(await hasApt())) throw noApt();
      await sweep();
      const { bavail, bsize } = await statfs(xenFolder());
      if (bavail * bsize < NEEDED_BYTES) throw noSpace();
      tell('the Xen test machine is made from Debian’s packages: once, about a minute');
      await make(name);
    } finally {
      await lock.release();
    }
    const made = await recall(name);
    if (made === undefined) throw new Error('what was written is not there');
    return made;
  } catch (cause) {
    throw explain(cause);
  }
}
