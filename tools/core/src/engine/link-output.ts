// SPDX-License-Identifier: BSD-3-Clause
// What GNU ld says when it cannot link: symbols that nobody defines, and those that two define.

export interface Place {
  /** As the linker names it: an object, or `archive(member)`. */
  readonly object: string;
  readonly function?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface LinkFaults {
  readonly undefined: ReadonlyMap<string, readonly Place[]>;
  /** The first definition stands first. */
  readonly duplicates: ReadonlyMap<string, readonly [Place, Place]>;
}

const IN_FUNCTION = /^(?:.*\bld(?:\.\w+)?: )?(.+?): in function `(.+)':$/;
const UNDEFINED = /^(?:.*\bld(?:\.\w+)?: )?(.*?): undefined reference to `(.+)'$/;
const MULTIPLE = /^(?:.*\bld(?:\.\w+)?: )?(.*?): multiple definition of `(.+)'; (.+): first defined here$/;

/** `file:12`, `file:(.text+0x5)`, `object:file:12` or `object:(.data+0x0)`. */
function placeOf(text: string, object: string | undefined, name: string | undefined): Place {
  const [, before = text, line] = /^(.*?):(\d+|\([^)]*\))$/.exec(text) ?? [];
  const [, first, rest] = /^(.+?\.(?:o|a\([^)]*\))):?(.*)$/.exec(before) ?? [];
  const own = object ?? first ?? before;
  const file = first === undefined ? before : rest || undefined;
  return {
    object: own,
    ...(name === undefined ? {} : { function: name }),
    ...(file && line !== undefined && /^\d/.test(line)
      ? { file: file.replace(/^(?:\.\/)+/, ''), line: Number(line) }
      : {}),
  };
}

export function readLinkOutput(output: string): LinkFaults {
  const missing = new Map<string, Place[]>();
  const duplicates = new Map<string, [Place, Place]>();
  let object: string | undefined;
  let name: string | undefined;
  for (const line of output.split('\n')) {
    const inside = IN_FUNCTION.exec(line);
    const double = MULTIPLE.exec(line);
    const absent = UNDEFINED.exec(line);
    if (inside) [, object, name] = inside;
    else if (double)
      duplicates.set(double[2]!, [placeOf(double[3]!, undefined, undefined), placeOf(double[1]!, object, name)]);
    else if (absent) {
      // "ld: object: in function" holds for the lines that follow it, until a line names another object.
      const isOther = /\.(?:o|a\([^)]*\)):/.test(absent[1]!);
      const place = placeOf(absent[1]!, isOther ? undefined : object, isOther ? undefined : name);
      missing.set(absent[2]!, [...(missing.get(absent[2]!) ?? []), place]);
    }
  }
  return { undefined: missing, duplicates };
}
