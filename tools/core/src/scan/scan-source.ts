// SPDX-License-Identifier: BSD-3-Clause
// What a C or assembly file may read or ask for, found without a preprocessor: includes, probes, .incbin, CONFIG_ names.

export interface IncludeDirective {
  readonly name: string;
  /** `"x"` (true) or `<x>`. */
  readonly quoted: boolean;
  readonly next: boolean;
}

export interface SourceScan {
  readonly includes: readonly IncludeDirective[];
  /** Of `__has_include` and `__has_include_next`. */
  readonly probes: readonly IncludeDirective[];
  /** Files of `.incbin` and the assembler's `.include`. */
  readonly embedded: readonly string[];
  /** `CONFIG_` names in code; comments do not count. */
  readonly config: readonly string[];
  /** An `.incbin` whose file is named by a macro. */
  readonly computedEmbed: boolean;
  /** Where a `CONFIG_` name is computed by pasting (offset into the text). */
  readonly pasting: number | undefined;
}

const NOTHING: SourceScan = {
  includes: [],
  probes: [],
  embedded: [],
  config: [],
  computedEmbed: false,
  pasting: undefined,
};
const COMMENTS = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;
const INCLUDE = /^[ \t]*(?:#|%:)[ \t]*(include|include_next|import)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/gm;
const PROBE = /__has_include(_next)?(?:__)?[ \t]*\(?[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/g;
const EMBED = /\.(?:incbin|include)[ \t]+\\?"([^"\\\n]+)\\?"/g;
const EMBED_ANY = /\.incbin\b/g;

export function scanSource(text: string): SourceScan {
  if (!/include|CONFIG_|\.incbin/.test(text)) return NOTHING;
  const joined = text.includes('\\\n') || text.includes('\\\r\n') ? text.replace(/\\\r?\n/g, '') : text;
  // An apostrophe in an #error or an assembly comment must not swallow lines: literals end with the line.
  const code = joined.replace(COMMENTS, (found) => (found[0] === '/' ? ' ' : found));

  const includes = collect(code, INCLUDE, (m) => directive(m[2], m[3], m[1] === 'include_next'));
  const probes = collect(code, PROBE, (m) => directive(m[2], m[3], m[1] !== undefined));
  const embedded = new Set<string>();
  for (const m of code.matchAll(EMBED)) embedded.add(m[1]!);
  const literal = [...code.matchAll(/\.incbin[ \t]+\\?"/g)].length;
  const config = new Set<string>();
  for (const m of code.matchAll(/\bCONFIG_[A-Za-z0-9_]+/g)) config.add(m[0]);
  const pasting = /\bCONFIG_\w*[ \t]*##|##[ \t]*CONFIG_/.test(code)
    ? Math.max(0, text.search(/\bCONFIG_\w*\s*##|##\s*CONFIG_/))
    : undefined;
  return {
    includes,
    probes,
    embedded: [...embedded],
    config: [...config].sort(),
    computedEmbed: [...code.matchAll(EMBED_ANY)].length > literal,
    pasting,
  };
}

function directive(quoted: string | undefined, angled: string | undefined, next: boolean): IncludeDirective {
  return { name: (quoted ?? angled)!, quoted: quoted !== undefined, next };
}

function collect(code: string, pattern: RegExp, make: (m: RegExpExecArray) => IncludeDirective): IncludeDirective[] {
  const found = new Map<string, IncludeDirective>();
  for (const m of code.matchAll(pattern)) {
    const one = make(m as RegExpExecArray);
    found.set(`${one.quoted} ${one.next} ${one.name}`, one);
  }
  return [...found.values()];
}
