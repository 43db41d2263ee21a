// SPDX-License-Identifier: BSD-3-Clause
// The options of an image as Kconfig files. DOMAIN says where both languages agree.
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import type { Configuration, ConfiguredOption, OptionValue, Project, Workspace } from '../model.js';
import { configFile } from '../outputs/config.js';
import { decisionOrder, pushesOf, type Push } from '../resolve/graph.js';
import { aliasOf, BUILD_ENTRIES, entriesOf, macroOf, qualify, type Entry } from '../resolve/names.js';
import { problemAt, sorted } from '../resolve/problem.js';
import { everyOption } from '../resolve/scope.js';
import { NO_UNIT, normalise, plainOf, zeroOf } from '../resolve/values.js';
import {
  and,
  expressionOf,
  membersOf,
  not,
  quote,
  symbolOf,
  type Expression,
  type ExpressionScope,
} from './expression.js';

/** Stands at the head of each exported file. */
export const DOMAIN = [
  'Agrees with Unicore for the projects of this image, for values in range, while nothing selects an option whose',
  'conditions do not hold, and for texts that are not compared as numbers. Outside of that Kconfig clamps, warns or',
  'goes on, and Unicore fails. Which projects are in the image, constraints and init order stay with Unicore.',
];

export interface Exported {
  readonly kconfig: string;
  /** All options with their present values. */
  readonly config: string;
  readonly warnings: readonly Diagnostic[];
}

interface Space {
  readonly entries: ReadonlyMap<string, Entry>;
  scope(entry: Pick<Entry, 'owner'>, report?: (text: string) => void): ExpressionScope;
  readonly problems: Diagnostic[];
  readonly warnings: Diagnostic[];
}

function spaceOf(workspace: Workspace, { projects, target }: Configuration): Space {
  const entries = new Map<string, Entry>(
    [...BUILD_ENTRIES, ...[...projects.values()].flatMap(({ project }) => entriesOf(project))].map((entry) => [
      entry.name,
      entry,
    ]),
  );
  const all = everyOption(workspace.projects);
  const there = new Set(
    [...projects.values()].flatMap(({ project: { name, manifest } }) => [name, ...(manifest.provides ?? [])]),
  );
  const scope = ({ owner }: Pick<Entry, 'owner'>, report: (text: string) => void = () => {}): ExpressionScope => ({
    option: (name) => entries.get(qualify(name, owner)),
    fixed(name): OptionValue | undefined {
      if (name === 'target.platform') return target.platform;
      if (name === 'target.arch') return target.arch;
      const qualified = qualify(name, owner);
      if (entries.has(qualified)) return undefined;
      const absent = all.get(qualified);
      return absent ? zeroOf(absent.manifest) : false;
    },
    has: (name) => there.has(name),
    differs: report,
  });
  return { entries, scope, problems: [], warnings: [] };
}

const placeIn = ({ owner, bare }: Entry, ...path: (string | number)[]) =>
  owner && { project: owner, path: ['options', bare, ...path] };

/** A text that both languages can hold. */
const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);

function literal(entry: Entry, value: OptionValue, space: Space): string {
  const { type } = entry.manifest;
  const number = normalise(entry.manifest, value);
  if (type === 'bool') return value === true ? 'y' : 'n';
  if (type === 'string') {
    if (!isPlain(String(value)))
      space.problems.push(
        problemAt(
          'UNICORE_E_KCONFIG_VALUE',
          `the default of ${entry.name} has a control character, which Kconfig cannot hold`,
          placeIn(entry, 'default'),
          'leave it out of the default',
        ),
      );
    if (/\$\w/.test(String(value)))
      space.warnings.push(
        problemAt(
          'UNICORE_W_KCONFIG_TEXT',
          `the default of ${entry.name} has a "$": kconfiglib puts a variable of the environment there`,
          placeIn(entry, 'default'),
          'set the value instead',
        ),
      );
    return quote(String(value));
  }
  if (type === 'hex' && Number(number) < 0)
    space.problems.push(
      problemAt(
        'UNICORE_E_KCONFIG_VALUE',
        `${entry.name} is a negative hex number, which Kconfig cannot hold`,
        placeIn(entry),
        'make it an int',
      ),
    );
  return type === 'hex' ? `0x${Number(number).toString(16)}` : String(number);
}

const when = (condition: Expression): string => (condition === 'y' ? '' : ` if ${condition}`);

/** Of a default: the symbol of another option, or a value. */
function defaultValue(entry: Entry, value: OptionValue, path: (string | number)[], space: Space): string {
  const alias = aliasOf(entry.manifest, value);
  if (alias === undefined) return literal(entry, value, space);
  const scope = space.scope(entry);
  const fixed = scope.fixed(alias);
  if (fixed !== undefined) return literal(entry, fixed, space);
  const other = scope.option(alias)!;
  if (other.manifest.type !== entry.manifest.type)
    space.problems.push(
      problemAt(
        'UNICORE_E_KCONFIG_ALIAS',
        `the default of ${entry.name} is ${other.name}, of another type, which Kconfig does not convert`,
        placeIn(entry, ...path),
        `make both ${other.manifest.type}`,
      ),
    );
  return symbolOf(macroOf(other.name));
}

function defaultLines(entry: Entry, space: Space, condition: (text: string | undefined) => Expression): string[] {
  const { manifest } = entry;
  const list = Array.isArray(manifest.default) ? manifest.default : undefined;
  const items = list ?? (manifest.default === undefined ? [] : [{ value: manifest.default as OptionValue }]);
  const members = manifest.type === 'choice' ? membersOf(entry) : undefined;
  const lines = items.map((item, index) => {
    const text = members
      ? (members.get(String(item.value)) ?? '')
      : defaultValue(entry, item.value, ['default', ...(list ? [index, 'value'] : [])], space);
    return [text, condition('when' in item ? item.when : undefined)] as const;
  });
  const last = members ? members.get(String(plainOf(manifest))) : literal(entry, plainOf(manifest), space);
  const all = [...lines, [last ?? '', 'y'] as const].filter(([, holds]) => holds !== 'n');
  const end = all.findIndex(([, holds]) => holds === 'y');
  return all.slice(0, end + 1).map(([text, holds]) => `\tdefault ${text}${when(holds)}`);
}

/** Helps that are written below each other; Kconfig ends them where the indentation ends. */
function helpLines({ manifest: { help, unit, range } }: Entry): string[] {
  const facts = [
    unit !== undefined && unit !== NO_UNIT ? `Unit: ${unit}.` : '',
    range ? `Range: ${range[0]} to ${range[1]}.` : '',
  ].filter(Boolean);
  const words = [help ?? '', ...facts].join(' ').split(/\s+/).filter(Boolean);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 76) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length === 0 ? [] : ['\thelp', ...lines.map((line) => `\t  ${line}`)];
}

const promptOf = ({ manifest: { prompt }, name }: Entry): string =>
  quote((prompt ?? '').replace(/[\p{Cc} ]+/gu, ' ').trim() || name);

function pushLine(
  { how, to, when: text }: Push,
  entry: Entry,
  space: Space,
  condition: (text: string | undefined) => Expression,
): string[] {
  const other = space.entries.get(to);
  if (other === undefined) return how === 'implies' ? [] : [`\t# selects ${to}, which is not in this image`];
  // Older tools imply even what does not hold.
  const holds = how === 'implies' ? expressionOf(other.manifest.dependsOn, space.scope(other)) : 'y';
  const whole = and(condition(text), holds);
  if (whole === 'n') return [];
  return [`\t${how === 'selects' ? 'select' : 'imply'} ${symbolOf(macroOf(to))}${when(whole)}`];
}

function optionLines(entry: Entry, space: Space): string[] {
  const { manifest, name } = entry;
  const report = (text: string): void => {
    space.warnings.push(
      problemAt(
        'UNICORE_W_KCONFIG_TEXT',
        `a condition of ${name} compares with ${JSON.stringify(text)}: Kconfig takes texts that look like numbers for numbers`,
        placeIn(entry),
        'make the option an int',
      ),
    );
  };
  const scope = space.scope(entry, report);
  const condition = (text: string | undefined): Expression => expressionOf(text, scope);
  const depends = condition(manifest.dependsOn);
  const symbol = symbolOf(macroOf(name));
  const dependsLine = depends === 'y' ? [] : [`\tdepends on ${depends}`];
  const defaults = defaultLines(entry, space, condition);
  switch (manifest.type) {
    case 'choice':
      return [
        'choice',
        `\tprompt ${promptOf(entry)}`,
        ...dependsLine,
        ...defaults,
        ...helpLines(entry),
        ...[...membersOf(entry)].flatMap(([value, member]) => ['', `config ${member}`, `\tbool ${quote(value)}`]),
        '',
        'endchoice',
      ];
    case 'bool':
    case 'string': {
      const pushes = pushesOf(entry).flatMap((push) => pushLine(push, entry, space, condition));
      return [
        `config ${symbol}`,
        `\t${manifest.type} ${promptOf(entry)}`,
        ...dependsLine,
        ...defaults,
        ...pushes,
        ...helpLines(entry),
      ];
    }
    default: {
      // A number that Kconfig hides has no value; ours is 0, which conditions may ask for. So it is not hidden, its prompt is.
      const zero = manifest.type === 'hex' ? '0x0' : '0';
      const range = manifest.range?.map((bound) => literal(entry, bound, space));
      return [
        `config ${symbol}`,
        `\t${manifest.type} ${promptOf(entry)}${when(depends)}`,
        ...(range && depends !== 'n' ? [`\trange ${range[0]} ${range[1]}${when(depends)}`] : []),
        ...(depends === 'y' ? [] : [`\tdefault ${zero}${when(not(depends))}`]),
        ...defaults,
        ...helpLines(entry),
      ];
    }
  }
}

function constraintLines(project: Project, space: Space): string[] {
  const scope = space.scope({ owner: project });
  return (project.manifest.constraints ?? []).flatMap(({ assert, message, when: text }) => {
    const broken = and(expressionOf(text, scope), not(expressionOf(assert, scope)));
    const words = quote(`broken: ${message.replace(/\s+/g, ' ')}`);
    return broken === 'n' ? [] : ['', `comment ${words}`, ...(broken === 'y' ? [] : [`\tdepends on ${broken}`])];
  });
}

function checkValues(options: Iterable<ConfiguredOption>, space: Space): void {
  for (const { name, value, why } of options) {
    // A default is told where it stands.
    if (typeof value !== 'string' || isPlain(value) || (why.by !== 'set' && why.by !== 'override')) continue;
    space.problems.push({
      code: 'UNICORE_E_KCONFIG_VALUE',
      message: `${name} has a control character, which Kconfig cannot hold`,
      ...(why.location ? { location: why.location } : {}),
      hint: 'leave it out of the value',
    });
  }
}

function checkCycles(space: Space): void {
  for (const set of decisionOrder(space.entries).sets) {
    if (set.length < 2) continue;
    space.problems.push(
      problemAt(
        'UNICORE_E_KCONFIG_CYCLE',
        `${set.join(', ')} switch each other on, which Kconfig refuses`,
        placeIn(space.entries.get(set[0]!)!),
        'drop one of their "selects" or "implies"',
      ),
    );
  }
}

const menu = (title: string, blocks: readonly string[][]): string[] =>
  blocks.length === 0 ? [] : ['', `menu ${quote(title)}`, ...blocks.flatMap((lines) => ['', ...lines]), '', 'endmenu'];

/** @throws UnicoreError for what Kconfig cannot say */
export function exportKconfig(workspace: Workspace, configuration: Configuration): Exported {
  const space = spaceOf(workspace, configuration);
  const { application, target, projects, build } = configuration;
  const title = `${application.name} for ${target.name}`;
  checkCycles(space);
  checkValues([...build.values(), ...[...projects.values()].flatMap(({ options }) => [...options.values()])], space);
  const own = [...projects.values()].map(({ project }) => project);
  const lines = [
    `# ${title}: made by unicore kconfig.`,
    ...DOMAIN.map((line) => `# ${line}`),
    '',
    `mainmenu ${quote(title)}`,
    ...menu(
      'Build',
      BUILD_ENTRIES.map((entry) => optionLines(entry, space)),
    ),
    ...own.flatMap((project) => {
      const blocks = entriesOf(project).map((entry) => optionLines(entry, space));
      const constraints = constraintLines(project, space);
      return menu(
        `${project.name}: ${project.manifest.summary}`,
        constraints.length > 0 ? [...blocks, constraints.slice(1)] : blocks,
      );
    }),
    '',
  ];
  if (space.problems.length > 0) throw new UnicoreError(sorted(space.problems));
  return { kconfig: lines.join('\n'), config: configFile(configuration), warnings: sorted(space.warnings) };
}
