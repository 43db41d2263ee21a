// SPDX-License-Identifier: BSD-3-Clause
// PlanPaths and files: `workspace:`, `store:`, `out:` of a plan, and `cc:` for the compiler's own headers.
import { dirname, isAbsolute, join, normalize, relative, resolve } from 'node:path';
import type { PlanPath } from '../model.js';

export interface PathMap {
  /** Absolute path of a PlanPath. */
  absolute(path: PlanPath): string;
  /** As a command gets it: relative to the workspace (the working directory) where the file lies in it. */
  argument(path: PlanPath): string;
  /** The PlanPath of a file that a tool named; `file:<absolute>` when it lies in none of the known folders. */
  name(file: string): PlanPath;
  /** Tells `name` that a fetched source is in use. */
  useSource(id: string): void;
  /** Folders of the compiler itself, first the longest. */
  useCompiler(folders: readonly string[]): void;
  /** Every fetched source in use and its folder. */
  sourceFolders(): ReadonlyMap<string, string>;
}

/** The id of the fetched source that a PlanPath lies in. */
export function sourceId(path: PlanPath): string | undefined {
  if (!path.startsWith('store:')) return undefined;
  const slash = path.indexOf('/');
  return path.slice(6, slash < 0 ? undefined : slash);
}

/** Whether `path` is `folder` or lies in it. */
export function isInside(path: PlanPath, folder: PlanPath): boolean {
  const base = folder.endsWith('/') || folder.endsWith(':') ? folder : `${folder}/`;
  return path === folder || path.startsWith(base);
}

export function makePathMap(workspaceRoot: string, buildFolder: string, sources: (id: string) => string): PathMap {
  const folders = new Map<string, string>();
  const compiler = new Map<string, string>();
  const absoluteOf = new Map<string, string>();
  const nameOf = new Map<string, string>();

  function useSource(id: string): void {
    if (!folders.has(id)) folders.set(id, resolve(workspaceRoot, sources(id)));
  }

  function absolute(path: PlanPath): string {
    const known = absoluteOf.get(path);
    if (known !== undefined) return known;
    const result = compute(path);
    absoluteOf.set(path, result);
    return result;
  }

  function compute(path: PlanPath): string {
    if (path.startsWith('workspace:')) return join(workspaceRoot, path.slice(10));
    if (path.startsWith('out:')) return join(buildFolder, path.slice(4));
    if (path.startsWith('file:')) return path.slice(5);
    if (path.startsWith('cc:')) {
      for (const [folder, name] of compiler) if (isInside(path, name)) return folder + path.slice(name.length);
      return path;
    }
    const id = sourceId(path);
    if (id === undefined) return resolve(workspaceRoot, path);
    // The folder that holds all fetched sources.
    if (id === '') return dirname(dirname(resolve(workspaceRoot, sources('id'))));
    useSource(id);
    return join(folders.get(id)!, path.slice(6 + id.length));
  }

  function argument(path: PlanPath): string {
    const file = absolute(path);
    const short = relative(workspaceRoot, file);
    return short === '' ? '.' : short.startsWith('..') || isAbsolute(short) ? file : short;
  }

  function name(file: string): PlanPath {
    const known = nameOf.get(file);
    if (known !== undefined) return known;
    const full = normalize(isAbsolute(file) ? file : join(workspaceRoot, file));
    const result = describe(full);
    nameOf.set(file, result);
    return result;
  }

  function describe(full: string): PlanPath {
    for (const [id, folder] of folders)
      if (full.startsWith(`${folder}/`)) return `store:${id}/${full.slice(folder.length + 1)}`;
    for (const [folder, short] of compiler)
      if (full === folder || full.startsWith(`${folder}/`)) return short + full.slice(folder.length);
    if (full.startsWith(`${buildFolder}/`)) return `out:${full.slice(buildFolder.length + 1)}`;
    if (full.startsWith(`${workspaceRoot}/`)) return `workspace:${full.slice(workspaceRoot.length + 1)}`;
    return `file:${full}`;
  }

  function useCompiler(list: readonly string[]): void {
    for (const folder of list) if (!compiler.has(folder)) compiler.set(folder, `cc:${compiler.size}`);
    nameOf.clear();
    absoluteOf.clear();
  }

  return { absolute, argument, name, useSource, useCompiler, sourceFolders: () => folders };
}
