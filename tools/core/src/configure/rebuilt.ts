// SPDX-License-Identifier: BSD-3-Clause
// Why objects were made in the last build of an image, from the record that it left.
import { outputFolder, type BuildRequest } from '../build.js';
import { UnicoreError } from '../diagnostic.js';
import { readRecord, type Made } from '../engine/record.js';
import { recordFile } from '../engine/task.js';
import { closest } from '../plan/suggest.js';

export interface Rebuilt extends Made {
  /** `compile lib-lwip src/glue.c`, `link image`. */
  readonly action: string;
}

/** An action by its title, its project and file, its file, or the end of a path. */
function matches(title: string, query: string): boolean {
  const [, project = '', file = ''] = title.split(' ');
  const wanted = query.replace(/\.o$/, '');
  return (
    [title, `${project} ${file}`, `${project}/${file}`].some((one) => one === wanted || one.endsWith(`/${wanted}`)) ||
    file === wanted
  );
}

/**
 * Of the object that is asked for, when it was last made anew; without one, of all that the last build made.
 * @throws UnicoreError when nothing was built, or no object is called so
 */
export function whyRebuilt(root: string, request: BuildRequest, query?: string): Rebuilt[] {
  const { actions } = readRecord(recordFile({ outputFolder: outputFolder(root, request) }));
  const { application, target } = request;
  if (actions.size === 0)
    throw new UnicoreError({
      code: 'UNICORE_E_NOT_BUILT',
      message: `${application} was not built for ${target}`,
      hint: `unicore build ${application} -c ${target}`,
    });
  const all = [...actions].flatMap(([action, { why }]) => (why ? [{ action, ...why }] : []));
  if (query === undefined) return all.filter(({ last }) => last).sort((a, b) => (a.action < b.action ? -1 : 1));
  const found = [...actions.keys()].filter((title) => matches(title, query));
  if (found.length === 0) {
    const files = [...actions.keys()].map((title) => title.split(' ').slice(2).join(' '));
    const guess = closest(query, files) ?? files.find((file) => file.includes(query));
    throw new UnicoreError({
      code: 'UNICORE_E_OBJECT_UNKNOWN',
      message: `${application} for ${target} is made of no object "${query}"`,
      hint: guess ? `did you mean "${guess}"?` : `unicore plan ${application} -c ${target} lists them`,
    });
  }
  return all.filter(({ action }) => found.includes(action));
}
