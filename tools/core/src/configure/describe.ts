// SPDX-License-Identifier: BSD-3-Clause
// Options as data: for JSON, and for the editor.
import type { Configuration, ConfiguredOption, OptionManifest, OptionValue, Reason } from '../model.js';
import { optionsOf } from '../resolve/why.js';
import type { Location } from '../diagnostic.js';

export interface DescribedReason {
  readonly by: Reason['by'];
  readonly text: string;
  readonly location?: Location;
  /** Options that it rests on. */
  readonly from: readonly string[];
}

export interface DescribedOption extends Pick<
  OptionManifest,
  'type' | 'prompt' | 'help' | 'values' | 'range' | 'unit' | 'dependsOn'
> {
  readonly name: string;
  /** The C macro. */
  readonly macro: string;
  readonly value: OptionValue;
  /** Its `dependsOn` does not hold: it cannot be set. */
  readonly off: boolean;
  readonly why: DescribedReason;
}

export const describeReason = ({ by, text, location, from = [] }: Reason): DescribedReason => ({
  by,
  text,
  ...(location ? { location } : {}),
  from,
});

export function describeOption({ name, macro, manifest, value, why }: ConfiguredOption): DescribedOption {
  const { type, prompt, help, values, range, unit, dependsOn } = manifest;
  const some = { prompt, help, values, range, unit, dependsOn };
  const known = Object.fromEntries(Object.entries(some).filter(([, one]) => one !== undefined));
  return { name, macro, type, value, off: why.by === 'depends-off', ...known, why: describeReason(why) };
}

export interface Described {
  readonly application: string;
  readonly target: string;
  readonly projects: readonly string[];
  readonly options: readonly DescribedOption[];
}

export const describe = (configuration: Configuration): Described => ({
  application: configuration.application.name,
  target: configuration.target.name,
  projects: [...configuration.projects.keys()],
  options: optionsOf(configuration).map(describeOption),
});
