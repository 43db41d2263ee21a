// SPDX-License-Identifier: BSD-3-Clause
// The command line of an image as one text, and the runner's own words in it.
import type { Device, ImageRun } from './model.js';

/** A word as lib-boot reads it: quoted when it holds blanks or quotes, or is empty. */
export function quoteWord(word: string): string {
  return word !== '' && !/[\s"'\\]/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}

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

/** Words that begin with `uc.`: lib-boot and the platform take them out before main sees its arguments. */
export function hostWords({ memory, ports, initrd, devices = [], settings = [] }: ImageRun): string[] {
  return [
    ...(memory === undefined ? [] : [`uc.memory=${memory}`]),
    ...ports.map(({ host, guest }) => `uc.port=${host}:${guest}`),
    ...(initrd === undefined ? [] : [`uc.initrd=${initrd}`]),
    ...tapWords(devices),
    ...settings,
  ];
}
