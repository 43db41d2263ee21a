// SPDX-License-Identifier: BSD-3-Clause
// Finds and reads the project.json files of a workspace and of packages that bring pools. A broken one is a diagnostic; the others are still read.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.js';
import type { Project, Workspace } from '../model.js';
import { isPackaged, poolPackages } from './packages.js';
import { ProjectFile } from './project-file.js';
import { openVerdicts, type Verdicts } from './verdicts.js';

const POOLS = ['archs', 'platforms', 'libs', 'apps'];
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.nx']);

/** Paths of the project.json files below `folder`, relative to `root`. */
async function find(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : find(root, path);
      return entry.name === 'project.json' ? [path] : [];
    }),
  );
  return found.flat();
}

/** What a text says; `project` only if it is of Unicore and right. */
export interface Read {
  readonly project?: Project;
  /** As far as it can be told. */
  readonly name?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** A text whose contents were found right before. */
function readKnown(file: string, text: string): Read {
  const json = JSON.parse(text) as { unicore?: unknown };
  return json.unicore === undefined
    ? { diagnostics: [] }
    : { project: new ProjectFile(file, text, json), diagnostics: [] };
}

function duplicate(project: Project, other: Project): Diagnostic {
  const location = project.locate([]);
  return {
    code: 'UNICORE_E_DUPLICATE_PROJECT',
    message: `two projects are called ${project.name}`,
    location,
    sourceLine: project.sourceLine(location.line),
    notes: [{ message: 'the other one', location: other.locate([]) }],
    hint: 'rename one of them',
  };
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** A workspace of texts: path of the file → its contents. The order does not matter. */
export async function readTexts(
  root: string,
  texts: Iterable<readonly [string, string]>,
  verdicts?: Verdicts,
): Promise<Workspace> {
  const projects = new Map<string, Project>();
  const broken = new Map<string, readonly Diagnostic[]>();
  const diagnostics: Diagnostic[] = [];
  for (const [file, text] of [...texts].sort(byKey)) {
    // Packages that check are loaded only for what has not been checked before.
    const {
      project,
      name,
      diagnostics: found,
    } = verdicts?.isRight(text)
      ? readKnown(file, text)
      : await import('./validate.js').then(({ validateText }) => validateText(file, text));
    diagnostics.push(...found);
    if (found.length === 0) verdicts?.add(text);
    else if (name !== undefined) broken.set(name, found);
    if (project === undefined) continue;
    const other = projects.get(project.name);
    // A local project replaces a package's.
    if (other === undefined || (isPackaged(other) && !isPackaged(project))) projects.set(project.name, project);
    else if (isPackaged(project) && !isPackaged(other)) continue;
    else diagnostics.push(duplicate(project, other));
  }
  verdicts?.save();
  return { root, projects: new Map([...projects].sort(byKey)), diagnostics, broken };
}

/** Reads all projects below `root`. Never throws for what a manifest says: see `diagnostics`. */
export async function readWorkspace(root: string): Promise<Workspace> {
  const folders = [...POOLS, ...poolPackages(root).map((one) => one.root)];
  const files = (await Promise.all(folders.map((folder) => find(root, folder)))).flat();
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(join(root, file), 'utf8')] as const));
  return readTexts(root, texts, await openVerdicts());
}
