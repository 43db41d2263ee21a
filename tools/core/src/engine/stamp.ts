// SPDX-License-Identifier: BSD-3-Clause
// Whether there is nothing to do: the signatures of all files and folders that the last build of an image looked at. When each
// is as it was, so is the image; nothing is read, resolved or planned. Else the build decides by contents, as always.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildRequest } from '../build.js';
import type { Diagnostic } from '../diagnostic.js';
import { cacheFolder, sourceFolder } from '../fetch/cache.js';
import { poolPackages } from '../manifest/packages.js';
import type { Sources } from '../plan/prepare.js';
import { signatureOf, signatureSince, statOf } from '../scan/file-state.js';
import { writeWhole } from '../store/write-whole.js';
import type { Toolchain } from '../toolchain/probe.js';

interface Stamp {
  readonly version: number;
  readonly request: string;
  readonly environment: string;
  readonly actions: number;
  readonly warnings: readonly Diagnostic[];
  /** Path and signature in turn. */
  readonly files: readonly string[];
}

const VERSION = 2;

const stampFile = (outputFolder: string): string => join(outputFolder, '.build', 'stamp.json');

/** What changes a build and is no file. */
const environment = (): string =>
  JSON.stringify([process.env['PATH'], cacheFolder(), process.env['SOURCE_DATE_EPOCH'] ?? '']);

const requestText = ({
  application,
  target,
  test = false,
  provider,
  overrides = {},
  fragments = [],
}: BuildRequest): string =>
  JSON.stringify([
    application,
    target,
    test,
    provider ?? '',
    Object.entries(overrides).sort(),
    fragments.map(({ file, text }) => [file, text]),
  ]);

export interface Unchanged {
  readonly actions: number;
  readonly warnings: readonly Diagnostic[];
}

export function unchanged(outputFolder: string, request: BuildRequest): Unchanged | undefined {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(outputFolder), 'utf8')) as Stamp;
    if (stamp.version !== VERSION || stamp.request !== requestText(request) || stamp.environment !== environment())
      return undefined;
    const { files } = stamp;
    for (let n = 0; n < files.length; n += 2) if (signatureOf(statOf(files[n]!)) !== files[n + 1]) return undefined;
    return stamp;
  } catch {
    return undefined;
  }
}

/** A folder and all folders below it; files too when `deep`. */
function below(folder: string, deep: (name: string) => boolean, found: string[] = []): string[] {
  found.push(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    if (entry.isDirectory()) below(join(folder, entry.name), deep, found);
    else if (deep(entry.name)) found.push(join(folder, entry.name));
  }
  return found;
}

export interface StampInputs {
  readonly request: BuildRequest;
  readonly root: string;
  /** Before the workspace was read (ms). */
  readonly since: number;
  readonly sources: Sources;
  readonly toolchain: Toolchain;
  readonly warnings: readonly Diagnostic[];
  /** What the actions read or looked for in vain. */
  readonly asked: readonly string[];
  /** Names in the output folder. */
  readonly outputs: readonly string[];
  readonly actions: number;
}

const POOLS = ['archs', 'platforms', 'libs', 'apps'];

/** A name that is not there shows up in the nearest folder that is. */
function placeOf(file: string, root: string): string {
  if (statOf(file) !== undefined) return file;
  let folder = dirname(file);
  while (statOf(folder) === undefined) folder = dirname(folder);
  // Outputs come and go at the root.
  return folder === root ? file : folder;
}

function lookedAt({ root, sources, toolchain, asked }: StampInputs): Set<string> {
  const files = new Set<string>(asked.map((file) => placeOf(file, root)));
  // Where a new file or project would show, the manifests, and what is read while the plan is made.
  for (const pool of POOLS) {
    if (statOf(join(root, pool)) === undefined) files.add(join(root, pool));
    else
      for (const path of below(join(root, pool), (name) => name === 'project.json' || name.endsWith('.patch')))
        files.add(path);
  }
  // What is installed changes by being installed anew.
  for (const one of poolPackages(root)) files.add(join(root, one.root, 'package.json'));
  files.add(join(root, 'package.json'));
  for (const path of sources.templates.keys()) files.add(join(root, path.slice('workspace:'.length)));
  for (const path of sources.rootfs?.looked ?? []) files.add(path);
  for (const { id } of sources.fetched.values()) files.add(join(sourceFolder(id), 'files.json'));
  for (const path of [toolchain, ...sources.interpreters.values()].flatMap(({ looked }) => looked)) files.add(path);
  // The tool itself.
  for (const path of below(join(import.meta.dirname, '..'), (name) => name.endsWith('.js'))) files.add(path);
  // What is read as a folder is what lies below it.
  for (const path of asked)
    if (statOf(path)?.isDirectory()) for (const inner of below(path, () => true)) files.add(inner);
  return files;
}

/** The build succeeded, and nobody else builds into the folder. */
export function writeStamp(outputFolder: string, inputs: StampInputs): void {
  const { request, since, warnings, actions, outputs } = inputs;
  const place = stampFile(outputFolder);
  try {
    const files: string[] = [];
    for (const file of lookedAt(inputs)) {
      const signature = signatureSince(file, since);
      // It changed while we built: the next build looks closely.
      if (signature === undefined) return rmSync(place, { force: true });
      files.push(file, signature);
    }
    for (const name of outputs) files.push(join(outputFolder, name), signatureOf(statOf(join(outputFolder, name))));
    const stamp: Stamp = {
      version: VERSION,
      request: requestText(request),
      environment: environment(),
      actions,
      warnings,
      files,
    };
    writeWhole(place, JSON.stringify(stamp));
  } catch {
    rmSync(place, { force: true });
  }
}
