// SPDX-License-Identifier: BSD-3-Clause
// Conditions as expressions of Kconfig's language. What an image fixes (has(), target, absent projects) becomes y or n.
import { parseCondition, type Comparison, type Condition } from '../condition/parse.js';
import type { OptionManifest, OptionValue } from '../model.js';
import { macroOf, macrosOf } from '../resolve/names.js';

/** `y`, `n`, or an expression over symbols. */
export type Expression = string;

export interface ExpressionScope {
  /** Of a name as the condition writes it. */
  option(name: string): { readonly name: string; readonly manifest: OptionManifest } | undefined;
  /** A value that the image fixes: of `target.…`, or of an option of a project that is not in it. */
  fixed(name: string): OptionValue | undefined;
  has(capability: string): boolean;
  /** Called for two texts whose order or equality Kconfig tells otherwise. */
  differs(text: string): void;
}

/** A symbol without the prefix that Kconfig adds. */
export const symbolOf = (macro: string): string => macro.replace(/^CONFIG_/, '');

export const quote = (text: string): string => `"${text.replace(/[\\"$]/g, '\\$&')}"`;

const group = (expression: Expression): Expression => (expression.includes(' ') ? `(${expression})` : expression);

export const not = (expression: Expression): Expression =>
  expression === 'y' ? 'n' : expression === 'n' ? 'y' : `!${group(expression)}`;

export function and(...parts: readonly Expression[]): Expression {
  if (parts.includes('n')) return 'n';
  const rest = parts.filter((part) => part !== 'y');
  return rest.length === 0 ? 'y' : rest.length === 1 ? rest[0]! : rest.map(group).join(' && ');
}

function or(...parts: readonly Expression[]): Expression {
  if (parts.includes('y')) return 'y';
  const rest = parts.filter((part) => part !== 'n');
  return rest.length === 0 ? 'n' : rest.length === 1 ? rest[0]! : rest.map(group).join(' || ');
}

/** The symbols of a choice by value. */
export const membersOf = (option: { name: string; manifest: OptionManifest }): Map<string, string> => {
  const macros = macrosOf({ macro: macroOf(option.name), manifest: option.manifest, value: '' });
  return new Map((option.manifest.values ?? []).map((value, index) => [value, symbolOf(macros[index]![0])]));
};

type Operand =
  | { kind: 'truth'; of: Expression }
  | { kind: 'number'; of: number | { symbol: string } }
  | { kind: 'text'; of: string | { symbol: string } | { members: ReadonlyMap<string, string> } };

const constant = (value: OptionValue): Operand =>
  typeof value === 'boolean'
    ? { kind: 'truth', of: value ? 'y' : 'n' }
    : typeof value === 'number'
      ? { kind: 'number', of: value }
      : { kind: 'text', of: value };

function named(name: string, scope: ExpressionScope): Operand {
  const fixed = scope.fixed(name);
  if (fixed !== undefined) return constant(fixed);
  const option = scope.option(name)!;
  const symbol = symbolOf(macroOf(option.name));
  switch (option.manifest.type) {
    case 'bool':
      return { kind: 'truth', of: symbol };
    case 'choice':
      return { kind: 'text', of: { members: membersOf(option) } };
    case 'string':
      return { kind: 'text', of: { symbol } };
    default:
      return { kind: 'number', of: { symbol } };
  }
}

function operand(condition: Condition, scope: ExpressionScope): Operand {
  if (condition.kind === 'value') return constant(condition.value);
  if (condition.kind === 'name') return named(condition.name, scope);
  return { kind: 'truth', of: truth(condition, scope) };
}

const HOLDS: Record<Comparison, (a: number, b: number) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

type Side<Kind extends Operand['kind']> = Extract<Operand, { kind: Kind }>['of'];

function numbers(operator: Comparison, left: Side<'number'>, right: Side<'number'>): Expression {
  if (typeof left === 'number' && typeof right === 'number') return HOLDS[operator](left, right) ? 'y' : 'n';
  const side = (of: Side<'number'>): string => (typeof of === 'number' ? `"${of}"` : of.symbol);
  return `${side(left)} ${operator === '==' ? '=' : operator} ${side(right)}`;
}

/** Kconfig compares texts that both look like numbers as numbers. */
const LIKE_NUMBER = /^\s*[-+]?\d/;

function sameText(left: Side<'text'>, right: Side<'text'>, scope: ExpressionScope): Expression {
  if (typeof left === 'string' && typeof right === 'string') return left === right ? 'y' : 'n';
  if (typeof left === 'string' || (typeof right !== 'string' && 'members' in right && !('members' in left)))
    return sameText(right, left, scope);
  if ('members' in left) {
    const { members } = left;
    if (typeof right === 'string') {
      const off = and(...[...members.values()].map(not));
      return right === '' ? off : (members.get(right) ?? 'n');
    }
    const both = [...members].map(([value, symbol]) => and(symbol, sameText(right, value, scope)));
    return or(...both, and(sameText(left, '', scope), sameText(right, '', scope)));
  }
  if (typeof right === 'string') {
    if (LIKE_NUMBER.test(right)) scope.differs(right);
    return `${left.symbol} = ${quote(right)}`;
  }
  return 'symbol' in right ? `${left.symbol} = ${right.symbol}` : sameText(right, left, scope);
}

function compared(operator: Comparison, left: Operand, right: Operand, scope: ExpressionScope): Expression {
  if (left.kind === 'number' && right.kind === 'number') return numbers(operator, left.of, right.of);
  const same =
    left.kind === 'truth' && right.kind === 'truth'
      ? or(and(left.of, right.of), and(not(left.of), not(right.of)))
      : left.kind === 'text' && right.kind === 'text'
        ? sameText(left.of, right.of, scope)
        : 'n';
  return operator === '!=' ? not(same) : same;
}

function truth(condition: Condition, scope: ExpressionScope): Expression {
  switch (condition.kind) {
    case 'value':
    case 'name': {
      const { kind, of } = operand(condition, scope);
      return kind === 'truth' ? of : 'n';
    }
    case 'has':
      return scope.has(condition.capability) ? 'y' : 'n';
    case 'not':
      return not(truth(condition.of, scope));
    case 'and':
      return and(truth(condition.left, scope), truth(condition.right, scope));
    case 'or':
      return or(truth(condition.left, scope), truth(condition.right, scope));
    case 'compare':
      return compared(condition.operator, operand(condition.left, scope), operand(condition.right, scope), scope);
  }
}

/** A checked condition; `y` where there is none. */
export const expressionOf = (text: string | undefined, scope: ExpressionScope): Expression =>
  text === undefined ? 'y' : truth(parseCondition(text), scope);
