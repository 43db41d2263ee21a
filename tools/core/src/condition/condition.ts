// SPDX-License-Identifier: BSD-3-Clause
// The manifest's conditions: a small typed language, parsed by jsep with an allow-list of nodes and operators.
import jsep from 'jsep';
import type { OptionManifest, OptionValue } from '../model.js';
import { closest } from '../plan/suggest.js';

/** What is wrong, and where in the condition's text (offset from 0). */
export class ConditionError extends Error {
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(message: string, offset: number, hint?: string) {
    super(message);
    this.name = 'ConditionError';
    this.offset = offset;
    this.hint = hint;
  }
}

export interface NamedValue {
  readonly value: OptionValue;
  readonly type: OptionManifest['type'];
  /** Of a choice. */
  readonly values?: readonly string[] | undefined;
}

export interface Names {
  /** The value of `name`, `a.name` or `target.platform`; undefined when nothing visible has that name. */
  value(name: string): NamedValue | undefined;
  has(capability: string): boolean;
  /** Names that could have been meant. */
  known(): readonly string[];
}

const PRECEDENCE = { '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '<=': 4, '>': 4, '>=': 4 } as const;
jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
for (const [operator, precedence] of Object.entries(PRECEDENCE)) jsep.addBinaryOp(operator, precedence);
for (const operator of ['!', '-']) jsep.addUnaryOp(operator);

type Node = jsep.Expression & Record<string, unknown>;
const parsed = new Map<string, Node>();

export function parseCondition(text: string): Node {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  let node: Node;
  try {
    node = jsep(text) as Node;
  } catch (error) {
    const { description, index } = error as { description?: string; index?: number };
    throw new ConditionError(`the condition "${text}" cannot be read: ${(description ?? String(error)).replace(/\.$/, '')}`, index ?? 0, OPERATORS);
  }
  parsed.set(text, node);
  return node;
}

const OPERATORS = 'operators are ! && || == != < <= > >=, names are like tcpMss or lwip.tcpMss, strings are quoted';

/** An operand with what is known of its type. */
interface Operand extends NamedValue {
  readonly literal: boolean;
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node['name'] as string;
  if (node.type !== 'MemberExpression' || node['computed'] === true) return undefined;
  const object = nameOf(node['object'] as Node);
  const property = nameOf(node['property'] as Node);
  return object === undefined || property === undefined || object.includes('.') ? undefined : `${object}.${property}`;
}

/** Both sides are always evaluated, so that a wrong name is found whatever the values are. */
function operand(node: Node, text: string, names: Names): Operand {
  const fail = (message: string, part: string, hint?: string): never => {
    throw new ConditionError(message, Math.max(0, text.indexOf(part)), hint);
  };
  const boolean = (side: Operand, what: string): boolean => {
    if (side.type !== 'bool') fail(`${what} of "${text}" is not a bool`, text, 'compare it: == != < <= > >=');
    return side.value === true;
  };
  const result = (value: boolean): Operand => ({ value, type: 'bool', literal: false });
  switch (node.type) {
    case 'Literal': {
      const value = node['value'] as OptionValue;
      if (typeof value === 'boolean') return { value, type: 'bool', literal: true };
      if (typeof value === 'number') return { value, type: 'int', literal: true };
      if (typeof value === 'string') return { value, type: 'string', literal: true };
      return fail(`"${String(node['raw'])}" has no place in a condition`, String(node['raw']), OPERATORS);
    }
    case 'Identifier':
    case 'MemberExpression': {
      const name = nameOf(node);
      if (name === undefined) return fail(`the condition "${text}" cannot be read`, text, OPERATORS);
      const found = names.value(name);
      if (found !== undefined) return { ...found, literal: false };
      const guess = closest(name, names.known());
      return fail(`no visible option is called "${name}"`, name, guess ? `did you mean "${guess}"?` : 'name an own option, or require the project that has it');
    }
    case 'UnaryExpression': {
      const side = operand(node['argument'] as Node, text, names);
      if (node['operator'] === '!') return result(!boolean(side, 'the operand of !'));
      if (!side.literal || typeof side.value !== 'number') return fail(`"-" in "${text}" stands before something that is not a number`, '-', OPERATORS);
      return { value: -side.value, type: 'int', literal: true };
    }
    case 'CallExpression': {
      const [argument, ...more] = node['arguments'] as Node[];
      const capability = argument === undefined ? undefined : argument.type === 'Literal' ? String(argument['value']) : nameOf(argument);
      if (nameOf(node['callee'] as Node) !== 'has' || capability === undefined || more.length > 0) return fail(`"${text}" calls something else than has(capability)`, text, 'the only function is has(capability)');
      return result(names.has(capability));
    }
    case 'BinaryExpression': {
      const operator = node['operator'] as keyof typeof PRECEDENCE;
      const left = operand(node['left'] as Node, text, names);
      const right = operand(node['right'] as Node, text, names);
      if (operator === '&&') return result([boolean(left, 'the left side of &&'), boolean(right, 'the right side of &&')].every(Boolean));
      if (operator === '||') return result([boolean(left, 'the left side of ||'), boolean(right, 'the right side of ||')].some(Boolean));
      if (typeof left.value !== typeof right.value) return fail(`"${text}" compares a ${left.type} with a ${right.type}`, text);
      for (const [choice, other] of [[left, right], [right, left]] as const) {
        if (choice.type !== 'choice' || !other.literal || choice.values?.includes(String(other.value))) continue;
        const guess = closest(String(other.value), choice.values ?? []);
        fail(`"${other.value}" is not a value of that choice`, String(other.value), guess ? `did you mean '${guess}'?` : `its values are ${(choice.values ?? []).join(', ')}`);
      }
      if (operator === '==') return result(left.value === right.value);
      if (operator === '!=') return result(left.value !== right.value);
      if (typeof left.value !== 'number' || typeof right.value !== 'number') return fail(`"${text}" orders values that are not numbers`, operator);
      const [a, b] = [left.value, right.value];
      return result(operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b);
    }
    default:
      return fail(`the condition "${text}" cannot be read`, text, OPERATORS);
  }
}

/** @throws ConditionError when the text cannot be read, a name is unknown or types do not fit */
export function evaluate(text: string, names: Names): boolean {
  const value = operand(parseCondition(text), text, names);
  if (value.type !== 'bool') throw new ConditionError(`the condition "${text}" is not a bool`, 0, 'compare it: == != < <= > >=');
  return value.value === true;
}
