// SPDX-License-Identifier: BSD-3-Clause
// The menus of an image's configuration: target, providers, options of the build, of the application, of each project that has some.
import type { Configuration, ConfiguredOption, OptionValue, Workspace } from '../model.js';
import { pushesOf } from '../resolve/graph.js';
import { NO_UNIT, show } from '../resolve/values.js';
import { supports, targetsOf } from '../resolve/target.js';
import { optionsOf } from '../resolve/why.js';

export type Item =
  | { readonly kind: 'menu'; readonly id: string; readonly text: string }
  | { readonly kind: 'option'; readonly option: ConfiguredOption; readonly off: boolean }
  /** Of a choice, of providers, of targets: one of them is taken. */
  | {
      readonly kind: 'pick';
      readonly name: string;
      readonly value: string;
      readonly text: string;
      readonly on: boolean;
    };

/** Where `use` is chosen, and targets. */
export const TARGETS = 'target';
export const PROVIDERS = 'providers';

const titleOf = (configuration: Configuration, name: string): string => {
  const project = configuration.projects.get(name)?.project;
  return project ? `${name}: ${project.manifest.summary}` : name;
};

/** Capability → its providers in the image. */
export function providersIn({ projects }: Configuration): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { requires } of projects.values())
    for (const [name, providers] of requires)
      if (projects.get(name)?.project.manifest.kind === 'interface' && name !== 'platform' && name !== 'arch')
        found.set(name, providers);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function candidates(workspace: Workspace, { target }: Configuration, capability: string): string[] {
  return [...workspace.projects.values()]
    .filter((project) => project.manifest.provides?.includes(capability) && supports(project, target))
    .map(({ name }) => name);
}

const shown = (options: Iterable<ConfiguredOption>, hidden: boolean): Item[] =>
  [...options].flatMap((option): Item[] => {
    const off = option.why.by === 'depends-off';
    return off && !hidden ? [] : [{ kind: 'option', option, off }];
  });

function top(configuration: Configuration): Item[] {
  const { application, target, projects } = configuration;
  const withOptions = [...projects].filter(([name, { options }]) => options.size > 0 && name !== application.name);
  const own = (projects.get(application.name)?.options.size ?? 0) > 0;
  return [
    { kind: 'menu', id: TARGETS, text: `Target (${target.name})` },
    { kind: 'menu', id: PROVIDERS, text: 'Providers of capabilities' },
    { kind: 'menu', id: 'build', text: 'Options of the build' },
    ...(own ? [{ kind: 'menu' as const, id: application.name, text: titleOf(configuration, application.name) }] : []),
    ...withOptions.map(([name]): Item => ({ kind: 'menu', id: name, text: titleOf(configuration, name) })),
  ];
}

/** The lines of a menu; `path` is empty at the top. `hidden` shows what depends on what is off. */
export function itemsOf(
  workspace: Workspace,
  configuration: Configuration,
  path: readonly string[],
  hidden: boolean,
): Item[] {
  const [group, inner] = path;
  const { application, target } = configuration;
  if (group === undefined) return top(configuration);
  if (group === TARGETS)
    return targetsOf(workspace, application).map((name) => ({
      kind: 'pick',
      name: TARGETS,
      value: name,
      text: name,
      on: name === target.name,
    }));
  if (group === PROVIDERS) {
    const providers = providersIn(configuration);
    if (inner === undefined)
      return [...providers].map(([name, chosen]) => ({
        kind: 'menu',
        id: name,
        text: `${name} (${chosen.join(', ')})`,
      }));
    return candidates(workspace, configuration, inner).map((name) => ({
      kind: 'pick',
      name: `use.${inner}`,
      value: name,
      text: `${name}: ${workspace.projects.get(name)!.manifest.summary}`,
      on: providers.get(inner)?.includes(name) ?? false,
    }));
  }
  const options = group === 'build' ? configuration.build : configuration.projects.get(group)?.options;
  if (inner === undefined) return shown(options?.values() ?? [], hidden);
  const option = options?.get(inner);
  return (option?.manifest.values ?? []).map((value) => ({
    kind: 'pick',
    name: option!.name,
    value,
    text: value,
    on: option!.value === value,
  }));
}

/** `[*] IPv6`, `(1460) Greatest TCP segment`, `-*- selected`, `--- off`. */
export function itemText(item: Item): string {
  if (item.kind === 'menu') return `    ${item.text}  --->`;
  if (item.kind === 'pick') return `${item.on ? '(X)' : '( )'} ${item.text}`;
  const { manifest, value, name, why } = item.option;
  const prompt = manifest.prompt ?? name;
  if (item.off) return `--- ${prompt}  (${why.text})`;
  if (manifest.type === 'bool') return `${why.by === 'selected' ? '-*-' : value === true ? '[*]' : '[ ]'} ${prompt}`;
  if (manifest.type === 'choice') return `    ${prompt} (${String(value)})  --->`;
  return `(${typeof value === 'string' ? value : show(manifest, value)}) ${prompt}`;
}

/** Options by a part of their name, macro, prompt or help. */
export function search(configuration: Configuration, text: string): ConfiguredOption[] {
  const wanted = text.toLowerCase().replace(/^config_/, '');
  const has = (part: string | undefined): boolean => part?.toLowerCase().includes(wanted) ?? false;
  return optionsOf(configuration).filter(
    ({ name, macro, manifest }) =>
      has(name) || has(macro.slice('CONFIG_'.length)) || has(manifest.prompt) || has(manifest.help),
  );
}

const at = (location: { file: string; line: number } | undefined): string =>
  location ? ` (${location.file}:${location.line})` : '';

/** The project whose menu holds an option. */
export function ownerOf({ projects }: Configuration, name: string): string {
  for (const [project, { options }] of projects)
    for (const option of options.values()) if (option.name === name) return project;
  return 'build';
}

const rangeText = ({ range, unit }: ConfiguredOption['manifest']): string =>
  range ? `${range[0]} to ${range[1]}${unit && unit !== NO_UNIT ? ` ${unit}` : ''}` : '';

const defaultText = (value: OptionValue | { value: OptionValue; when?: string }[] | undefined): string =>
  Array.isArray(value)
    ? value.map((one) => `${String(one.value)}${one.when ? ` if ${one.when}` : ''}`).join(', ')
    : String(value ?? '');

/** What `?` tells: help, value and why, default, place, what it depends on, who selects it and what it selects. */
export function helpOf(configuration: Configuration, option: ConfiguredOption): string[] {
  const { name, macro, manifest, value, why } = option;
  const owner = configuration.projects.get(ownerOf(configuration, name))?.project;
  const bare = name.slice(name.indexOf('.') + 1);
  const pushers = [...configuration.projects.values()].flatMap(({ project, options, holds }) =>
    [...options.values()].flatMap((from) =>
      pushesOf({ name: from.name, bare: from.name.split('.')[1]!, owner: project, manifest: from.manifest })
        .filter(({ to }) => to === name)
        .map(({ how, when }) => {
          const isOn = from.value === true && holds(when);
          return `${how === 'selects' ? 'selected' : 'implied'} by: ${from.name}${when ? ` when ${when}` : ''} (${isOn ? 'is so' : 'is not'})`;
        }),
    ),
  );
  const list = (key: 'selects' | 'implies'): string =>
    (manifest[key] ?? [])
      .map((one) => (typeof one === 'string' ? one : `${one.option}${one.when ? ` when ${one.when}` : ''}`))
      .join(', ');
  const facts: [string, string][] = [
    ['type', manifest.type],
    ['range', rangeText(manifest)],
    ['values', (manifest.values ?? []).join(', ')],
    ['default', defaultText(manifest.default)],
    ['depends on', manifest.dependsOn ?? ''],
    ['selects', list('selects')],
    ['implies', list('implies')],
    [
      'defined',
      owner
        ? at(owner.locateKey(['options', bare]))
            .trim()
            .slice(1, -1)
        : 'by the build',
    ],
  ];
  return [
    `${manifest.prompt ?? name}`,
    `${name} = ${show(manifest, value)}: ${why.text}${at(why.location)}`,
    `in C: ${macro}`,
    '',
    ...(manifest.help ? [manifest.help, ''] : []),
    ...facts.filter(([, text]) => text !== '').map(([key, text]) => `${key}: ${text}`),
    ...pushers,
  ];
}
