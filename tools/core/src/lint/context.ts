// SPDX-License-Identifier: BSD-3-Clause
// What the rules of lint look at: one project, the texts of its files, and the headers that other projects show.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic, Location } from '../diagnostic.js';
import type { Project, Workspace } from '../model.js';
import type { Entry } from '../resolve/names.js';
import { scanSource } from '../scan/scan-source.js';
import { everyOption } from '../resolve/scope.js';

export interface SourceText {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly text: string;
}

export interface LintContext extends LintWorkspace {
  readonly project: Project;
  /** Sorted by path; of text files only. */
  readonly files: readonly SourceText[];
  /** Names of all files, sorted, whether they are text or not. */
  readonly names: readonly string[];
}

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.nx']);
const TEXT = /\.(?:c|h|S|s|lds|sh|awk|py|mjs|ts|hbs)$/;

/** Files below a folder that belong to no project further down. */
async function list(folder: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true }).catch(() => []);
  if (prefix !== '' && entries.some((entry) => entry.name === 'project.json')) return [];
  const found = await Promise.all(
    entries.map((entry) => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : list(folder, path);
      return [path];
    }),
  );
  return found.flat();
}

/** Folders of a list that stand in the project itself; undefined where one does not. */
function localFolders({ manifest }: Project): string[] | undefined {
  const all = (manifest.includes?.public ?? []).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : [entry.folder].flat(),
  );
  return all.some((folder) => /^[A-Za-z0-9_-]+:/.test(folder) || folder.includes('{')) ? undefined : all;
}

/** Interfaces whose headers are those of their providers. */
const HEADERS_OF_PROVIDERS = ['arch', 'libc'];

/** What all projects have in common, read once. */
export interface LintWorkspace {
  readonly workspace: Workspace;
  readonly options: ReadonlyMap<string, Entry>;
  /** Source files of the template of a port; those of its architecture as `{arch}/…`. */
  readonly template: readonly string[];
  /** Library of the platforms' folder → its source files, which ports that require it need not have. */
  readonly shared: ReadonlyMap<string, readonly string[]>;
  /** Project → names of the headers that it shows; undefined when they cannot be told without fetching or building. */
  readonly shown: ReadonlyMap<string, readonly string[] | undefined>;
  /** Header → names of those that it includes. */
  readonly included: ReadonlyMap<string, readonly string[]>;
}

async function templateFiles({ root, projects }: Workspace): Promise<string[]> {
  const stub = projects.get('plat-stub');
  if (stub === undefined) return [];
  const archs = stub.manifest.supports?.archs ?? [];
  const files = (await list(join(root, stub.root))).filter(
    (name) => /\.(?:c|S|lds)$/.test(name) || name === 'README.md',
  );
  return files
    .map((file) => archs.reduce((name, arch) => name.replace(new RegExp(`^${arch}/`), '{arch}/'), file))
    .sort();
}

/** Sources of libraries that stand beside the platforms. */
async function sharedFiles({ root, projects }: Workspace): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { name, root: folder, manifest } of projects.values())
    if (manifest.kind === 'library' && folder.startsWith('platforms/')) found.set(name, await list(join(root, folder)));
  return found;
}

export async function lintWorkspace(workspace: Workspace): Promise<LintWorkspace> {
  const { root, projects } = workspace;
  const shown = new Map<string, readonly string[] | undefined>();
  const included = new Map<string, readonly string[]>();
  for (const project of projects.values()) {
    const folders = localFolders(project);
    const names: string[] = [];
    for (const folder of folders ?? []) {
      for (const name of await list(join(root, project.root, folder))) {
        names.push(name);
        const text = await readFile(join(root, project.root, folder, name), 'utf8');
        included.set(
          name,
          scanSource(text).includes.map((one) => one.name),
        );
      }
    }
    shown.set(project.name, folders && names);
  }
  for (const name of HEADERS_OF_PROVIDERS) {
    const providers = [...projects.values()].filter(({ manifest }) => manifest.provides?.includes(name));
    const lists = [name, ...providers.map((provider) => provider.name)].map((one) => shown.get(one));
    shown.set(name, lists.includes(undefined) ? undefined : lists.flatMap((one) => one ?? []));
  }
  return {
    workspace,
    options: everyOption(projects),
    template: await templateFiles(workspace),
    shared: await sharedFiles(workspace),
    shown,
    included,
  };
}

export async function lintContext(common: LintWorkspace, project: Project): Promise<LintContext> {
  const folder = join(common.workspace.root, project.root);
  const names = (await list(folder)).sort();
  const texts = names.filter((name) => TEXT.test(name));
  const files = await Promise.all(
    texts.map(async (path) => ({ path, text: await readFile(join(folder, path), 'utf8') })),
  );
  return { ...common, project, files, names };
}

/** Of a third party and only kept here: what its configure found, as data. */
export const isThirdParty = ({ project }: LintContext, path: string): boolean =>
  project.manifest.fetch !== undefined && path.startsWith('config/');

/** The place of `length` characters at `offset` of a file. */
export function placeIn(
  { project }: Pick<LintContext, 'project'>,
  { path, text }: SourceText,
  offset: number,
  length = 1,
): { location: Location; sourceLine: string } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(0, start).split('\n').length;
  const end = text.indexOf('\n', start);
  return {
    location: { file: `${project.root}/${path}`, line, column: offset - start + 1, length },
    sourceLine: text.slice(start, end < 0 ? text.length : end).replace(/\r$/, ''),
  };
}

export function fault(
  code: Diagnostic['code'],
  message: string,
  place: { location: Location; sourceLine: string },
  hint: string,
): Diagnostic {
  return { code, message, ...place, hint };
}

/** A rule is a function from what it looks at to what is wrong. */
export type Rule = (context: LintContext) => Diagnostic[];
