// SPDX-License-Identifier: BSD-3-Clause
// The command line of an image as one text, and the runner's own words in it.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { quoteWord } from '@unicore/core/outputs/quote-word.js';
import type { Device, ImageRun } from './model.js';

export { quoteWord };

/** A word for a shell. */
export function quoteShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What lib-tap reads. */
const tapWords = (devices: readonly Device[]): string[] =>
  devices.flatMap((one) => {
    if (one.kind !== 'net' || typeof one.on === 'string') return [];
    const mac = one.properties?.['mac'];
    return [`uc.tap.name=${one.on.tap}`, ...(mac === undefined ? [] : [`uc.tap.mac=${String(mac)}`])];
  });

/** The file or folder of the host that stands behind a device. */
const pathOf = (one: Device): { key: string; path: string; readOnly?: boolean } | undefined => {
  if (one.kind === 'disk' && 'file' in one.on) return { ...one, key: 'uc.disk.file', path: one.on.file };
  if (one.kind === 'folder' && one.on !== 'scratch') return { ...one, key: 'uc.share.folder', path: one.on.path };
  return undefined;
};

/** What lib-hostdisk and lib-hostfs read. @throws UnicoreError for a path that no such word can hold */
const pathWords = (devices: readonly Device[]): string[] =>
  devices.flatMap((one) => {
    const found = pathOf(one);
    if (found === undefined) return [];
    const { key, path, readOnly } = found;
    if (quoteWord(path) === path) return [`${key}=${path}${readOnly === true ? ',ro' : ''}`];
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_PATH',
      message: `an image that runs as a process cannot be told of ${path}`,
      hint: 'name a path without blanks and quotes',
    });
  });

/** Words that begin with `uc.`: lib-boot and the platform take them out before main sees its arguments. */
export function hostWords({ memory, ports, initrd, devices = [], settings = [] }: ImageRun): string[] {
  return [
    ...(memory === undefined ? [] : [`uc.memory=${memory}`]),
    ...ports.map(({ host, guest }) => `uc.port=${host}:${guest}`),
    ...(initrd === undefined ? [] : [`uc.initrd=${initrd}`]),
    ...tapWords(devices),
    ...pathWords(devices),
    ...settings,
  ];
}
