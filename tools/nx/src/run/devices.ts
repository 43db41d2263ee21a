// SPDX-License-Identifier: BSD-3-Clause
// Which devices a virtual machine gets: what the manifest of a test or the user names, else one for each kind of driver in
// the image.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Configuration, DeviceManifest } from '@unicore/core/model.js';
import type { Device } from '@unicore/machine';
import { existsSync, statSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import type { FlagValues } from '../cli/command.js';
import { textFlag, usageError } from '../cli/flags.js';

/** Interfaces of drivers, and the device that their providers look for. */
const DRIVEN: Readonly<Record<string, Device>> = {
  netdev: { kind: 'net', on: 'user' },
  rng: { kind: 'rng' },
};

/** An image without drivers runs on a bare machine. */
export function drivenDevices({ projects }: Configuration): Device[] {
  const provided = new Set([...projects.values()].flatMap(({ project }) => project.manifest.provides ?? []));
  return Object.entries(DRIVEN).flatMap(([name, device]) => (provided.has(name) ? [device] : []));
}

export function manifestDevice(written: DeviceManifest): Device {
  const { kind, size, readOnly, properties }: Exclude<DeviceManifest, string> =
    typeof written === 'string' ? { kind: written } : written;
  const more = properties === undefined ? {} : { properties };
  if (kind === 'rng') return { kind, ...more };
  const rights = readOnly === undefined ? {} : { readOnly };
  if (kind === 'folder') return { kind, on: 'scratch', ...rights, ...more };
  if (kind !== 'disk') return { kind: 'net', on: kind === 'hub' ? 'hub' : 'user', ...more };
  if (size === undefined) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_DISK',
      message: 'a disk has no size',
      hint: 'write { "kind": "disk", "size": "16M" }',
    });
  }
  return { kind, on: { size }, ...rights, ...more };
}

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** The second digit tells a group's address from a card's own. */
const isGroup = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;

function netDevices(driven: readonly Device[], flags: FlagValues): Device[] {
  const taps = [flags['tap'] ?? []].flat().map(String);
  const mac = textFlag(flags, 'mac');
  if (mac !== undefined && (!MAC.test(mac) || isGroup(mac)))
    throw usageError(`--mac ${mac} is not the address of a network card`, 'write --mac 52:54:00:12:34:56');
  const names = taps.find((tap) => !/^[\w.-]{1,15}$/.test(tap));
  if (names !== undefined) throw usageError(`--tap ${names} is not the name of an interface`, 'write --tap tap0');
  const found: Device[] =
    taps.length > 0 ? taps.map((tap) => ({ kind: 'net', on: { tap } })) : driven.filter(({ kind }) => kind === 'net');
  return found.map((one, index) => (index === 0 && mac !== undefined ? { ...one, properties: { mac } } : one));
}

function diskDevice(text: string): Device {
  const [, name = '', readOnly] = /^(.*?)(,ro)?$/s.exec(text)!;
  const file = resolve(name);
  if (name === '' || !existsSync(file)) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_DISK',
      message: name === '' ? '--disk names no file' : `there is no disk at ${file}`,
      hint: `make one: truncate -s 16M ${name === '' ? 'disk.img' : name}`,
    });
  }
  return { kind: 'disk', on: { file }, readOnly: readOnly !== undefined };
}

function folderDevice(text: string): Device {
  const [, name = '', readOnly] = /^(.*?)(,ro)?$/s.exec(text)!;
  const path = resolve(name);
  if (name === '' || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_FOLDER',
      message: name === '' ? '--share names nothing' : `there is no folder at ${path}`,
      hint: 'name a folder of this host',
    });
  }
  return { kind: 'folder', on: { path }, readOnly: readOnly !== undefined };
}

/**
 * On a virtual machine what the image has drivers for, changed by `--tap` and `--mac`, a disk for each `--disk` and a
 * shared folder for each `--share`; of a process without the cards that it
 * does not name.
 */
export function runDevices(configuration: Configuration, flags: FlagValues, isVirtual: boolean): Device[] {
  const driven = drivenDevices(configuration);
  const cards = netDevices(driven, flags);
  const disks = [flags['disk'] ?? []].flat().map((text) => diskDevice(String(text)));
  const folders = [flags['share'] ?? []].flat().map((text) => folderDevice(String(text)));
  if (!isVirtual)
    return [...cards.filter((one) => one.kind === 'net' && typeof one.on === 'object'), ...disks, ...folders];
  return [...cards, ...driven.filter(({ kind }) => kind !== 'net'), ...disks, ...folders];
}

/** Addresses of the first network device, as lib-lwip reads them. */
export function addressWords(flags: FlagValues): string[] {
  const words = (name: string, known: (text: string) => boolean, example: string): string[] =>
    [flags[name] ?? []].flat().map((value) => {
      const text = String(value);
      if (!known(text)) throw usageError(`--${name} ${text} is not known`, `write --${name} ${example}`);
      return `uc.net0.${name}=${text}`;
    });
  const isNetwork = (text: string): boolean => {
    const [address = '', bits = '', ...rest] = text.split('/');
    const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
    return rest.length === 0 && /^\d+$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most;
  };
  return [...words('address', isNetwork, '10.0.0.2/24'), ...words('gateway', isIPv4, '10.0.0.1')];
}
