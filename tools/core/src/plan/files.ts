// SPDX-License-Identifier: BSD-3-Clause
// Which sources a project is compiled from: its globs over the known files.
import { UnicoreError } from '../diagnostic.js';
import type { ConfiguredProject, PlanPath } from '../model.js';
import { closest } from './suggest.js';
import { holding, place, type PlanContext } from './scope.js';

export interface SourceFile {
  readonly path: PlanPath;
  readonly flags: readonly string[];
}

const cache = new Map<string, RegExp>();

/** A glob as a regular expression: `*`, `**`, `?`, `[…]`, `{a,b}`. A glob names no hidden file unless it says so. */
export function globPattern(glob: string): RegExp {
  const known = cache.get(glob);
  if (known) return known;
  let text = '';
  let depth = 0;
  for (let n = 0; n < glob.length; n++) {
    const c = glob[n] as string;
    const start = n === 0 || glob[n - 1] === '/';
    if (c === '*' && glob[n + 1] === '*') {
      const folder = glob[n + 2] === '/';
      text += folder ? '(?:(?!\\.)[^/]+/)*' : '(?:(?!\\.)[^/]+/)*(?!\\.)[^/]*';
      n += folder ? 2 : 1;
    } else if (c === '*') text += `${start ? '(?!\\.)' : ''}[^/]*`;
    else if (c === '?') text += '[^/]';
    else if (c === '[') {
      const end = glob.indexOf(']', n + 1);
      text += `[${glob.slice(n + 1, end).replace(/^!/, '^')}]`;
      n = end;
    } else if (c === '{') {
      depth++;
      text += '(?:';
    } else if (c === '}' && depth > 0) {
      depth--;
      text += ')';
    } else if (c === ',' && depth > 0) text += '|';
    else text += c.replace(/[.+^$()|\\]/g, '\\$&');
  }
  const pattern = new RegExp(`^${text}$`);
  cache.set(glob, pattern);
  return pattern;
}

/** Known files where `path` points: of the project's folder or of a fetched source, as PlanPaths. */
function candidates(context: PlanContext, project: ConfiguredProject, path: PlanPath): PlanPath[] {
  const { root, name } = project.project;
  if (path.startsWith('workspace:'))
    return (context.sources.local.get(name) ?? []).map((file) => `workspace:${root}/${file}`);
  const id = path.slice('store:'.length).split('/')[0] ?? '';
  for (const fetched of context.sources.fetched.values())
    if (fetched.id === id) return fetched.files.map((file) => `store:${id}/${file}`);
  return [];
}

export function sourceFiles(context: PlanContext, project: ConfiguredProject): SourceFile[] {
  const own = project.project;
  const chosen = new Map<PlanPath, SourceFile>();
  for (const { text, entry, index } of holding(project, own.manifest.sources, 'files')) {
    const away = text.startsWith('!');
    const path = place(context, project, away ? text.slice(1) : text);
    const flags = typeof entry === 'string' ? [] : ((entry as { flags?: string[] }).flags ?? []);
    if (path.startsWith('out:')) {
      if (away) chosen.delete(path);
      else chosen.set(path, { path, flags });
      continue;
    }
    const pattern = globPattern(path);
    const known = candidates(context, project, path);
    const found = known.filter((file) => pattern.test(file));
    if (found.length === 0) {
      const location = own.locate(['sources', index]);
      const guess = closest(path, known);
      throw new UnicoreError({
        code: 'UNICORE_E_NO_SOURCES',
        message: `no file matches "${text}" of ${own.name}`,
        location,
        sourceLine: own.sourceLine(location.line),
        hint: guess
          ? `did you mean "${guess.slice(guess.indexOf(':') + 1)}"?`
          : 'name a file that exists, or drop the entry',
      });
    }
    for (const file of found) {
      if (away) chosen.delete(file);
      // A later entry that names the file again replaces its flags.
      else if (!chosen.has(file) || flags.length > 0) chosen.set(file, { path: file, flags });
    }
  }
  return [...chosen.values()];
}
