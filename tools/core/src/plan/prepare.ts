// SPDX-License-Identifier: BSD-3-Clause
// What the plan must know of the file system, read before: the files of each project and of each fetched source, templates' texts.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareSource, type FetchedSource } from '../fetch/sources.js';
import { UnicoreError } from '../diagnostic.js';
import type { Configuration, Project, Workspace } from '../model.js';
import { probeInterpreter, type Interpreter } from '../toolchain/probe.js';
import type { BuiltFolder } from './built-folder.js';
import { substitute } from './scope.js';

export interface Sources {
  /** Project → its files, sorted, relative to its folder. */
  readonly local: ReadonlyMap<string, readonly string[]>;
  /** `<project>:<key>` → the unpacked source. */
  readonly fetched: ReadonlyMap<string, FetchedSource>;
  /** `workspace:` path of a template → its text. */
  readonly templates: ReadonlyMap<string, string>;
  /** Those that the configuration's scripts name. */
  readonly interpreters: ReadonlyMap<string, Interpreter>;
  /** What another project built, where that is the root file system. */
  readonly rootfs?: BuiltFolder;
}

const LEFT_OUT = new Set(['node_modules', 'dist']);

/** All files below a folder, sorted; links are not followed. */
function filesBelow(folder: string, below = '', found: string[] = []): string[] {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) found.push(path);
    else if (!LEFT_OUT.has(entry.name)) filesBelow(folder, path, found);
  }
  return below === '' ? found.sort() : found;
}

/** Listed once, however many targets of a run name the project. */
const listed = new WeakMap<Workspace, Map<string, readonly string[]>>();

function localFiles(workspace: Workspace, { name, root }: Project): readonly string[] {
  const known = listed.get(workspace) ?? new Map<string, readonly string[]>();
  listed.set(workspace, known);
  const files = known.get(name) ?? filesBelow(join(workspace.root, root));
  known.set(name, files);
  return files;
}

/** The target of another project that builds the root file system, if the image has one. */
export function rootfsFrom({ application, projects }: Configuration): string | undefined {
  const rootfs = application.manifest.run?.rootfs;
  if (rootfs === undefined || !('from' in rootfs)) return undefined;
  const isRead = [...projects.values()].some(({ project }) => project.manifest.provides?.includes('rootfs'));
  return isRead ? rootfs.from : undefined;
}

function noInterpreter(project: Project, index: number, name: string): UnicoreError {
  const location = project.locate(['generate', index, 'interpreter']);
  return new UnicoreError({
    code: 'UNICORE_E_TOOL_MISSING',
    message: `${project.name} generates a file with ${name}, which is not installed`,
    location,
    sourceLine: project.sourceLine(location.line),
    hint: `install ${name}`,
  });
}

/** Fetches and unpacks what the configuration needs; offline when it is there already. */
export async function prepareSources(workspace: Workspace, configuration: Configuration): Promise<Sources> {
  const local = new Map<string, readonly string[]>();
  const fetched = new Map<string, FetchedSource>();
  const templates = new Map<string, string>();
  const interpreters = new Map<string, Interpreter>();
  for (const { project, holds } of configuration.projects.values()) {
    const { manifest } = project;
    local.set(project.name, localFiles(workspace, project));
    for (const key of Object.keys(manifest.fetch ?? {}).sort()) {
      fetched.set(`${project.name}:${key}`, await prepareSource(workspace.root, project, key));
    }
    for (const [index, entry] of (manifest.generate ?? []).entries()) {
      if (!holds(entry.when)) continue;
      if ('template' in entry) {
        const path = `${project.root}/${substitute(entry.template, configuration.target)}`;
        templates.set(`workspace:${path}`, await readFile(join(workspace.root, path), 'utf8'));
      } else if (!interpreters.has(entry.interpreter)) {
        const { interpreter } = entry;
        interpreters.set(
          interpreter,
          await probeInterpreter(interpreter, () => noInterpreter(project, index, interpreter)),
        );
      }
    }
  }
  const from = rootfsFrom(configuration);
  if (from === undefined) return { local, fetched, templates, interpreters };
  const { builtFolder } = await import('./built-folder.js');
  const rootfs = builtFolder(workspace.root, from, configuration.application);
  return { local, fetched, templates, interpreters, rootfs };
}
