// SPDX-License-Identifier: BSD-3-Clause
// Finds and reads the project.json files of a workspace. A broken one is a diagnostic; the others are still read.
import { Ajv, type ErrorObject } from 'ajv';
import glob from 'fast-glob';
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic, Location } from '../diagnostic.js';
import type { Manifest, Project, Workspace } from '../model.js';
import { closest } from '../plan/suggest.js';
import { manifestSchema } from './schema.js';

type Path = readonly (string | number)[];

const POOLS = ['archs', 'platforms', 'libs', 'apps'];

let compiled: ReturnType<Ajv['compile']> | undefined;
const validator = () => (compiled ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strict: false }).compile(manifestSchema));

/** Keys that an object of the schema at an error may have. */
const allowed = (error: ErrorObject): string[] => Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});

function describe(error: ErrorObject): { message: string; path: string[]; hint?: string } {
  const path = error.instancePath.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const where = path.length === 0 ? 'unicore' : path.join('.');
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params['additionalProperty']);
    const guess = closest(name, allowed(error));
    return { message: `"${name}" is not a key of ${where}`, path: [...path, name], hint: guess ? `did you mean "${guess}"?` : `its keys are ${allowed(error).join(', ')}` };
  }
  if (error.keyword === 'required') return { message: `${where} lacks "${String(error.params['missingProperty'])}"`, path, hint: 'add it' };
  if (error.keyword === 'enum') {
    const values = error.params['allowedValues'] as unknown[];
    const guess = closest(String(error.data), values.map(String));
    return { message: `${where} is "${String(error.data)}"`, path, hint: guess ? `did you mean "${guess}"?` : `it is one of ${values.join(', ')}` };
  }
  if (error.keyword === 'propertyNames' || error.propertyName !== undefined) {
    return { message: `"${error.propertyName ?? String(error.params['propertyName'])}" cannot name an option`, path, hint: 'names begin with a small letter and hold letters and digits: tcpMss' };
  }
  return { message: `${where} ${error.message ?? 'is wrong'}`, path };
}

class ProjectFile implements Project {
  readonly root: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly manifest: Manifest;
  private readonly lineStarts: number[] = [0];

  constructor(
    readonly file: string,
    private readonly text: string,
    private readonly tree: Node,
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
    const json = getNodeValue(tree) as { name?: string; tags?: string[]; unicore: Manifest };
    this.root = dirname(file);
    this.name = json.name ?? '';
    this.tags = json.tags ?? [];
    this.manifest = json.unicore;
  }

  position(offset: number, length = 1): Location {
    let line = this.lineStarts.findIndex((start) => start > offset);
    if (line < 0) line = this.lineStarts.length;
    return { file: this.file, line, column: offset - (this.lineStarts[line - 1] ?? 0) + 1, length };
  }

  /** The nearest place that exists: a path may end in a key that is missing. */
  locate(path: Path): Location {
    for (let length = path.length; length >= 0; length--) {
      const node = findNodeAtLocation(this.tree, ['unicore', ...path.slice(0, length)]);
      if (node === undefined) continue;
      // A whole object or list is pointed at by its key.
      const shown = (node.type === 'object' || node.type === 'array') && node.parent?.type === 'property' ? (node.parent.children?.[0] ?? node) : node;
      return this.position(shown.offset, shown.length);
    }
    return this.position(0);
  }

  sourceLine(line: number): string {
    return this.text.slice(this.lineStarts[line - 1] ?? 0, this.lineStarts[line] ?? this.text.length).replace(/\r?\n$/, '');
  }
}

function read(file: string, text: string): { project?: Project; diagnostics: Diagnostic[] } {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [broken] = errors;
  if (tree === undefined || broken !== undefined) {
    const place = new ProjectFile(file, text, tree ?? ({ type: 'object', offset: 0, length: 1 } as Node)) as ProjectFile;
    const location = place.position(broken?.offset ?? 0, Math.max(1, broken?.length ?? 1));
    const what = broken ? printParseErrorCode(broken.error).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : 'empty file';
    return { diagnostics: [{ code: 'UNICORE_E_JSON', message: `broken JSON: ${what}`, location, sourceLine: place.sourceLine(location.line) }] };
  }
  if (findNodeAtLocation(tree, ['unicore']) === undefined) return { diagnostics: [] };
  const project = new ProjectFile(file, text, tree);
  const diagnostic = (code: Diagnostic['code'], message: string, path: Path, hint?: string): Diagnostic => {
    const location = project.locate(path);
    return { code, message, location, sourceLine: project.sourceLine(location.line), ...(hint === undefined ? {} : { hint }) };
  };
  if (project.name === '') return { diagnostics: [diagnostic('UNICORE_E_MANIFEST', 'the project has no name', [], 'add "name"')] };
  const validate = validator();
  if (validate(project.manifest)) return { project, diagnostics: [] };
  // Of alternatives that all fail, the deepest error tells what was meant.
  const found = (validate.errors ?? []).filter((error) => error.keyword !== 'anyOf');
  const deepest = new Map<string, ErrorObject>();
  for (const error of found) {
    const top = error.instancePath.split('/').slice(0, 3).join('/');
    const other = deepest.get(top);
    if (other === undefined || error.instancePath.length > other.instancePath.length || error.keyword === 'additionalProperties') deepest.set(top, error);
  }
  return {
    diagnostics: [...deepest.values()].map((error) => {
      const { message, path, hint } = describe(error);
      return diagnostic('UNICORE_E_MANIFEST', message, path, hint);
    }),
  };
}

/** Reads all projects below `root`. Never throws for what a manifest says: see `diagnostics`. */
export async function readWorkspace(root: string): Promise<Workspace> {
  const files = await glob(POOLS.map((pool) => `${pool}/**/project.json`), { cwd: root, ignore: ['**/node_modules/**', '**/dist/**'] });
  const projects = new Map<string, Project>();
  const diagnostics: Diagnostic[] = [];
  const texts = await Promise.all(files.sort().map(async (file) => [file, await readFile(join(root, file), 'utf8')] as const));
  for (const [file, text] of texts) {
    const { project, diagnostics: found } = read(file, text);
    diagnostics.push(...found);
    if (project === undefined) continue;
    const other = projects.get(project.name);
    if (other === undefined) {
      projects.set(project.name, project);
      continue;
    }
    const location = project.locate([]);
    diagnostics.push({
      code: 'UNICORE_E_DUPLICATE_PROJECT',
      message: `two projects are called ${project.name}`,
      location,
      sourceLine: project.sourceLine(location.line),
      notes: [{ message: 'the other one', location: other.locate([]) }],
      hint: 'rename one of them',
    });
  }
  return { root, projects: new Map([...projects].sort(([a], [b]) => (a < b ? -1 : 1))), diagnostics };
}
