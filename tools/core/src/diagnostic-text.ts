// SPDX-License-Identifier: BSD-3-Clause
// A diagnostic as text: code and message, the place, the source line with a caret, the fix.
import pc from 'picocolors';
import type { Diagnostic, Location } from './diagnostic.js';

const at = ({ file, line, column }: Location): string => `${file}:${line}:${column}`;

export function renderDiagnostic(diagnostic: Diagnostic, { color = false }: { color?: boolean } = {}): string {
  const paint = pc.createColors(color);
  const { code, message, location, sourceLine, hint, notes = [], output } = diagnostic;
  const isError = code.startsWith('UNICORE_E_');
  const head = isError ? paint.red('error') : paint.yellow('warning');
  const lines = [`${location ? `${at(location)}: ` : ''}${head}: ${paint.bold(message)} [${code}]`];
  if (location && sourceLine !== undefined) {
    const tabs = sourceLine.slice(0, location.column - 1).replace(/[^\t]/g, ' ');
    lines.push(`  ${sourceLine}`, `  ${tabs}${paint.green('^'.padEnd(location.length ?? 1, '~'))}`);
  }
  for (const note of notes) lines.push(`  ${note.location ? `${at(note.location)}: ` : ''}note: ${note.message}`);
  if (hint !== undefined) lines.push(`  ${paint.cyan('fix')}: ${hint}`);
  if (output !== undefined && output !== '') lines.push(output.replace(/\n$/, ''));
  return `${lines.join('\n')}\n`;
}
