// SPDX-License-Identifier: BSD-3-Clause
// Pools that come from npm: packages that the workspace's own package.json names and whose package.json has "unicore".
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface PoolPackage {
  readonly name: string;
  readonly version: string;
  /** Relative to the workspace. */
  readonly root: string;
  /** Changes when the package is installed anew. */
  readonly state: string;
}

interface PackageJson {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly unicore?: { readonly pool?: boolean };
}

/** @param word nothing is parsed where it does not stand: most packages have none of it, and each command asks */
function read(file: string, word = ''): PackageJson | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.includes(word) ? (JSON.parse(text) as PackageJson) : undefined;
  } catch {
    return undefined;
  }
}

/** Where a project of a package lies; a local project of the same name replaces it. */
export const isPackaged = ({ root }: { readonly root: string }): boolean => root.startsWith('node_modules/');

/** The package that a project lies in. */
export const packageOf = ({ root }: { readonly root: string }): string =>
  /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(root)?.[1] ?? '';

/** By name. One that is named and not installed is npm's to tell. */
export function poolPackages(root: string): PoolPackage[] {
  const { dependencies, devDependencies } = read(join(root, 'package.json')) ?? {};
  const names = Object.keys({ ...dependencies, ...devDependencies }).sort();
  return names.flatMap((name) => {
    const folder = `node_modules/${name}`;
    const file = join(root, folder, 'package.json');
    const found = read(file, '"unicore"');
    if (found?.unicore?.pool !== true) return [];
    const { mtimeMs } = statSync(file);
    return [{ name, version: found.version ?? '', root: folder, state: `${name} ${found.version} ${mtimeMs}` }];
  });
}
