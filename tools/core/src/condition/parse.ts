// SPDX-License-Identifier: BSD-3-Clause
// The manifest's conditions as trees: parsed by jsep with an allow-list of nodes and operators, each with its place.
import type jsep from 'jsep';
import { createRequire } from 'node:module';
import type { OptionValue } from '../model.js';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Where a part of a condition stands in its text. */
export interface Span {
  /** From 0. */
  readonly at: number;
  readonly length: number;
}

export type Condition = Span &
  (
    | { readonly kind: 'value'; readonly value: OptionValue }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'has'; readonly capability: string }
    | { readonly kind: 'not'; readonly of: Condition }
    | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
    | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Condition; readonly right: Condition }
  );

/** What is wrong with a condition, where in its text, and what would be right. */
export class ConditionError extends Error {
  readonly at: number;
  readonly length: number;
  readonly hint: string | undefined;

  constructor(message: string, { at, length }: Span, hint?: string) {
    super(message);
    this.name = 'ConditionError';
    this.at = at;
    this.length = Math.max(1, length);
    this.hint = hint;
  }
}

export const GRAMMAR =
  "use ! && || == != < <= > >= and parentheses, names such as tcpMss or lwip.tcpMss, 'values' in quotes, has(capability)";

const PRECEDENCE = { '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '<=': 4, '>': 4, '>=': 4 } as const;

type Node = jsep.Expression & Record<string, unknown> & { span?: Span };

interface Parser {
  index: number;
  readonly expr: string;
  gobbleNumericLiteral(): Node;
}

/** Where the tokens begin that jsep is reading, the innermost last. */
let starts: number[] = [];

/** Numbers are read here, so that hexadecimal ones are known and all tokens pass `after-token`. */
function number(parser: Parser): Node | undefined {
  const [hex] = /^0[xX][0-9a-fA-F]+/.exec(parser.expr.slice(parser.index)) ?? [];
  if (hex !== undefined) {
    parser.index += hex.length;
    return { type: 'Literal', value: Number(hex), raw: hex };
  }
  return /\d/.test(parser.expr[parser.index] ?? '') ? parser.gobbleNumericLiteral() : undefined;
}

type Jsep = typeof jsep;

let loaded: Jsep | undefined;

/** Loaded for a text that has not been parsed before, here or by an earlier process. */
function parser(): Jsep {
  if (loaded) return loaded;
  const made = createRequire(import.meta.url)('jsep') as Jsep;
  made.removeAllBinaryOps();
  made.removeAllUnaryOps();
  for (const [operator, precedence] of Object.entries(PRECEDENCE)) made.addBinaryOp(operator, precedence);
  for (const operator of ['!', '-']) made.addUnaryOp(operator);
  made.removeIdentifierChar('$');
  made.hooks.add('gobble-token', function (env) {
    const parser = this as unknown as Parser;
    starts.push(parser.index);
    const found = number(parser);
    if (found !== undefined) env.node = found;
  });
  made.hooks.add('after-token', function (env) {
    const parser = this as unknown as Parser;
    const at = starts.pop() ?? 0;
    const text = parser.expr.slice(at, parser.index).trimEnd();
    if (env.node) (env.node as Node).span = { at, length: text.length };
  });
  return (loaded = made);
}

const spanOf = (node: Node, from: Span): Span => node.span ?? from;

/** `a` or `a.b`; undefined for anything else. */
function dotted(node: Node): string | undefined {
  if (node.type === 'Identifier') return node['name'] as string;
  if (node.type !== 'MemberExpression' || node['computed'] === true || node['optional'] === true) return undefined;
  const [object, property] = [node['object'] as Node, node['property'] as Node];
  if (object.type !== 'Identifier' || property.type !== 'Identifier') return undefined;
  return `${object['name'] as string}.${property['name'] as string}`;
}

function convert(node: Node, within: Span): Condition {
  const span = spanOf(node, within);
  const fail = (message: string): never => {
    throw new ConditionError(message, span, GRAMMAR);
  };
  switch (node.type) {
    case 'Literal': {
      const value = node['value'] as OptionValue | null;
      if (value === null) return fail('null has no place in a condition');
      return { kind: 'value', value, ...span };
    }
    case 'Identifier':
    case 'MemberExpression': {
      const name = dotted(node);
      return name === undefined
        ? fail('names have the form option or project.option')
        : { kind: 'name', name, ...span };
    }
    case 'UnaryExpression': {
      const of = convert(node['argument'] as Node, span);
      if (node['operator'] === '!') return { kind: 'not', of, ...span };
      if (of.kind !== 'value' || typeof of.value !== 'number')
        return fail('"-" stands before something that is not a number');
      return { kind: 'value', value: -of.value, ...span };
    }
    case 'CallExpression': {
      const [argument, ...more] = node['arguments'] as Node[];
      const capability = argument?.type === 'Literal' ? argument['value'] : argument && dotted(argument);
      if (dotted(node['callee'] as Node) !== 'has') return fail('the only function is has(capability)');
      if (typeof capability !== 'string' || more.length > 0)
        return fail('has() takes the name of one capability or project');
      return { kind: 'has', capability, ...span };
    }
    case 'BinaryExpression': {
      const left = convert(node['left'] as Node, within);
      const right = convert(node['right'] as Node, within);
      const whole: Span = { at: left.at, length: right.at + right.length - left.at };
      const operator = node['operator'] as keyof typeof PRECEDENCE;
      if (operator === '&&') return { kind: 'and', left, right, ...whole };
      if (operator === '||') return { kind: 'or', left, right, ...whole };
      return { kind: 'compare', operator, left, right, ...whole };
    }
    default:
      return fail('the condition cannot be read');
  }
}

const parsed = new Map<string, Condition>();

/** All that were parsed, to be remembered for the next process. */
export const parsedConditions = (): ReadonlyMap<string, Condition> => parsed;

export function rememberConditions(conditions: Iterable<readonly [string, Condition]>): void {
  for (const [text, condition] of conditions) parsed.set(text, condition);
}

/** Most conditions are one name: these need no parser. */
const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/;
const WORDS = new Set(['true', 'false', 'null', 'this']);

function remember(text: string, condition: Condition): Condition {
  parsed.set(text, condition);
  return condition;
}

/** @throws ConditionError when the text is not of the language */
export function parseCondition(text: string): Condition {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const whole: Span = { at: 0, length: text.length };
  if (NAME.test(text) && !WORDS.has(text)) return remember(text, { kind: 'name', name: text, ...whole });
  if (text.trim() === '') throw new ConditionError('the condition is empty', whole, GRAMMAR);
  // jsep takes these for separators.
  const separator = /[;,]/.exec(text.replace(/'[^']*'|"[^"]*"/g, (quoted) => ' '.repeat(quoted.length)));
  if (separator)
    throw new ConditionError(
      `"${separator[0]}" has no place in a condition`,
      { at: separator.index, length: 1 },
      GRAMMAR,
    );
  let node: Node;
  starts = [];
  try {
    node = parser()(text) as Node;
  } catch (error) {
    const { description = String(error), index = 0 } = error as { description?: string; index?: number };
    const at = Math.min(index, Math.max(0, text.length - 1));
    throw new ConditionError(
      `the condition cannot be read: ${description.replace(/\.$/, '')}`,
      { at, length: 1 },
      GRAMMAR,
    );
  }
  return remember(text, convert(node, whole));
}
