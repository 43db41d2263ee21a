// SPDX-License-Identifier: BSD-3-Clause
// The reference of the manifest for people, made from the schema's descriptions.
import { BUILD_OPTIONS } from '../resolve/names.js';
import { manifestSchema } from './schema.js';

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

/** The kind of value in a word or two. */
function form(schema: Schema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.join(' \\| ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(form))].join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? form(schema.items) : 'values'}`;
  if (schema.type === 'object') return 'object';
  return Array.isArray(schema.type) ? 'value' : schema.type === 'string' ? 'text' : String(schema.type);
}

/** The objects below a schema: its own keys, those of the values of a map, of the entries of a list. */
function below(schema: Schema, path: string): { path: string; properties: Readonly<Record<string, Schema>> }[] {
  if (schema.properties) return [{ path, properties: schema.properties }];
  if (typeof schema.additionalProperties === 'object') return below(schema.additionalProperties, `${path}.<name>`);
  if (schema.items) return below(schema.items, `${path}[]`);
  return (schema.anyOf ?? []).flatMap((one) => below(one, path));
}

const row = (key: string, schema: Schema): string => `| \`${key}\` | ${form(schema)} | ${schema.description ?? ''} |`;

function rows(properties: Readonly<Record<string, Schema>>, prefix: string, depth: number): string[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const inner = depth === 0 ? [] : below(schema, name).flatMap((one) => rows(one.properties, one.path, depth - 1));
    // What goes without saying is left out, and `when`, which has a section of its own.
    const isTold = schema.description !== undefined && key !== 'when';
    return [...(isTold ? [row(name, schema)] : []), ...inner];
  });
}

const buildRows = Object.entries(BUILD_OPTIONS).map(
  ([name, { type, values, default: plain, help = '' }]) =>
    `| \`build.${name}\` | ${values?.join(' \\| ') ?? type} | ${String(plain)} | ${help} |`,
);

export const reference = (): string =>
  [
    '# The manifest',
    '',
    'The key `unicore` of a `project.json`. This page is made from the schema (`npm run schema -w tools/core`); editors show the same texts by',
    '`tools/core/schema/project.schema.json`.',
    '',
    '| key | value | what it says |',
    '| --- | --- | --- |',
    ...rows((manifestSchema as Schema).properties ?? {}, '', 2),
    '',
    '## Conditions',
    '',
    'An entry of a list may be an object with `when`, and then counts only while that condition holds:',
    '',
    '    { "name": "threads", "when": "mode == \'threaded\' && !has(random)" }',
    '',
    "`! && || == != < <= > >=`, parentheses, numbers, 'quoted values', `has(capability)`, `target.platform`, `target.arch`. A bare name is",
    "one of the project's own options, `lwip.tcpMss` one of a project that it sees. Both sides are always checked: an unknown name is an",
    'error whatever the values are.',
    '',
    '## What an option is',
    '',
    '1. While `dependsOn` does not hold: false, 0 or "" (of a choice: none of its values). Setting it to anything else is an error.',
    '2. Else true, if an option that is on `selects` it. Setting it to false is then an error.',
    '3. Else what was set: `--set`, then the nearest target, then the application.',
    '4. Else true, if an option that is on `implies` it.',
    '5. Else its `default`.',
    '',
    'The graph between options is built from the manifests alone. A cycle is an error that prints its path, unless its options only',
    'select or imply each other: these are off together, or on together. The order of projects and keys never matters. Whatever is set',
    'and does not reach an image is an error: an option that nobody has, or one of a project that no target of the application holds.',
    '',
    '`unicore why <application> <option or project>` tells how a value came about.',
    '',
    '## Options of the build',
    '',
    '| option | value | default | what it says |',
    '| --- | --- | --- | --- |',
    ...buildRows,
    '',
  ].join('\n');
