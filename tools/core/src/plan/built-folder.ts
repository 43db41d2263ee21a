// SPDX-License-Identifier: BSD-3-Clause
// `rootfs: { "from": "web:build" }`: where another project's target of the workspace leaves what it built, and what lies there.
// Nx orders and hashes it; here it is the folder that is there.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UnicoreError } from '../diagnostic.js';
import type { PlanPath, Project } from '../model.js';
import { closest } from './suggest.js';

export interface BuiltFolder {
  readonly folder: PlanPath;
  /** Relative to it, sorted. */
  readonly files: readonly string[];
  /** Absolute paths that say where it is and what it holds. */
  readonly looked: readonly string[];
}

interface TargetJson {
  readonly outputs?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

interface ProjectJson {
  readonly name?: string;
  readonly targets?: Readonly<Record<string, TargetJson>>;
  readonly nx?: { readonly name?: string; readonly targets?: Readonly<Record<string, TargetJson>> };
}

/** A project of Nx, of Unicore or not. */
interface Found {
  readonly name: string;
  /** Relative to the workspace. */
  readonly root: string;
  readonly file: string;
  readonly targets: Readonly<Record<string, TargetJson>>;
}

const SKIPPED = new Set(['node_modules', 'dist', 'tmp']);

function read(file: string): ProjectJson | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProjectJson;
  } catch {
    return undefined;
  }
}

/** As Nx does: project.json, else package.json; the name of a folder where neither says one. */
function projectIn(root: string, folder: string): Found | undefined {
  for (const name of ['project.json', 'package.json']) {
    const file = join(root, folder, name);
    const json = read(file);
    if (json === undefined) continue;
    const targets = json.targets ?? json.nx?.targets ?? {};
    return { name: json.nx?.name ?? json.name ?? basename(folder), root: folder, file, targets };
  }
  return undefined;
}

function* projectsBelow(root: string, folder = ''): Generator<Found> {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const own = folder === '' ? undefined : projectIn(root, folder);
  if (own !== undefined) yield own;
  for (const entry of entries) {
    if (!entry.isDirectory() || SKIPPED.has(entry.name) || entry.name.startsWith('.')) continue;
    yield* projectsBelow(root, folder === '' ? entry.name : `${folder}/${entry.name}`);
  }
}

/** Its outputs as paths relative to the workspace, without what only globs say. */
function outputsOf({ root, targets }: Found, target: string): string[] {
  const { outputs, options = {} } = targets[target] ?? {};
  // What Nx takes for the outputs of a target that declares none.
  const written = outputs ?? [`dist/${root}`, `${root}/dist`, `${root}/build`, `${root}/public`];
  return written
    .map((path) =>
      path
        .replace(/^\{workspaceRoot\}\//, '')
        .replace(/^\{projectRoot\}/, root)
        .replaceAll('{projectName}', basename(root))
        .replace(/\{options\.(\w+)\}/g, (_, name: string) => String(options[name] ?? ''))
        .replace(/\/\*.*$/, '')
        .replace(/\/+$/, ''),
    )
    .filter((path) => path !== '' && !/[*{}!]/.test(path));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function walk(
  root: string,
  below = '',
  files: string[] = [],
  folders: string[] = [],
): { files: string[]; folders: string[] } {
  folders.push(join(root, below));
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) walk(root, path, files, folders);
    else files.push(path);
  }
  return { files, folders };
}

/**
 * @param from `<project>:<target>`
 * @param owner whose manifest says so
 * @throws UnicoreError when there is no such project, or it was not built
 */
export function builtFolder(root: string, from: string, owner: Project): BuiltFolder {
  const colon = from.indexOf(':');
  const [name, target] = [from.slice(0, colon), from.slice(colon + 1)];
  const location = owner.locate(['run', 'rootfs', 'from']);
  const fail = (message: string, hint: string): UnicoreError =>
    new UnicoreError({
      code: 'UNICORE_E_ROOTFS_FROM',
      message,
      hint,
      location,
      sourceLine: owner.sourceLine(location.line),
    });
  const seen: string[] = [];
  let found: Found | undefined;
  for (const project of projectsBelow(root)) {
    seen.push(project.name);
    if (project.name !== name) continue;
    found = project;
    break;
  }
  if (found === undefined) {
    const guess = closest(name, seen);
    throw fail(
      `no project of the workspace is called "${name}"`,
      guess ? `did you mean "${guess}"?` : 'name one that is there',
    );
  }
  const outputs = outputsOf(found, target);
  const folder = outputs.find((path) => isFolder(join(root, path)));
  if (folder === undefined)
    throw fail(
      `${from} has left nothing in ${outputs.join(', ') || 'any folder'}`,
      `run it before: npx nx run ${from}`,
    );
  const { files, folders } = walk(join(root, folder));
  const looked = [found.file, ...outputs.map((path) => join(root, path)), ...folders];
  return { folder: `workspace:${folder}`, files: files.sort(), looked: looked.map((path) => nearest(path)) };
}

/** A folder that is not there shows up in the one above it that is. */
function nearest(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? nearest(dirname(path)) : path;
}
