// SPDX-License-Identifier: BSD-3-Clause
// C as text: comments and literals blanked out, so that what is left can be searched with its places kept.

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

const TOKENS = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;

/** Without comments; literals as they are. */
export const withoutComments = (text: string): string =>
  text.replace(TOKENS, (found) => (found[0] === '/' ? blank(found) : found));

/** Without comments, literals and preprocessor lines. */
export function codeOnly(text: string): string {
  const code = text.replace(TOKENS, (found) =>
    found[0] === '/' ? blank(found) : `${found[0]}${blank(found.slice(1, -1))}${found[0]}`,
  );
  return code.replace(/^[ \t]*#(?:[^\n\\]|\\[\s\S])*/gm, blank);
}

/** Lines, counted from 0, on which a comment ends. */
export function commentEnds(text: string): Set<number> {
  const lines = new Set<number>();
  for (const found of text.matchAll(TOKENS)) {
    if (found[0][0] === '/') lines.add(text.slice(0, found.index + found[0].length).split('\n').length - 1);
  }
  return lines;
}

export interface Declaration {
  readonly name: string;
  /** Of the declaration's first character. */
  readonly offset: number;
  /** Lines, counted from 0. */
  readonly first: number;
  readonly last: number;
}

const NOT_NAMES = new Set([
  '__attribute__',
  '__asm__',
  'asm',
  '_Static_assert',
  'static_assert',
  '_Alignas',
  'alignas',
  '__declspec',
  'if',
  'while',
  'for',
  'switch',
  'return',
  'sizeof',
]);

/** The function's name, where a statement declares or defines one. */
function functionIn(statement: string): string | undefined {
  if (/^\s*(?:typedef|_Static_assert|static_assert)\b/.test(statement)) return undefined;
  for (const [, name = ''] of statement.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)) {
    if (NOT_NAMES.has(name) || /^[A-Z][A-Z0-9_]*$/.test(name)) continue;
    const before = statement.slice(0, statement.indexOf(name));
    return /[=]/.test(before) || before.trim() === '' ? undefined : name;
  }
  return undefined;
}

/** Functions that a header declares or defines at its outermost level. */
export function functionsOf(text: string): Declaration[] {
  const code = codeOnly(text).replace(/extern\s+" "\s*\{/g, blank);
  const found: Declaration[] = [];
  let start = 0;
  let depth = 0;
  const lineOf = (offset: number): number => code.slice(0, offset).split('\n').length - 1;
  const end = (at: number): void => {
    const statement = code.slice(start, at);
    const name = functionIn(statement);
    if (name !== undefined) {
      const offset = start + statement.search(/\S/);
      found.push({ name, offset, first: lineOf(offset), last: lineOf(at) });
    }
  };
  for (let at = 0; at < code.length; at++) {
    const c = code[at];
    if (c === '{') {
      if (depth++ === 0) end(at);
    } else if (c === '}') {
      depth = Math.max(0, depth - 1);
      if (depth === 0) {
        const last = found.at(-1);
        if (last && last.offset >= start) found[found.length - 1] = { ...last, last: lineOf(at) };
        start = at + 1;
      }
    } else if (c === ';' && depth === 0) {
      end(at);
      start = at + 1;
    }
  }
  return found;
}

/** The inline assembly of C code without comments: each with where it begins. */
export function assemblyIn(code: string): { offset: number; text: string }[] {
  const literalFree = code.replace(TOKENS, blank);
  return [...code.matchAll(/\b(?:__)?asm(?:__)?\b/g)].map(({ index }) => {
    let depth = 0;
    let end = index;
    do {
      end++;
      if (literalFree[end] === '(') depth++;
      if (literalFree[end] === ')') depth--;
    } while (end < code.length && (depth > 0 || !/[);]/.test(literalFree[end] ?? '')));
    return { offset: index, text: code.slice(index, end) };
  });
}
