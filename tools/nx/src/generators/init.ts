// SPDX-License-Identifier: BSD-3-Clause
// `nx g @unicore/nx:init`, which `nx add` runs: a workspace that builds images.
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { json } from './names.js';

export interface InitOptions {
  /** Leaves package.json as it is. */
  readonly skipPackageJson?: boolean;
}

const PLUGINS = ['@unicore/nx', '@unicore/plugin'];
const POOLS = ['@unicore/archs', '@unicore/platforms', '@unicore/libs'];
const IGNORED = ['node_modules', 'dist', '.nx', 'compile_commands.json'];

const read = (tree: Tree, file: string): Record<string, unknown> =>
  JSON.parse(tree.read(file, 'utf8') ?? '{}') as Record<string, unknown>;

function addLines(tree: Tree, file: string, lines: readonly string[]): void {
  const text = tree.read(file, 'utf8') ?? '';
  const known = new Set(text.split('\n').map((line) => line.replace(/^\/|\/$/g, '')));
  const missing = lines.filter((line) => !known.has(line));
  if (missing.length === 0) return;
  tree.write(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`);
}

function addPlugin(tree: Tree): void {
  const nx = read(tree, 'nx.json');
  const plugins = (nx['plugins'] as (string | { plugin: string })[] | undefined) ?? [];
  if (plugins.some((one) => PLUGINS.includes(typeof one === 'string' ? one : one.plugin))) return;
  tree.write('nx.json', json({ ...nx, plugins: [...plugins, '@unicore/nx'] }));
}

/** The pools in the version of this package. */
function addPools(tree: Tree): boolean {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  const file = read(tree, 'package.json');
  const [own, dev] = [file['dependencies'], file['devDependencies']] as (Record<string, string> | undefined)[];
  const missing = POOLS.filter((name) => own?.[name] === undefined && dev?.[name] === undefined);
  if (missing.length === 0) return false;
  const more = { ...dev, ...Object.fromEntries(missing.map((name) => [name, version])) };
  const sorted = Object.fromEntries(Object.entries(more).sort(([a], [b]) => (a < b ? -1 : 1)));
  tree.write('package.json', json({ ...file, devDependencies: sorted }));
  return true;
}

export async function init(tree: Tree, options: InitOptions): Promise<GeneratorCallback | undefined> {
  addPlugin(tree);
  // The largest part of a no-op's time otherwise, and `run` gives the image's status.
  addLines(tree, '.env', ['NX_ISOLATE_PLUGINS=false']);
  addLines(tree, '.gitignore', IGNORED);
  if (!tree.exists('.clang-format'))
    tree.write('.clang-format', readFileSync(new URL('../../files/clang-format', import.meta.url), 'utf8'));
  if (options.skipPackageJson || !addPools(tree)) return undefined;
  const { installPackagesTask } = await import('@nx/devkit');
  return () => installPackagesTask(tree);
}
