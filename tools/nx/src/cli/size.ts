// SPDX-License-Identifier: BSD-3-Clause
// `unicore size`: bytes of a built image by library.
import { build, outputFolder } from '@unicore/core/build.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOutcome } from './build.js';
import type { Command } from './command.js';
import { buildFlags, countFlag } from './flags.js';
import { requestOf } from './request.js';

const KINDS = ['text', 'rodata', 'data', 'bss'] as const;
type Bytes = Readonly<Record<(typeof KINDS)[number], number>>;

interface SizeReport {
  /** Of the file. */
  readonly image: number;
  readonly total: Bytes;
  readonly libraries: Readonly<Record<string, Bytes>>;
}

const sum = (bytes: Bytes): number => KINDS.reduce((total, kind) => total + bytes[kind], 0);

/** The largest first. */
export function sizeTable({ image, total, libraries }: SizeReport): string {
  const row = (name: string, bytes: Bytes): string[] => [
    name,
    ...KINDS.map((kind) => String(bytes[kind])),
    String(sum(bytes)),
  ];
  const rows = Object.entries(libraries)
    .sort(([a, left], [b, right]) => sum(right) - sum(left) || (a < b ? -1 : 1))
    .map(([name, bytes]) => row(name, bytes));
  const table = [['library', ...KINDS, 'sum'], ...rows, row('all', total)];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)));
  const lines = table.map((cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  return `${lines.join('\n')}\nthe file: ${image} bytes\n`;
}

export const sizeCommand: Command = {
  usage: '<application> -c <target>',
  summary: 'tells the bytes of an image by library',
  flags: buildFlags,
  async run(invocation) {
    const { root, flags, onEvent, signal } = invocation;
    const request = requestOf(await readWorkspace(root), invocation, 'size');
    const jobs = countFlag(flags, 'jobs');
    const [result] = await build([request], { root, onEvent, signal, ...(jobs === undefined ? {} : { jobs }) });
    if (!result!.success) return buildOutcome(result!, signal);
    const report = JSON.parse(await readFile(join(outputFolder(root, request), 'size.json'), 'utf8')) as SizeReport;
    return { status: 0, text: sizeTable(report) };
  },
};
