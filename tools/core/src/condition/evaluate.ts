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

function valueOf(condition: Condition, values: Values): OptionValue {
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

/** @throws ConditionError when the text cannot be read */
export function evaluate(text: string, values: Values): boolean {
  return valueOf(parseCondition(text), values) === true;
}

/** What must change so that the condition is `wanted`, in the imperative; undefined when it is so. */
function change(text: string, condition: Condition, wanted: boolean, values: Values): string | undefined {
  if ((valueOf(condition, values) === true) === wanted) return undefined;
  const source = text.slice(condition.at, condition.at + condition.length);
  switch (condition.kind) {
    case 'name':
      return `set ${condition.name} to ${wanted}`;
    case 'has':
      return wanted ? `bring ${condition.capability} into the image` : `leave ${condition.capability} out of the image`;
    case 'not':
      return change(text, condition.of, !wanted, values);
    case 'and':
    case 'or': {
      const sides = [condition.left, condition.right].flatMap((side) => change(text, side, wanted, values) ?? []);
      return sides.join((condition.kind === 'and') === wanted ? ', and ' : ', or ');
    }
    default:
      return wanted ? `make ${source} true` : `make ${source} false`;
  }
}

/** The smallest change that would make a false condition true: "set build.debug to true". */
export const changeFor = (text: string, values: Values): string =>
  change(text, parseCondition(text), true, values) ?? `make ${text} true`;
