// SPDX-License-Identifier: BSD-3-Clause
// What the plan must know of the file system, read before: the files of each project and of each fetched source, templates' texts.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareSource, type FetchedSource } from '../fetch/sources.js';
import type { Configuration, Workspace } from '../model.js';
import { substitute } from './scope.js';

export interface Sources {
  /** Project → its files, sorted, relative to its folder. */
  readonly local: ReadonlyMap<string, readonly string[]>;
  /** `<project>:<key>` → the unpacked source. */
  readonly fetched: ReadonlyMap<string, FetchedSource>;
  /** `workspace:` path of a template → its text. */
  readonly templates: ReadonlyMap<string, string>;
}

/** Fetches and unpacks what the configuration needs; offline when it is there already. */
export async function prepareSources(workspace: Workspace, configuration: Configuration): Promise<Sources> {
  const { default: glob } = await import('fast-glob');
  const local = new Map<string, readonly string[]>();
  const fetched = new Map<string, FetchedSource>();
  const templates = new Map<string, string>();
  for (const { project, holds } of configuration.projects.values()) {
    const { manifest } = project;
    const cwd = join(workspace.root, project.root);
    const files = await glob('**', {
      cwd,
      dot: true,
      onlyFiles: false,
      markDirectories: true,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**', 'dist/**'],
    });
    local.set(project.name, files.filter((file) => !file.endsWith('/')).sort());
    for (const key of Object.keys(manifest.fetch ?? {}).sort()) {
      fetched.set(`${project.name}:${key}`, await prepareSource(workspace.root, project, key));
    }
    for (const entry of manifest.generate ?? []) {
      if (!('template' in entry) || !holds(entry.when)) continue;
      const path = `${project.root}/${substitute(entry.template, configuration.target)}`;
      templates.set(`workspace:${path}`, await readFile(join(workspace.root, path), 'utf8'));
    }
  }
  return { local, fetched, templates };
}
