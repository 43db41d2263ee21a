// SPDX-License-Identifier: BSD-3-Clause
// Types of a condition, checked against what its project sees, whatever the values are.
import type { OptionManifest } from '../model.js';
import { closest } from '../plan/suggest.js';
import { ConditionError, parseCondition, type Condition } from './parse.js';

export interface Typed {
  readonly type: OptionManifest['type'];
  /** Of a choice. */
  readonly values?: readonly string[] | undefined;
}

/** What the project whose condition it is may name. */
export interface Scope {
  type(name: string): Typed | undefined;
  /** Whether `has(name)` may be asked. */
  capability(name: string): boolean;
  /** Names that could have been meant, and why `name` is not seen. */
  names(): readonly string[];
  capabilities(): readonly string[];
  /** What would make an option visible that exists but is not seen. */
  unseen?(name: string): string | undefined;
}

interface Operand extends Typed {
  readonly literal?: string | number | boolean;
}

const COMPARE = 'compare it: == != < <= > >=';

const isNumber = ({ type }: Typed): boolean => type === 'int' || type === 'hex';
const isText = ({ type }: Typed): boolean => type === 'string' || type === 'choice';
const article = (type: string): string => (type === 'int' ? 'an int' : `a ${type}`);

function bool(condition: Condition, scope: Scope): void {
  const { type } = operand(condition, scope);
  if (type !== 'bool') throw new ConditionError(`a bool must stand here, not ${article(type)}`, condition, COMPARE);
}

/** A text that is compared with a choice must be one of its values. */
function checkChoice(choice: Operand, other: Operand, place: Condition): void {
  const { values = [] } = choice;
  if (choice.type !== 'choice' || other.literal === undefined || values.includes(String(other.literal))) return;
  const guess = closest(String(other.literal), values);
  throw new ConditionError(
    `'${other.literal}' is not a value of that choice`,
    place,
    guess ? `did you mean '${guess}'?` : `its values are ${values.join(', ')}`,
  );
}

function unknownName(name: string, place: Condition, scope: Scope): ConditionError {
  const unseen = scope.unseen?.(name);
  if (unseen !== undefined) return new ConditionError(`the option ${name} is not visible here`, place, unseen);
  const names = scope.names();
  const guess = names.find((other) => other.endsWith(`.${name}`)) ?? closest(name, names);
  return new ConditionError(
    `no option is called "${name}"`,
    place,
    guess ? `did you mean "${guess}"?` : 'name an option of the project, or of one that it requires',
  );
}

function operand(condition: Condition, scope: Scope): Operand {
  switch (condition.kind) {
    case 'value': {
      const { value } = condition;
      const type = typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'int' : 'string';
      return { type, literal: value };
    }
    case 'name': {
      const found = scope.type(condition.name);
      if (found === undefined) throw unknownName(condition.name, condition, scope);
      return found;
    }
    case 'has': {
      const { capability } = condition;
      if (scope.capability(capability)) return { type: 'bool' };
      const guess = closest(capability, scope.capabilities());
      const add = `add "${capability}" to "optional"`;
      throw new ConditionError(
        `has(${capability}) asks for what the project does not name`,
        condition,
        guess ? `did you mean has(${guess})?` : add,
      );
    }
    case 'not':
      bool(condition.of, scope);
      return { type: 'bool' };
    case 'and':
    case 'or':
      bool(condition.left, scope);
      bool(condition.right, scope);
      return { type: 'bool' };
    case 'compare': {
      const left = operand(condition.left, scope);
      const right = operand(condition.right, scope);
      const alike = left.type === right.type || (isNumber(left) && isNumber(right)) || (isText(left) && isText(right));
      if (!alike) throw new ConditionError(`${article(left.type)} is compared with ${article(right.type)}`, condition);
      checkChoice(left, right, condition.right);
      checkChoice(right, left, condition.left);
      const ordered = condition.operator !== '==' && condition.operator !== '!=';
      if (ordered && !isNumber(left))
        throw new ConditionError(`${condition.operator} orders numbers, not ${left.type}s`, condition, 'use == or !=');
      return { type: 'bool' };
    }
  }
}

/** @throws ConditionError when the text cannot be read, a name is unknown, or types do not fit */
export function checkCondition(text: string, scope: Scope): void {
  bool(parseCondition(text), scope);
}

/** Names of the options that a condition hangs on, in order of mention. */
export function namesOf(condition: Condition): string[] {
  switch (condition.kind) {
    case 'value':
    case 'has':
      return [];
    case 'name':
      return [condition.name];
    case 'not':
      return namesOf(condition.of);
    default:
      return [...new Set([...namesOf(condition.left), ...namesOf(condition.right)])];
  }
}
