// SPDX-License-Identifier: BSD-3-Clause
// The smallest edits of a JSON text: one value put in or taken out. Order, indentation and all other bytes stay.
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';

export type JsonValue = string | number | boolean | readonly JsonValue[] | { readonly [key: string]: JsonValue };

type Path = readonly string[];

/** As prettier is told to break lines. */
const WIDTH = 120;

/** On one line, as prettier would write it. */
export function inline(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inline(one as JsonValue)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const treeOf = (text: string): Node => parseTree(text)!;
const at = (text: string, path: Path): Node | undefined => findNodeAtLocation(treeOf(text), [...path]);
const endOf = ({ offset, length }: Node): number => offset + length;
const replace = (text: string, from: number, to: number, by: string): string =>
  `${text.slice(0, from)}${by}${text.slice(to)}`;

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(lineStart(text, offset)))![0];
const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** What one level is indented by. */
function unitOf(text: string): string {
  const first = treeOf(text).children?.[0];
  return (first && indentAt(text, first.offset)) || '  ';
}

const keyOf = (property: Node): string => String(property.children![0]!.value);

/** An object that lies on one line, and is too long for it, with each property on a line of its own. */
function broken(text: string, path: Path): string {
  const node = at(text, path)!;
  const start = lineStart(text, node.offset);
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  const own = text.slice(node.offset, endOf(node));
  if (line.length <= WIDTH || own.includes('\n')) return text;
  const outer = indentAt(text, node.offset);
  const eol = newline(text);
  const properties = node.children!.map((child) => `${outer}${unitOf(text)}${text.slice(child.offset, endOf(child))}`);
  return replace(text, node.offset, endOf(node), `{${eol}${properties.join(`,${eol}`)}${eol}${outer}}`);
}

function insert(text: string, owner: Path, key: string, value: JsonValue, beside: Beside): string {
  const node = at(text, owner)!;
  const property = `${JSON.stringify(key)}: ${inline(value)}`;
  const children = node.children ?? [];
  if (children.length === 0) return replace(text, node.offset, endOf(node), `{ ${property} }`);
  const after = children.findLast((child) => beside.after?.includes(keyOf(child)));
  const before = after === undefined ? children.find((child) => beside.before?.includes(keyOf(child))) : undefined;
  const anchor = before ?? after ?? children.at(-1)!;
  const own = text.slice(node.offset, children[0]!.offset).includes('\n');
  const gap = own ? `${newline(text)}${indentAt(text, anchor.offset)}` : ' ';
  return before
    ? replace(text, anchor.offset, anchor.offset, `${property},${gap}`)
    : replace(text, endOf(anchor), endOf(anchor), `,${gap}${property}`);
}

/** Where a new key goes: behind the last of these, else before the first of those, else at the end. */
export interface Beside {
  readonly after?: readonly string[];
  readonly before?: readonly string[];
}

/** `value` at `path`; objects on the way are made. `beside` is for the first key that is made. */
export function setIn(text: string, path: Path, value: JsonValue, beside: Beside = {}): string {
  const there = at(text, path);
  if (there) return replace(text, there.offset, endOf(there), inline(value));
  let length = path.length - 1;
  while (length > 0 && at(text, path.slice(0, length)) === undefined) length--;
  const [key = '', ...rest] = path.slice(length);
  const whole = rest.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value);
  const owner = path.slice(0, length);
  let result = insert(text, owner, key, whole, beside);
  // From the outside in, as far as lines are too long.
  for (let depth = 1; depth < path.length; depth++) result = broken(result, path.slice(0, depth));
  return result;
}

/** Without `path`; nothing changes if it is not there. */
export function removeIn(text: string, path: Path): string {
  const property = at(text, path)?.parent;
  const siblings = property?.parent?.children;
  if (property === undefined || siblings === undefined) return text;
  const index = siblings.indexOf(property);
  const owner = property.parent!;
  if (siblings.length === 1) return replace(text, owner.offset, endOf(owner), '{}');
  return index > 0
    ? replace(text, endOf(siblings[index - 1]!), endOf(property), '')
    : replace(text, property.offset, siblings[1]!.offset, '');
}
