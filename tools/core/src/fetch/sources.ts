// SPDX-License-Identifier: BSD-3-Clause
// Pinned sources: fetched, unpacked, patched, once per user. A source is there whole, under its final name, or not at all.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UnicoreError } from '../diagnostic.js';
import type { FetchManifest, Project } from '../model.js';
import { cacheFolder, downloadPath, sourceFolder } from './cache.js';
import { fetchFromDebian, hasApt } from './debian.js';
import { download, explainFailure, fetchError, type FetchPlace } from './download.js';
import { unpack } from './unpack.js';

const run = promisify(execFile);

export interface FetchedSource {
  /** Names the source in `store:<id>/…`. */
  readonly id: string;
  /** All files, sorted, relative to the source's top folder. */
  readonly files: readonly string[];
  readonly sha256: string;
  readonly from: 'debian' | 'upstream';
}

interface Origin {
  readonly from: 'debian' | 'upstream';
  readonly sha256: string;
  readonly file: string;
  fetch(): Promise<void>;
}

const there = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function origins(fetched: FetchManifest, place: FetchPlace): Promise<Origin[]> {
  const { debian, url, sha256 } = fetched;
  const list: Origin[] = [];
  if (debian)
    list.push({
      from: 'debian',
      sha256: debian.sha256,
      file: debian.file,
      fetch: () => fetchFromDebian(debian, place),
    });
  if (url && sha256) {
    list.push({
      from: 'upstream',
      sha256,
      file: url.split('/').pop() ?? url,
      fetch: () => download(url, sha256, downloadPath(sha256), place),
    });
  }
  return list;
}

/** The tarball in the cache, fetched when no origin's file is there yet. */
async function obtain(key: string, fetched: FetchManifest, place: FetchPlace): Promise<Origin> {
  const all = await origins(fetched, place);
  if (all.length === 0) {
    throw fetchError(
      place,
      'UNICORE_E_FETCH_UNPINNED',
      `"${key}" has no origin with a sha256`,
      'add "url" with "sha256", or "debian"',
    );
  }
  for (const origin of all) if (await there(downloadPath(origin.sha256))) return origin;
  const apt = await hasApt();
  const failures: UnicoreError[] = [];
  for (const origin of all) {
    if (origin.from === 'debian' && !apt) continue;
    try {
      await origin.fetch();
      return origin;
    } catch (error) {
      const failure = explainFailure(place, origin.file, error);
      // A full disk or a wrong file is not helped by another host.
      if (failure.diagnostics.some((d) => d.code === 'UNICORE_E_DISK_FULL' || d.code === 'UNICORE_E_FETCH_CHECKSUM'))
        throw failure;
      failures.push(failure);
    }
  }
  if (failures.length === 0) {
    throw fetchError(
      place,
      'UNICORE_E_FETCH_HOST',
      `"${key}" is pinned as a Debian source only, and this machine has no apt`,
      'add "url" with "sha256" from a published record',
    );
  }
  throw new UnicoreError(failures.flatMap((failure) => failure.diagnostics));
}

async function applyPatches(
  tree: string,
  project: Project,
  patches: readonly { name: string; path: string }[],
): Promise<void> {
  for (const { name, path } of patches) {
    try {
      await run(
        'patch',
        ['-p1', '--batch', '--forward', '--no-backup-if-mismatch', '--silent', '-r', '-', '-d', tree, '-i', path],
        { env: { ...process.env, LC_ALL: 'C' } },
      );
    } catch (error) {
      const { stdout = '', stderr = '', code } = error as { stdout?: string; stderr?: string; code?: string | number };
      if (code === 'ENOENT')
        throw new UnicoreError({
          code: 'UNICORE_E_TOOL_MISSING',
          message: 'patch is not installed',
          hint: 'run: apt-get install patch',
        });
      throw new UnicoreError({
        code: 'UNICORE_E_PATCH',
        message: `${name} of ${project.name} does not apply`,
        location: { file: `${project.root}/${name}`, line: 1, column: 1 },
        hint: 'renew the patch for the version that is fetched',
        output: `${stdout}${stderr}`.replaceAll(tree, '.'),
      });
    }
  }
}

async function listFiles(folder: string, below = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await listFiles(folder, path)));
    else files.push(path);
  }
  return files.sort();
}

async function toLf(tree: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const bytes = await readFile(join(tree, file)).catch(() => Buffer.alloc(0));
    if (!bytes.includes(13) || bytes.includes(0)) continue;
    await writeFile(join(tree, file), bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  }
}

/** The source of `project.fetch[key]`, ready to be compiled. `root` is the workspace's folder. */
export async function prepareSource(root: string, project: Project, key: string): Promise<FetchedSource> {
  const fetched = project.manifest.fetch?.[key] as FetchManifest;
  const location = project.locate(['fetch', key]);
  const place = { location, sourceLine: project.sourceLine(location.line) };
  const { default: glob } = await import('fast-glob');
  const folder = join(root, project.root);
  const names = (await glob(fetched.patches ?? [], { cwd: folder })).sort();
  const patches = names.map((name) => ({ name, path: join(folder, name) }));
  const origin = await obtain(key, fetched, place);
  const hash = createHash('sha256').update(JSON.stringify([1, origin.sha256, fetched.lineEnds ?? 'keep']));
  for (const { path } of patches) hash.update(await readFile(path)).update('\0');
  const id = `${key}-${fetched.version}-${hash.digest('hex').slice(0, 16)}`;
  const final = sourceFolder(id);
  const listed = await readFile(join(final, 'files.json'), 'utf8').catch(() => undefined);
  const result = (files: string[]): FetchedSource => ({ id, files, sha256: origin.sha256, from: origin.from });
  if (listed !== undefined) return result(JSON.parse(listed) as string[]);
  const aside = join(cacheFolder(), 'sources', `.${id}.${process.pid}.${randomBytes(4).toString('hex')}`);
  try {
    const tree = join(aside, 'tree');
    await mkdir(tree, { recursive: true });
    await unpack(downloadPath(origin.sha256), tree, origin.file, place);
    if (fetched.lineEnds === 'lf') await toLf(tree, await listFiles(tree));
    await applyPatches(tree, project, patches);
    const files = await listFiles(tree);
    await writeFile(join(aside, 'files.json'), JSON.stringify(files));
    // Another process may have been faster: its result is the same.
    await rename(aside, final).catch(async (error: unknown) => {
      if (!(await there(join(final, 'files.json')))) throw error;
    });
    return result(files);
  } catch (error) {
    throw explainFailure(place, origin.file, error);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
