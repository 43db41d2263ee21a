// SPDX-License-Identifier: BSD-3-Clause
// A link that failed, for people: whose symbol is missing and who could provide it; who defines one twice.
import type { Diagnostic, Location, Note } from '../diagnostic.js';
import type { Action, Project } from '../model.js';
import { libraryOf } from '../outputs/size.js';
import type { TaskContext } from './context.js';
import { findDefinitions, type Definition } from './definitions.js';
import { readLinkOutput, type Place } from './link-output.js';

/** More of them tell nothing new. */
const MOST = 20;

function located(
  project: Project | undefined,
  path: readonly (string | number)[],
): { location?: Location; sourceLine?: string } {
  if (project === undefined) return {};
  const location = project.locate(path);
  return { location, sourceLine: project.sourceLine(location.line) };
}

const noteOf = (place: Place, what: string): Note => ({
  message: `${what}${place.function === undefined ? '' : ` in ${place.function}`}${place.file === undefined ? ` in ${place.object.replace(/^.*\/obj\/[^/]+\/[^/]+\//, '')}` : ''}`,
  ...(place.file === undefined || place.line === undefined
    ? {}
    : { location: { file: place.file, line: place.line, column: 1 } }),
});

/** What to write into the manifest of the project that uses the symbol. */
function remedy(symbol: string, user: string, found: readonly Definition[], linked: ReadonlySet<string>): string {
  const own = found.find(({ project }) => project.name === user);
  const here = own ?? found.find(({ project }) => linked.has(project.name));
  if (here)
    return `${here.project.name} defines it in ${here.file}, line ${here.line}, which its "sources" or options leave out`;
  const [first, ...others] = found;
  if (first === undefined) return `no source of the pools defines ${symbol}: is its name right?`;
  const { provides } = first.project.manifest;
  const name = provides?.[0] ?? first.project.name;
  const also = [...new Set(others.map(({ project }) => project.name))].filter((other) => other !== first.project.name);
  const rest = also.length > 0 ? ` (so ${also.length > 1 ? 'do' : 'does'} ${also.join(', ')})` : '';
  return `add "${name}" to "requires" of ${user}: ${first.project.name} defines it in ${first.file}, line ${first.line}${rest}`;
}

function undefinedSymbol(
  context: TaskContext,
  symbol: string,
  places: readonly Place[],
  found: readonly Definition[],
): Diagnostic {
  const { options, task } = context;
  const users = [...new Set(places.map(({ object }) => libraryOf(object)))];
  const [user = task.plan.application] = users;
  const linked = new Set(task.plan.actions.map(({ project }) => project));
  return {
    code: 'UNICORE_E_LINK_UNDEFINED',
    message: `${users.join(', ')} use${users.length === 1 ? 's' : ''} ${symbol}, which nothing in the image defines`,
    ...located(options.projects?.get(user), ['requires']),
    notes: places.slice(0, 3).map((place) => noteOf(place, 'used')),
    hint: remedy(symbol, user, found, linked),
  };
}

function duplicateSymbol(
  { options, task }: TaskContext,
  symbol: string,
  [first, second]: readonly [Place, Place],
): Diagnostic {
  const owners = [libraryOf(first.object), libraryOf(second.object)];
  const twice = owners[0] === owners[1];
  return {
    code: 'UNICORE_E_LINK_DUPLICATE',
    message: twice
      ? `${owners[0]} defines ${symbol} twice`
      : `${symbol} is defined by ${owners[0]} and by ${owners[1]}`,
    ...located(options.projects?.get(twice ? owners[0]! : task.plan.application), twice ? ['sources'] : ['requires']),
    notes: [noteOf(first, `${owners[0]} defines it`), noteOf(second, `${owners[1]} defines it`)],
    hint: twice
      ? 'leave one of the two out of its "sources"'
      : 'take one of the two out of the image, or make one definition static',
  };
}

/** The failure itself when it is of another kind. */
export function explainLink(context: TaskContext, _action: Action, failure: Diagnostic): Diagnostic[] {
  const faults = readLinkOutput(failure.output ?? '');
  const missing = [...faults.undefined].slice(0, MOST);
  const definitions = findDefinitions(
    context.options.root,
    context.options.projects?.values() ?? [],
    missing.map(([symbol]) => symbol),
  );
  const found = [
    ...[...faults.duplicates].slice(0, MOST).map(([symbol, places]) => duplicateSymbol(context, symbol, places)),
    ...missing.map(([symbol, places]) => undefinedSymbol(context, symbol, places, definitions.get(symbol) ?? [])),
  ];
  const { notes = [], output } = failure;
  if (found.length === 0) return [failure];
  const left = faults.duplicates.size + faults.undefined.size - found.length;
  const last: Diagnostic = {
    code: failure.code,
    message: `${failure.message}${left > 0 ? `: ${left} further symbols` : ''}`,
    notes,
    ...(output === undefined ? {} : { output }),
  };
  return [...found, last];
}
