// SPDX-License-Identifier: BSD-3-Clause
// `nx g @unicore/nx:platform` and `arch`: copies of the template of a port under another name.
import type { Tree } from '@nx/devkit';
import type { Project, Workspace } from '@unicore/core/model.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '../cli/flags.js';
import { failWith, named, writeNew, type Files } from './names.js';

export interface PlatformOptions {
  readonly name: string;
  readonly directory?: string;
  readonly arch?: string;
}

export interface ArchOptions {
  readonly name: string;
  readonly directory?: string;
  /** The architecture that is copied. */
  readonly from?: string;
}

async function readProjects(tree: Tree): Promise<Workspace> {
  const { readWorkspace } = await import('@unicore/core/manifest/read.js');
  return readWorkspace(tree.root);
}

function find({ projects }: Workspace, name: string): Project {
  const project = projects.get(name);
  if (project) return project;
  return failWith(usageError(`no project is called "${name}"`, 'nx g @unicore/nx:init brings the pools'));
}

/** Texts of a project, without what belongs to its tests' results. */
function filesOf(tree: Tree, { root }: Project): Files {
  const folder = join(tree.root, root);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !/(?:^|\/)(?:node_modules|dist)(?:\/|$)/.test(entry.parentPath.slice(folder.length)),
    )
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

type Rename = readonly [RegExp, string];

const renamed = (text: string, renames: readonly Rename[]): string =>
  renames.reduce((now, [from, to]) => now.replace(from, to), text);

const copy = (files: Files, renames: readonly Rename[]): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [renamed(path, renames), renamed(text, renames)]));

export async function platform(tree: Tree, options: PlatformOptions): Promise<void> {
  const own = named(options.name, 'plat-');
  const { name: arch } = named(options.arch ?? 'x86_64', 'arch-');
  const workspace = await readProjects(tree);
  find(workspace, `arch-${arch}`);
  const { 'README.md': _, ...files } = filesOf(tree, find(workspace, 'plat-stub'));
  const folder = options.directory ?? `platforms/${own.name}`;
  const renames: Rename[] = [
    [/uc_stub_/g, `uc_${own.symbol}_`],
    [/STUB_/g, `${own.macro}_`],
    [/plat-stub/g, `plat-${own.name}`],
    [/stub\.h/g, `${own.name}.h`],
    [/(?<=")x86_64(?=")/g, arch],
    [/^x86_64\//, `${arch}/`],
  ];
  writeNew(tree, folder, {
    ...copy(files, renames),
    'README.md': `# plat-${own.name}

A port that is begun: it compiles and links, and its images stop at once. What each file owes stands in it; the contract is
\`<unicore/platform.h>\`. When it boots, add \`"run": { "machine": "qemu" }\` (or \`host\`), and its tests run.
`,
  });
}

export async function arch(tree: Tree, options: ArchOptions): Promise<void> {
  const own = named(options.name, 'arch-');
  const from = named(options.from ?? 'x86_64', 'arch-').name;
  const files = filesOf(tree, find(await readProjects(tree), `arch-${from}`));
  const renames: Rename[] = [[new RegExp(`arch-${from}\\b`, 'g'), `arch-${own.name}`]];
  writeNew(tree, options.directory ?? `archs/${own.name}`, copy(files, renames));
}
