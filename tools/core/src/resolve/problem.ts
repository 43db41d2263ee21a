// SPDX-License-Identifier: BSD-3-Clause
// Located diagnostics of manifests.
import type { ConditionError } from '../condition/parse.js';
import { UnicoreError, type Diagnostic, type Location, type Note } from '../diagnostic.js';
import { placeOf, type Path } from '../manifest/project-file.js';
import type { Project, Reason } from '../model.js';

/** A key of a manifest. */
export interface Place {
  readonly project: Project;
  readonly path: Path;
}

/** Its place is looked up when it is asked for, which is seldom. */
export const reasonAt = (by: Reason['by'], text: string, place?: Place, from: readonly string[] = []): Reason => ({
  by,
  text,
  ...(from.length > 0 ? { from } : {}),
  get location() {
    return place?.project.locate(place.path);
  },
});

export function problemAt(
  code: Diagnostic['code'],
  message: string,
  place: Place | undefined,
  hint?: string,
  notes: readonly Note[] = [],
): Diagnostic {
  return {
    code,
    message,
    ...(place ? placeOf(place.project, place.path) : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

export const failAt = (...problem: Parameters<typeof problemAt>): UnicoreError =>
  new UnicoreError(problemAt(...problem));

/** The place `at` within the JSON string at `location`: escapes take more room in the file than in the text. */
function within(location: Location, line: string, at: number, length: number): Location {
  let column = location.column;
  const step = (): void => {
    column += line[column - 1] === '\\' ? (line[column] === 'u' ? 6 : 2) : 1;
  };
  column++;
  for (let n = 0; n < at; n++) step();
  const start = column;
  for (let n = 0; n < length; n++) step();
  return { ...location, column: start, length: column - start };
}

export function conditionProblem(error: ConditionError, text: string, place: Place): Diagnostic {
  const { location, sourceLine } = placeOf(place.project, place.path);
  // A path that does not lead to a condition, that of a template say, is pointed at whole.
  const found =
    sourceLine.slice(location.column - 1).startsWith('"') && sourceLine.includes(JSON.stringify(text).slice(1, -1));
  const message = found ? error.message : `in "${text}": ${error.message}`;
  return {
    code: 'UNICORE_E_CONDITION',
    message,
    location: found ? within(location, sourceLine, error.at, error.length) : location,
    sourceLine,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

const order = (a: Diagnostic, b: Diagnostic): number => {
  const [x, y] = [a.location, b.location];
  const files = (x?.file ?? '') < (y?.file ?? '') ? -1 : (x?.file ?? '') > (y?.file ?? '') ? 1 : 0;
  return (
    files || (x?.line ?? 0) - (y?.line ?? 0) || (x?.column ?? 0) - (y?.column ?? 0) || (a.message < b.message ? -1 : 1)
  );
};

/** In the order of their places, each once. */
export function sorted(problems: readonly Diagnostic[]): Diagnostic[] {
  const texts = new Set<string>();
  return [...problems].sort(order).filter((problem) => {
    const text = JSON.stringify(problem);
    return !texts.has(text) && texts.add(text);
  });
}
