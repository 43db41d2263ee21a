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
