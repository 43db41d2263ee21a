// SPDX-License-Identifier: BSD-3-Clause
// What a user wrote for options, brought to the options of an image. Nothing of it is lost in silence.
import type { Diagnostic, Location } from '../diagnostic.js';
import type { OptionValue, Project } from '../model.js';
import { closest } from '../plan/suggest.js';
import { entriesOf, qualify, shortName, type Entry } from './names.js';

/** One line of a `set`, or one `--set`. */
export interface Written {
  readonly name: string;
  readonly value: OptionValue;
  readonly by: 'set' | 'override';
  /** Which `set` it stands in: `set`, `targets.<name>` or `--set`. A later one wins. */
  readonly level: string;
  /** Of the value. */
  readonly location?: Location;
  /** Of the name. */
  readonly key?: Location;
  readonly sourceLine?: string;
}

export interface Given {
  /** By qualified name. */
  readonly given: ReadonlyMap<string, Written>;
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

export const placeOfWritten = ({ location, sourceLine }: Written) => ({
  ...(location ? { location } : {}),
  ...(sourceLine === undefined ? {} : { sourceLine }),
});

/** A name and its value stand on one line, or the name's is not known. */
const placeOfName = ({ location, key, sourceLine }: Written) =>
  key && key.line === location?.line ? { location: key, ...(sourceLine === undefined ? {} : { sourceLine }) } : {};

/** Old name → present one, of all projects. */
function renames(every: ReadonlyMap<string, Project>): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of [...every.keys()].sort()) {
    const project = every.get(name)!;
    for (const entry of entriesOf(project)) {
      for (const old of entry.manifest.renamedFrom ?? []) {
        const qualified = qualify(old, project);
        if (!found.has(qualified)) found.set(qualified, entry.name);
      }
    }
  }
  return found;
}

/** Nothing near by letters: the same option of another project? */
const sameBare = (name: string, entries: Iterable<Entry>): string | undefined => {
  const bare = name.slice(name.indexOf('.') + 1);
  return [...entries].find((entry) => entry.bare === bare)?.name;
};

export function bringIn(
  written: readonly Written[],
  application: Project,
  entries: ReadonlyMap<string, Entry>,
  every: ReadonlyMap<string, Project>,
  all: ReadonlyMap<string, Entry>,
  /** Whether the option is in another image for which the line is written too. */
  elsewhere: (level: string, owner: Project) => boolean,
): Given {
  const given = new Map<string, Written>();
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const renamed = renames(every);
  for (const one of written) {
    const asked = qualify(one.name, application);
    const present = all.has(asked) ? undefined : renamed.get(asked);
    const name = present ?? asked;
    const place = placeOfName(one);
    if (present !== undefined) {
      const hint = `write "${present}"`;
      warnings.push({
        code: 'UNICORE_W_OPTION_RENAMED',
        message: `the option ${asked} is called ${present} now`,
        ...place,
        hint,
      });
    }
    const other = given.get(name);
    if (other?.level === one.level) {
      const notes = other.key ? { notes: [{ message: 'the first one', location: other.key }] } : {};
      problems.push({
        code: 'UNICORE_E_OPTION_TWICE',
        message: `${name} is set twice in one place`,
        ...place,
        hint: 'keep one of them',
        ...notes,
      });
    } else if (entries.has(name)) given.set(name, one);
    else if (all.get(name)?.owner) {
      const owner = all.get(name)!.owner!;
      if (elsewhere(one.level, owner)) continue;
      const message = `${name} is an option of ${owner.name}, which is not in the image`;
      problems.push({
        code: 'UNICORE_E_OPTION_ABSENT',
        message,
        ...place,
        hint: `require ${owner.name}, or drop the line`,
      });
    } else {
      const guess = closest(name, entries.keys()) ?? closest(name, all.keys()) ?? sameBare(name, entries.values());
      const shown =
        guess?.startsWith(`${shortName(application.name)}.`) && !one.name.includes('.')
          ? guess.slice(guess.indexOf('.') + 1)
          : guess;
      const hint = shown ? `did you mean "${shown}"?` : `unicore options ${application.name} lists them`;
      problems.push({ code: 'UNICORE_E_OPTION_UNKNOWN', message: `no option is called "${one.name}"`, ...place, hint });
    }
  }
  return { given, problems, warnings };
}
