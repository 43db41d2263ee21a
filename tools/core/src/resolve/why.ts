// SPDX-License-Identifier: BSD-3-Clause
// Why a project or an option is as it is: by whom, through which chain, each with its place.
import { UnicoreError } from '../diagnostic.js';
import type { Configuration, ConfiguredOption, Reason } from '../model.js';
import { closest } from '../plan/suggest.js';
import { shortName } from './names.js';
import { show } from './values.js';

const place = ({ location, text }: Reason): string =>
  location ? `${text} (${location.file}:${location.line}:${location.column})` : text;

export const optionsOf = ({ build, projects }: Configuration): ConfiguredOption[] =>
  [...build.values(), ...[...projects.values()].flatMap((project) => [...project.options.values()])].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );

/** The option and what it hangs on, each once, the deeper the further in. */
function optionLines(
  option: ConfiguredOption,
  all: ReadonlyMap<string, ConfiguredOption>,
  depth = 0,
  seen = new Set<string>(),
): string[] {
  const line = `${'  '.repeat(depth)}${option.name} = ${show(option.manifest, option.value)}: ${place(option.why)}`;
  if (seen.has(option.name)) return [];
  seen.add(option.name);
  const from = (option.why.from ?? []).flatMap((name) => all.get(name) ?? []);
  return [line, ...from.flatMap((other) => optionLines(other, all, depth + 1, seen))];
}

/** An option that is set for other targets, whose images hold its project. */
function writtenFor({ application, target }: Configuration, names: readonly string[]): string | undefined {
  const { set, targets = {} } = application.manifest;
  const sets = [
    { set, path: ['set'] },
    ...Object.entries(targets).map(([name, one]) => ({ set: one.set, path: ['targets', name, 'set'] })),
  ];
  for (const { set: values = {}, path } of sets) {
    const name = names.find((one) => values[one] !== undefined);
    if (name === undefined) continue;
    const { file, line, column } = application.locateKey([...path, name]);
    return `${name} is set (${file}:${line}:${column}), but its project is not in the image for ${target.name}`;
  }
  return undefined;
}

function unknown(
  { application, target, projects }: Configuration,
  query: string,
  names: Iterable<string>,
): UnicoreError {
  const guess = closest(query, [...names, ...projects.keys()]);
  return new UnicoreError({
    code: 'UNICORE_E_WHY_UNKNOWN',
    message: `nothing in ${application.name} for ${target.name} is called "${query}"`,
    hint: guess
      ? `did you mean "${guess}"?`
      : `unicore options ${application.name} -c ${target.name} lists its options`,
  });
}

/** By its name, its name within the application, or its macro. */
function optionCalled(
  { application }: Configuration,
  all: ReadonlyMap<string, ConfiguredOption>,
  query: string,
): ConfiguredOption | undefined {
  return (
    all.get(query) ??
    all.get(`${shortName(application.name)}.${query}`) ??
    [...all.values()].find(({ macro }) => query === macro || query.startsWith(`${macro}_`))
  );
}

/** @throws UnicoreError when the image has no such option */
export function findOption(configuration: Configuration, query: string): ConfiguredOption {
  const all = new Map(optionsOf(configuration).map((option) => [option.name, option]));
  const found = optionCalled(configuration, all, query);
  if (found === undefined) throw unknown(configuration, query, all.keys());
  return found;
}

/** @throws UnicoreError when nothing in the image is called so */
export function why(configuration: Configuration, query: string): string[] {
  const all = new Map(optionsOf(configuration).map((option) => [option.name, option]));
  const { projects } = configuration;
  const project =
    projects.get(query) ??
    ['lib-', 'plat-', 'arch-', 'app-'].map((prefix) => projects.get(prefix + query)).find((one) => one !== undefined);
  if (project) {
    const seen = new Set<string>();
    const lines = project.why.flatMap((reason) => [
      `  ${place(reason)}`,
      ...(reason.from ?? []).flatMap((name) => optionLines(all.get(name)!, all, 2, seen)),
    ]);
    return [`${project.project.name} is in the image:`, ...lines];
  }
  const option = optionCalled(configuration, all, query);
  if (option) return optionLines(option, all);
  const written = writtenFor(configuration, [query, `${shortName(configuration.application.name)}.${query}`]);
  if (written) return [written];
  throw unknown(configuration, query, all.keys());
}
