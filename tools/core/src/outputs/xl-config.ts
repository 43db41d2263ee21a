// SPDX-License-Identifier: BSD-3-Clause
// A domain as xl reads it (xl.cfg(5)). Pure.
import { UnicoreError } from '../diagnostic.js';

export type GuestType = 'pvh' | 'pv';

export interface XlDisk {
  /** Of the back end's host: a block device or a raw file. */
  readonly path: string;
  readonly readOnly?: boolean;
}

export interface XlDomain {
  readonly name: string;
  readonly type: GuestType;
  readonly kernel: string;
  readonly ramdisk?: string;
  readonly commandLine?: string;
  readonly memoryMiB: number;
  /** Of each network card the bridge, and the address if not one that xl makes up. */
  readonly cards?: readonly { readonly bridge: string; readonly mac?: string }[];
  readonly disks?: readonly XlDisk[];
  /** What follows on an end: xl's words by the reason. */
  readonly actions?: Readonly<Record<string, string>>;
}

/**
 * A text between quotes of either kind. The numbers of its escapes do not work (libxlu's NUMERIC_CHAR), so a text with both
 * kinds cannot be written.
 * @throws UnicoreError for such a text, or one of several lines
 */
export function quoted(text: string): string {
  const quote = text.includes('"') ? "'" : '"';
  if (!text.includes(quote) && !text.includes('\n')) return `${quote}${text.replaceAll('\\', '\\\\')}${quote}`;
  throw new UnicoreError({
    code: 'UNICORE_E_XL_TEXT',
    message: `xl cannot be told of ${text}: it holds both kinds of quotes, or a line end`,
    hint: 'use one kind of quotes',
  });
}

const list = (name: string, entries: readonly string[]): string[] =>
  entries.length === 0 ? [] : [`${name} = [ ${entries.map(quoted).join(', ')} ]`];

/** xvda, xvdb … */
export const diskName = (index: number): string => `xvd${String.fromCharCode(97 + index)}`;

export function xlConfig(domain: XlDomain): string {
  const { cards = [], disks = [], actions = {}, ramdisk, commandLine } = domain;
  const lines = [
    `name = ${quoted(domain.name)}`,
    `type = ${quoted(domain.type)}`,
    `kernel = ${quoted(domain.kernel)}`,
    ...(ramdisk === undefined ? [] : [`ramdisk = ${quoted(ramdisk)}`]),
    ...(commandLine === undefined || commandLine === '' ? [] : [`cmdline = ${quoted(commandLine)}`]),
    `memory = ${domain.memoryMiB}`,
    'vcpus = 1',
    ...list(
      'vif',
      cards.map(({ bridge, mac }) => [...(mac === undefined ? [] : [`mac=${mac}`]), `bridge=${bridge}`].join(',')),
    ),
    // With target= last, the path may hold commas.
    ...list(
      'disk',
      disks.map(
        ({ path, readOnly }, index) =>
          `format=raw,vdev=${diskName(index)},access=${readOnly === true ? 'ro' : 'rw'},target=${path}`,
      ),
    ),
    ...Object.entries(actions).map(([reason, action]) => `on_${reason} = ${quoted(action)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Notes of the name "Xen" in an ELF file (xen/include/public/elfnote.h): PVH's entry is number 18. */
const PHYS32_ENTRY = 18;
const PT_NOTE = 4;

function hasNote(notes: Buffer, wanted: number): boolean {
  for (let at = 0; at + 12 <= notes.length; ) {
    const [nameSize, size, type] = [notes.readUInt32LE(at), notes.readUInt32LE(at + 4), notes.readUInt32LE(at + 8)];
    if (type === wanted && notes.toString('latin1', at + 12, at + 12 + nameSize) === 'Xen\0') return true;
    at += 12 + ((nameSize + 3) & ~3) + ((size + 3) & ~3);
  }
  return false;
}

/** How an image begins: PVH where it can, else PV. */
export function guestType(elf: Buffer): GuestType {
  const isWide = elf[4] === 2;
  const table = isWide ? Number(elf.readBigUInt64LE(0x20)) : elf.readUInt32LE(0x1c);
  const [size, count] = isWide
    ? [elf.readUInt16LE(0x36), elf.readUInt16LE(0x38)]
    : [elf.readUInt16LE(0x2a), elf.readUInt16LE(0x2c)];
  for (let index = 0; index < count; index++) {
    const entry = elf.subarray(table + index * size);
    if (entry.readUInt32LE(0) !== PT_NOTE) continue;
    const [offset, length] = isWide
      ? [Number(entry.readBigUInt64LE(8)), Number(entry.readBigUInt64LE(32))]
      : [entry.readUInt32LE(4), entry.readUInt32LE(16)];
    if (hasNote(elf.subarray(offset, offset + length), PHYS32_ENTRY)) return 'pvh';
  }
  return 'pv';
}
