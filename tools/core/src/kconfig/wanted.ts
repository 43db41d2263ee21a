// SPDX-License-Identifier: BSD-3-Clause
// What a `.config` says of the options of a workspace, and what of it says nothing.
import type { Diagnostic } from '../diagnostic.js';
import type { OptionManifest, OptionValue } from '../model.js';
import { closest } from '../plan/suggest.js';
import { macroNamesOf, type Entry } from '../resolve/names.js';
import { misfit } from '../resolve/values.js';
import type { Assignment, DotConfig } from './dot-config.js';

export interface Wanted {
  readonly entry: Entry;
  readonly value: OptionValue;
  readonly assignment: Assignment;
}

/** Names a line of the file. */
export type LeftOut = (assignment: Pick<Assignment, 'line'>, message: string, hint: string) => Diagnostic;

export const leftOut =
  (file: string, text: string): LeftOut =>
  ({ line }, message, hint) => {
    const sourceLine = (text.split('\n')[line - 1] ?? '').trimEnd();
    const location = { file, line, column: 1, length: Math.max(1, sourceLine.length) };
    return { code: 'UNICORE_W_KCONFIG_LEFT', message, location, sourceLine, hint };
  };

/** `undefined` where the text has another type's form. */
function valueOf({ type }: OptionManifest, { value, quoted }: Assignment): OptionValue | undefined {
  switch (type) {
    case 'bool':
      return value === 'y' && !quoted ? true : value === 'n' && !quoted ? false : undefined;
    case 'string':
      return quoted ? value : undefined;
    case 'int':
      return /^-?\d+$/.test(value) && !quoted ? Number(value) : undefined;
    case 'hex':
      return /^(?:0[xX])?[0-9a-fA-F]+$/.test(value) && !quoted ? Number.parseInt(value, 16) : undefined;
    case 'choice':
      return undefined;
  }
}

const FORM: Record<OptionManifest['type'], string> = {
  bool: 'write y, or "is not set"',
  choice: 'write y, or "is not set"',
  string: 'write it in double quotes',
  int: 'write a whole number',
  hex: 'write a hexadecimal number',
};

function choiceOf(entry: Entry, { assignments }: DotConfig): { value: string; assignment: Assignment } | undefined {
  const members = macroNamesOf(entry).flatMap((macro, index) => {
    const assignment = assignments.get(macro);
    return assignment ? [{ assignment, value: entry.manifest.values![index]! }] : [];
  });
  // The last of several, as Kconfig's tools take it.
  const on = members
    .filter(({ assignment }) => assignment.value === 'y' && !assignment.quoted)
    .sort((a, b) => b.assignment.line - a.assignment.line)[0];
  if (on) return on;
  const none = members.length === entry.manifest.values?.length ? members[0] : undefined;
  return none && { value: '', assignment: none.assignment };
}

/** The wishes by qualified name, and the lines that are none. `known` are names that would do. */
export function wantedIn(
  config: DotConfig,
  all: Iterable<Entry>,
  known: Iterable<string>,
  report: LeftOut,
): { wanted: Map<string, Wanted>; problems: Diagnostic[] } {
  const wanted = new Map<string, Wanted>();
  const problems = config.unread.map((line) => report({ line }, 'the line is no assignment', 'drop it'));
  const left = new Map(config.assignments);
  for (const entry of all) {
    const { manifest, name } = entry;
    const own = macroNamesOf(entry).flatMap((macro) => config.assignments.get(macro) ?? []);
    for (const { symbol } of own) left.delete(symbol);
    if (manifest.type === 'choice') {
      const found = choiceOf(entry, config);
      if (found) wanted.set(name, { entry, ...found });
      for (const assignment of own) {
        if (assignment.quoted || !['y', 'n'].includes(assignment.value))
          problems.push(report(assignment, `${assignment.symbol} is not y or n`, FORM.choice));
        else if (assignment.value === 'y' && assignment !== found?.assignment)
          problems.push(report(assignment, `another value of ${name} is set further down`, 'keep one of them'));
      }
      continue;
    }
    const [assignment] = own;
    if (assignment === undefined) continue;
    const value = valueOf(manifest, assignment);
    if (value === undefined)
      problems.push(report(assignment, `${name} is of type ${manifest.type}`, FORM[manifest.type]));
    else wanted.set(name, { entry, value, assignment });
  }
  for (const assignment of left.values()) {
    const guess = closest(assignment.symbol, known);
    const hint = guess ? `did you mean ${guess}?` : 'drop the line';
    problems.push(report(assignment, `no option is called ${assignment.symbol}`, hint));
  }
  return { wanted, problems };
}

/** Whether a wish can be written at all: an option that is off has a value that nobody may set. */
export const isSettable = ({ entry, value }: Wanted): boolean => misfit(entry.manifest, value) === undefined;
