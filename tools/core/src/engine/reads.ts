// SPDX-License-Identifier: BSD-3-Clause
// What a compile read and what it looked for in vain: from its dependency file, and from what that cannot tell.
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import type { Action, PlanPath } from '../model.js';
import { parseDepfile } from '../scan/depfile.js';
import { scanSource, type SourceScan } from '../scan/scan-source.js';
import { probesOf, searchPathOf } from '../scan/search-path.js';
import type { TaskContext } from './context.js';
import { titleOf } from './key.js';
import { isInside } from './paths.js';

export interface Reads {
  /** Absolute. */
  readonly files: readonly string[];
  readonly absent: readonly string[];
  /** Of `files`, those that are embedded as they are. */
  readonly embedded: readonly string[];
  readonly config: readonly (readonly [string, string | null])[];
}

function scanFile({ scans, states }: TaskContext, file: string): SourceScan {
  const key = `${file} ${states.hash(file)}`;
  let scan = scans.get(key);
  if (scan === undefined) {
    scan = scanSource(readFileSync(file, 'latin1'));
    scans.set(key, scan);
  }
  return scan;
}

const shown = (path: PlanPath): string => path.replace(/^\w+:/, '');

/** Where in a file an offset lies. */
function locate(context: TaskContext, file: string, offset: number): Pick<Diagnostic, 'location' | 'sourceLine'> {
  const lines = readFileSync(file, 'latin1').slice(0, offset).split('\n');
  const sourceLine = readFileSync(file, 'latin1').split('\n')[lines.length - 1] ?? '';
  return {
    location: { file: shown(context.paths.name(file)), line: lines.length, column: (lines.at(-1) ?? '').length + 1 },
    sourceLine,
  };
}

/** The names of options that a file uses must stand in its text, else we cannot tell on which options it depends. */
function checkScan(context: TaskContext, file: string, scan: SourceScan): void {
  if (scan.pasting !== undefined) {
    throw new UnicoreError({
      code: 'UNICORE_E_CONFIG_PASTING',
      message: 'a CONFIG_ name is put together by ##',
      ...locate(context, file, scan.pasting),
      hint: 'write the names out, so that the build knows on which options the file depends',
    });
  }
  if (scan.computedEmbed) {
    throw new UnicoreError({
      code: 'UNICORE_E_COMPUTED_INCBIN',
      message: 'the file of an .incbin is named by a macro',
      ...locate(context, file, Math.max(0, readFileSync(file, 'latin1').search(/\.incbin(?![ \t]+\\?")/))),
      hint: 'write the name as a string, so that the build knows on which file the object depends',
    });
  }
}

/** A library cannot reach a header that it does not require. */
function checkRoots(context: TaskContext, action: Action, files: readonly string[]): void {
  const { options, paths, task } = context;
  const roots = action.roots ?? [];
  for (const file of files) {
    const name = paths.name(file);
    if (file.startsWith(`${task.toolchain.include}/`) || roots.some((root) => isInside(name, root))) continue;
    const project = options.projects?.get(action.project);
    const location = project?.locate(['requires']);
    const owner = [...(options.projects?.values() ?? [])].find(({ root }) => name.startsWith(`workspace:${root}/`));
    throw new UnicoreError({
      code: 'UNICORE_E_UNDECLARED_HEADER',
      message: `${titleOf(action)} reads ${shown(name)}, which ${action.project} does not see`,
      ...(project && location ? { location, sourceLine: project.sourceLine(location.line) } : {}),
      hint: owner
        ? `add "${owner.name}" to "requires", and include the header by its public name`
        : 'require the project that has the header',
    });
  }
}

/** As the assembler looks for `.incbin` files: in its working directory, then where `-I` says. */
function embeddedFiles(
  context: TaskContext,
  names: readonly string[],
  folders: readonly string[],
): { found: string[]; absent: string[] } {
  const found: string[] = [];
  const absent: string[] = [];
  for (const name of names) {
    for (const folder of name.startsWith('/') ? ['/'] : folders) {
      const path = normalize(join(folder, name));
      if (context.states.exists(path)) {
        found.push(path);
        break;
      }
      absent.push(path);
    }
  }
  return { found, absent };
}

/** @param command with paths in place, as it ran */
export function readsOf(context: TaskContext, action: Action, command: readonly string[], depfile: string): Reads {
  const { options, paths, states } = context;
  const headers = new Set(
    action.inputs.filter((path) => path.startsWith('out:config/')).map((path) => paths.absolute(path)),
  );
  const files = parseDepfile(depfile)
    .map((file) => normalize(file.startsWith('/') ? file : join(options.root, file)))
    // Of the configuration header, only the values that the files mention count.
    .filter((file) => !headers.has(file));
  const scans = new Map(files.map((file) => [file, scanFile(context, file)]));
  for (const [file, scan] of scans) checkScan(context, file, scan);
  const search = searchPathOf(command, options.root);
  const probes = probesOf(files, search, (file) => scans.get(file)!, states.exists);
  const folders = [options.root, ...search.quote, ...search.angled];
  const embedded = embeddedFiles(context, [...new Set([...scans.values()].flatMap((scan) => scan.embedded))], folders);
  const all = [...new Set([...files, ...probes.present, ...embedded.found])];
  checkRoots(
    context,
    action,
    all.filter((file) => !headers.has(file)),
  );
  checkOrder(context, action, all);
  const names = new Set([...scans.values()].flatMap((scan) => scan.config));
  return {
    files: all,
    embedded: embedded.found,
    absent: [...new Set([...probes.absent, ...embedded.absent])].sort(),
    config: [...names].sort().map((name) => [name, action.config?.get(name) ?? null] as const),
  };
}

/** A generated file that is not among the inputs may be made too late. */
function checkOrder({ paths, made }: TaskContext, action: Action, files: readonly string[]): void {
  for (const file of files) {
    const name = paths.name(file);
    if (!name.startsWith('out:') || action.inputs.includes(name)) continue;
    throw new UnicoreError({
      code: 'UNICORE_E_GENERATED_HEADER',
      message: `${titleOf(action)} reads the generated file ${shown(name)}, which ${made.has(name) ? 'is made by a project that it does not require' : 'nothing makes'}`,
      hint: 'require the project that generates it',
    });
  }
}
