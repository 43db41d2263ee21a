// SPDX-License-Identifier: BSD-3-Clause
// The options of an image as a table: name, value, who decided it, what it is and may be.
import type { Configuration, OptionManifest } from '../model.js';
import { NO_UNIT, show } from './values.js';
import { optionsOf } from './why.js';

function may({ type, values, range, unit }: OptionManifest): string {
  if (type === 'choice') return ` (${(values ?? []).join(', ')})`;
  const bounds = range ? `${range[0]} to ${range[1]}` : '';
  const words = [bounds, unit === NO_UNIT ? '' : (unit ?? '')].filter(Boolean).join(' ');
  return words === '' ? '' : ` (${words})`;
}

export function optionsTable(configuration: Configuration): string {
  const rows = optionsOf(configuration).map(({ name, value, manifest, why }) => [
    name,
    show(manifest, value),
    why.text,
    `${manifest.prompt ?? ''}${may(manifest)}`.trim(),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
