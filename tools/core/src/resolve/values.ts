// SPDX-License-Identifier: BSD-3-Clause
// Values of options: what fits a type, and the zero of each.
import type { OptionManifest, OptionValue } from '../model.js';
import { closest } from '../plan/suggest.js';

/** The unit of a number that counts nothing: a mask, a version. */
export const NO_UNIT = 'none';

/** What an option is whose `dependsOn` does not hold: of a choice, none of its values. */
export const zeroOf = ({ type }: OptionManifest): OptionValue =>
  type === 'bool' ? false : type === 'int' || type === 'hex' ? 0 : '';

/** What an option is that has no default: a choice takes its first value. */
export const plainOf = (option: OptionManifest): OptionValue =>
  option.type === 'choice' ? (option.values?.[0] ?? '') : zeroOf(option);

/** A hexadecimal number may be written as a string, "0x1000", since JSON has none. */
export const normalise = ({ type }: OptionManifest, value: OptionValue): OptionValue =>
  type === 'hex' && typeof value === 'string' && /^0[xX][0-9a-fA-F]+$/.test(value) ? Number(value) : value;

/** A value as a command line gives it. */
export function fromText(option: OptionManifest, text: OptionValue): OptionValue {
  if (typeof text !== 'string') return text;
  if (option.type === 'bool' && (text === 'true' || text === 'false')) return text === 'true';
  if ((option.type === 'int' || option.type === 'hex') && /^(?:-?\d+|0[xX][0-9a-fA-F]+)$/.test(text))
    return Number(text);
  return text;
}

export const show = ({ type }: OptionManifest, value: OptionValue): string =>
  type === 'hex' && typeof value === 'number' ? `0x${value.toString(16)}` : JSON.stringify(value);

/** Why `value` cannot be a value of the option, and what could. */
export function misfit(option: OptionManifest, value: OptionValue): { message: string; hint: string } | undefined {
  const { type, values = [], range, unit } = option;
  const shown = show(option, value);
  if (type === 'bool')
    return typeof value === 'boolean' ? undefined : { message: `${shown} is not a bool`, hint: 'write true or false' };
  if (type === 'string') {
    return typeof value === 'string'
      ? undefined
      : { message: `${shown} is not a string`, hint: `write ${JSON.stringify(String(value))}` };
  }
  if (type === 'choice') {
    if (typeof value === 'string' && values.includes(value)) return undefined;
    const guess = closest(String(value), values);
    return {
      message: `${shown} is not one of its values`,
      hint: guess ? `did you mean "${guess}"?` : `it is one of ${values.join(', ')}`,
    };
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    return { message: `${shown} is not a whole number`, hint: 'write a whole number' };
  if (range && (value < Number(range[0]) || value > Number(range[1]))) {
    const [low, high] = range.map((bound) => show(option, Number(bound)));
    return {
      message: `${shown} is out of range`,
      hint: `write a value from ${low} to ${high}${unit && unit !== NO_UNIT ? ` ${unit}` : ''}`,
    };
  }
  return undefined;
}
