// SPDX-License-Identifier: BSD-3-Clause
// What a user wrote for options, brought to the options of an image. Nothing of it is lost in silence.
import type { Diagnostic, Location } from '../diagnostic.js';
import type { OptionValue, Project } from '../model.js';
import { placeOf } from '../manifest/project-file.js';
import { closest } from '../plan/suggest.js';
import { entriesOf, qualify, shortName, type Entry } from './names.js';
import type { Place } from './problem.js';

/** Levels of what is set for one build: `--set`, and a file of `--config` behind its name. */
export const SET_LEVEL = '--set';
export const CONFIG_LEVEL = '--config ';

export const isOneOff = (level: string): boolean => level === SET_LEVEL || level.startsWith(CONFIG_LEVEL);

/** One line of a `set`, or one `--set`. */
export interface Written {
  readonly name: string;
  readonly value: OptionValue;
  readonly by: 'set' | 'override';
  /** Which `set` it stands in: `set`, `targets.<name>`, `--config <file>` or `--set`. A later one wins. */
  readonly level: string;
  /** Where it stands; nowhere in a file if it is of the command line. */
  readonly place?: Place;
}

export interface Given {
  /** By qualified name. */
  readonly given: ReadonlyMap<string, Written>;
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Of the value. */
export const placeOfWritten = ({ place }: Written) => (place ? placeOf(place.project, place.path) : {});

/** Of the name. */
function placeOfName({ place }: Written): { location?: Location; sourceLine?: string } {
  if (place === undefined) return {};
  const location = place.project.locateKey(place.path);
  return { location, sourceLine: place.project.sourceLine(location.line) };
}

const renamed = new WeakMap<ReadonlyMap<string, Project>, ReadonlyMap<string, string>>();

/** Old name → present one, of all projects. */
function renames(every: ReadonlyMap<string, Project>): ReadonlyMap<string, string> {
  const known = renamed.get(every);
  if (known !== undefined) return known;
  const found = new Map<string, string>();
  renamed.set(every, found);
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
  for (const one of written) {
    const asked = qualify(one.name, application);
    const present = all.has(asked) ? undefined : renames(every).get(asked);
    const name = present ?? asked;
    const place = (): ReturnType<typeof placeOfName> => placeOfName(one);
    if (present !== undefined) {
      const hint = `write "${present}"`;
      warnings.push({
        code: 'UNICORE_W_OPTION_RENAMED',
        message: `the option ${asked} is called ${present} now`,
        ...place(),
        hint,
      });
    }
    const other = given.get(name);
    if (other?.level === one.level) {
      const { location } = placeOfName(other);
      const notes = location ? { notes: [{ message: 'the first one', location }] } : {};
      problems.push({
        code: 'UNICORE_E_OPTION_TWICE',
        message: `${name} is set twice in one place`,
        ...place(),
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
        ...place(),
        hint: `require ${owner.name}, or drop the line`,
      });
    } else {
      const guess = closest(name, entries.keys()) ?? closest(name, all.keys()) ?? sameBare(name, entries.values());
      const shown =
        guess?.startsWith(`${shortName(application.name)}.`) && !one.name.includes('.')
          ? guess.slice(guess.indexOf('.') + 1)
          : guess;
      const hint = shown ? `did you mean "${shown}"?` : `unicore options ${application.name} lists them`;
      problems.push({
        code: 'UNICORE_E_OPTION_UNKNOWN',
        message: `no option is called "${one.name}"`,
        ...place(),
        hint,
      });
    }
  }
  return { given, problems, warnings };
}
