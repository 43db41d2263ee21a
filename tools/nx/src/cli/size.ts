// SPDX-License-Identifier: BSD-3-Clause
// `unicore size`: bytes of a built image by library and symbol, and what grew since the last build that gave another image.
import { build, outputFolder } from '@unicore/core/build.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { previousReport, sizeChange } from '@unicore/core/outputs/size-change.js';
import type { SectionSizes, SizeReport } from '@unicore/core/outputs/size.js';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOutcome } from './build.js';
import type { Command } from './command.js';
import { buildFlags, countFlag } from './flags.js';
import { requestOf } from './request.js';
import { table } from './table.js';

const KINDS = ['text', 'rodata', 'data', 'bss'] as const;
const SYMBOLS = 20;

const sum = (bytes: SectionSizes): number => KINDS.reduce((total, kind) => total + bytes[kind], 0);

/** The largest first. */
export function libraryTable({ image, total, libraries }: SizeReport): string {
  const row = (name: string, bytes: SectionSizes): string[] => [
    name,
    ...KINDS.map((kind) => String(bytes[kind])),
    String(sum(bytes)),
  ];
  const rows = Object.entries(libraries)
    .sort(([a, left], [b, right]) => sum(right) - sum(left) || (a < b ? -1 : 1))
    .map(([name, bytes]) => row(name, bytes));
  return `${table([['library', ...KINDS, 'sum'], ...rows, row('all', total)])}the file: ${image} bytes\n`;
}

export function symbolTable({ symbols }: SizeReport, count: number): string {
  const rows = symbols
    .slice(0, count)
    .map(({ name, bytes, section, library }) => [name, String(bytes), `${section} of ${library}`]);
  const left = symbols.length - rows.length;
  const more = left > 0 ? `and ${left} more: --symbols ${symbols.length}\n` : '';
  return `${table([['symbol', 'bytes', ''], ...rows])}${more}`;
}

const signed = (bytes: number): string => (bytes > 0 ? `+${bytes}` : String(bytes));

/** What changed most first; of each library at most `count` symbols. */
export function changeTable(before: SizeReport, after: SizeReport, count: number): string {
  const changes = sizeChange(before, after);
  if (changes.length === 0) return 'since the build before: the same\n';
  const rows = changes.flatMap((library) => [
    [library.name, signed(library.after - library.before), `${library.before} → ${library.after}`],
    ...library.symbols
      .slice(0, count)
      .map((one) => [
        `  ${one.name}`,
        signed(one.after - one.before),
        one.before === 0 ? 'new' : one.after === 0 ? 'gone' : `${one.before} → ${one.after}`,
      ]),
    ...(library.symbols.length > count ? [[`  and ${library.symbols.length - count} more`, '', '']] : []),
  ]);
  const total = [sum(before.total), sum(after.total)] as const;
  const all = ['all', signed(total[1] - total[0]), `${total[0]} → ${total[1]}`];
  const file = `the file: ${signed(after.image - before.image)} bytes\n`;
  return `since the build before:\n${table([...rows, all])}${file}`;
}

export const sizeCommand: Command = {
  usage: '<application> -c <target>',
  summary: 'tells the bytes of an image by library and symbol, and what grew since the build before',
  flags: { ...buildFlags, symbols: { type: 'string' } },
  async run(invocation) {
    const { root, flags, onEvent, signal } = invocation;
    const request = requestOf(await readWorkspace(root), invocation, 'size');
    const count = countFlag(flags, 'symbols') ?? SYMBOLS;
    const jobs = countFlag(flags, 'jobs');
    const [result] = await build([request], { root, onEvent, signal, ...(jobs === undefined ? {} : { jobs }) });
    if (!result!.success) return buildOutcome(result!, signal);
    const folder = outputFolder(root, request);
    const report = JSON.parse(await readFile(join(folder, 'size.json'), 'utf8')) as SizeReport;
    const before = previousReport(folder);
    const parts = [libraryTable(report), symbolTable(report, count)];
    if (before !== undefined) parts.push(changeTable(before, report, count));
    return { status: 0, text: parts.join('\n') };
  },
};
