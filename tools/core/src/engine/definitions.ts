// SPDX-License-Identifier: BSD-3-Clause
// Which project could define a symbol: looked up in the sources of all pools, so that projects that were never built count, too.
// Only asked after a link has failed: it reads every source file that mentions the symbol.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../fetch/cache.js';
import type { Project } from '../model.js';

export interface Definition {
  readonly project: Project;
  /** Relative to the workspace or to the fetched source. */
  readonly file: string;
  readonly line: number;
}

const SOURCE = /\.(?:[chS]|s|inc)$/;
const LEFT_OUT = new Set(['node_modules', 'dist', 'tests']);

function* sourcesBelow(folder: string, name: string): Generator<[file: string, name: string]> {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    if (entry.isDirectory() && !LEFT_OUT.has(entry.name))
      yield* sourcesBelow(join(folder, entry.name), `${name}/${entry.name}`);
    else if (entry.isFile() && SOURCE.test(entry.name)) yield [join(folder, entry.name), `${name}/${entry.name}`];
  }
}

/** A project's own sources and those of its fetched sources that are in the cache. */
function* sourcesOf(root: string, project: Project): Generator<[file: string, name: string]> {
  yield* sourcesBelow(join(root, project.root), project.root);
  const unpacked = join(cacheFolder(), 'sources');
  for (const [key, { version }] of Object.entries(project.manifest.fetch ?? {})) {
    const names = readdirSync(unpacked).filter((name) => name.startsWith(`${key}-${version}-`));
    for (const name of names.slice(0, 1)) yield* sourcesBelow(join(unpacked, name, 'tree'), key);
  }
}

/** The end of the parentheses that open at `at`. */
function closing(text: string, at: number): number {
  for (let depth = 0, n = at; n < text.length; n++) {
    if (text[n] === '(') depth++;
    else if (text[n] === ')' && --depth === 0) return n;
  }
  return -1;
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** Where a C text defines an external function or object; undefined when it only uses or declares it. */
export function definitionInC(text: string, symbol: string): number | undefined {
  for (const found of text.matchAll(new RegExp(`^(?![ \\t#])([^\\n;={}]*?)\\b${symbol}\\b[ \\t]*`, 'gm'))) {
    const before = found[1] ?? '';
    const end = found.index + found[0].length;
    if (/\b(?:static|extern|typedef|return)\b/.test(before)) continue;
    if (text[end] === '(' && !/[,(]\s*$/.test(before)) {
      const close = closing(text, end);
      if (close > 0 && /^\s*(?:__attribute__\s*\(\(.*?\)\)\s*)*\{/.test(text.slice(close + 1)))
        return lineOf(text, found.index);
    } else if (/\w[\s*]+$/.test(before) && /^(?:\[[^\]]*\])*\s*(?:=|;|__attribute__)/.test(text.slice(end)))
      return lineOf(text, found.index);
  }
  // Aliases and system calls name what they define in a macro's argument.
  const called = /^uc_sys_(\w+)$/.exec(symbol);
  const macro = new RegExp(
    called ? `^UC_SYSCALL\\d\\(\\s*${called[1]}\\b` : `^(?:weak|strong|hidden)_alias\\(\\w+,\\s*${symbol}\\)`,
    'm',
  ).exec(text);
  return macro ? lineOf(text, macro.index) : undefined;
}

export function definitionInAssembly(text: string, symbol: string): number | undefined {
  const label = new RegExp(`^${symbol}:`, 'm').exec(text);
  const shown = new RegExp(`^\\s*\\.(?:globl|global|weak)\\b.*\\b${symbol}\\b`, 'm').test(text);
  return label && shown ? lineOf(text, label.index) : undefined;
}

const escape = (symbol: string): string => symbol.replace(/[$.]/g, '\\$&');

export function findDefinitions(
  root: string,
  projects: Iterable<Project>,
  symbols: readonly string[],
): Map<string, Definition[]> {
  const found = new Map<string, Definition[]>(symbols.map((symbol) => [symbol, []]));
  const asked = symbols.map((symbol) => ({ symbol, needle: symbol.replace(/^uc_sys_/, ''), pattern: escape(symbol) }));
  for (const project of projects) {
    for (const [path, file] of sourcesOf(root, project)) {
      const text = readFileSync(path, 'latin1');
      for (const { symbol, needle, pattern } of asked) {
        if (!text.includes(needle)) continue;
        const line = /\.[sS]$/.test(path) ? definitionInAssembly(text, pattern) : definitionInC(text, pattern);
        if (line !== undefined) found.get(symbol)!.push({ project, file, line });
      }
    }
  }
  return found;
}
