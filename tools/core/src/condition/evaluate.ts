// SPDX-License-Identifier: BSD-3-Clause
// The truth of a checked condition, and the smallest change that would make it true.
import type { OptionValue } from '../model.js';
import { parseCondition, type Comparison, type Condition } from './parse.js';

export interface Values {
  value(name: string): OptionValue;
  has(capability: string): boolean;
}

const COMPARISONS: Record<Comparison, (a: OptionValue, b: OptionValue) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Of a condition, or of a side of a comparison. */
export function valueOf(condition: Condition, values: Values): OptionValue {
  switch (condition.kind) {
    case 'value':
      return condition.value;
    case 'name':
      return values.value(condition.name);
    case 'has':
      return values.has(condition.capability);
    case 'not':
      return valueOf(condition.of, values) !== true;
    case 'and':
      return valueOf(condition.left, values) === true && valueOf(condition.right, values) === true;
    case 'or':
      return valueOf(condition.left, values) === true || valueOf(condition.right, values) === true;
    case 'compare':
      return COMPARISONS[condition.operator](valueOf(condition.left, values), valueOf(condition.right, values));
  }
}

export const truthOf = (condition: Condition, values: Values): boolean => valueOf(condition, values) === true;

/** @throws ConditionError when the text cannot be read */
export function evaluate(text: string, values: Values): boolean {
  return valueOf(parseCondition(text), values) === true;
}

/** Names as the reader of the advice must write them. */
export type Rename = (name: string) => string;

function textOf(condition: Condition, rename: Rename): string {
  switch (condition.kind) {
    case 'name':
      return rename(condition.name);
    case 'value':
      return typeof condition.value === 'string' ? `'${condition.value}'` : String(condition.value);
    case 'compare':
      return `${textOf(condition.left, rename)} ${condition.operator} ${textOf(condition.right, rename)}`;
    default:
      return 'this';
  }
}

/** What must change so that the condition is `wanted`, in the imperative; undefined when it is so. */
function change(condition: Condition, wanted: boolean, values: Values, rename: Rename): string | undefined {
  if ((valueOf(condition, values) === true) === wanted) return undefined;
  switch (condition.kind) {
    case 'name':
      return `set ${rename(condition.name)} to ${wanted}`;
    case 'has':
      return wanted ? `bring ${condition.capability} into the image` : `leave ${condition.capability} out of the image`;
    case 'not':
      return change(condition.of, !wanted, values, rename);
    case 'and':
    case 'or': {
      const sides = [condition.left, condition.right].flatMap((side) => change(side, wanted, values, rename) ?? []);
      return sides.join((condition.kind === 'and') === wanted ? ', and ' : ', or ');
    }
    default:
      return `make ${textOf(condition, rename)} ${wanted}`;
  }
}

/** Names that make a condition what it is: those of sides that could not make it otherwise are left out. */
export function blamed(condition: Condition, values: Values): string[] {
  const holds = valueOf(condition, values) === true;
  switch (condition.kind) {
    case 'value':
    case 'has':
      return [];
    case 'name':
      return [condition.name];
    case 'not':
      return blamed(condition.of, values);
    case 'and':
    case 'or': {
      // Of a conjunction that is false the false sides, of a disjunction that is true the true ones.
      const sides = [condition.left, condition.right];
      const telling =
        holds === (condition.kind === 'and')
          ? sides
          : sides.filter((side) => (valueOf(side, values) === true) === holds);
      return [...new Set(telling.flatMap((side) => blamed(side, values)))];
    }
    case 'compare':
      return [...new Set([condition.left, condition.right].flatMap((side) => blamed(side, values)))];
  }
}

/** The smallest change that would make a false condition true: "set build.debug to true". */
export const changeFor = (text: string, values: Values, rename: Rename = (name) => name): string =>
  change(parseCondition(text), true, values, rename) ?? `make ${text} true`;
