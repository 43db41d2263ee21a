// SPDX-License-Identifier: BSD-3-Clause
// Flags of `run` and `test` that say how the image is run.
import type { DomainType, QemuMachine } from '@unicore/machine';
import type { FlagValues, Flags } from '../cli/command.js';
import { textFlag, usageError } from '../cli/flags.js';
import type { RunChoices } from './image.js';

/** How the machine is. */
export const machineFlags: Flags = {
  machine: { type: 'string' },
  accel: { type: 'string' },
  memory: { type: 'string' },
  timeout: { type: 'string' },
};

/** What only `run` takes. */
export const runFlags: Flags = {
  ...machineFlags,
  port: { type: 'string', multiple: true },
  tap: { type: 'string', multiple: true },
  mac: { type: 'string' },
  address: { type: 'string', multiple: true },
  gateway: { type: 'string' },
  disk: { type: 'string', multiple: true },
  share: { type: 'string', multiple: true },
  initrd: { type: 'string' },
  rootfs: { type: 'string' },
  gdb: { type: 'string' },
  'dry-run': { type: 'boolean' },
  trace: { type: 'string' },
};

function oneOf<T extends string>(flags: FlagValues, name: string, values: readonly T[]): T | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const value = values.find((one) => one === text);
  if (value === undefined) throw usageError(`--${name} ${text} is not known`, `it is one of ${values.join(', ')}`);
  return value;
}

function memoryFlag(flags: FlagValues): string | undefined {
  const text = textFlag(flags, 'memory');
  if (text !== undefined && !/^[1-9]\d*[KMG]$/.test(text)) {
    throw usageError(`--memory ${text} is not an amount of memory`, 'write a number and K, M or G: 64M');
  }
  return text;
}

/** Seconds as milliseconds. */
export function timeoutFlag(flags: FlagValues): number | undefined {
  const text = textFlag(flags, 'timeout');
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!(seconds > 0)) throw usageError(`--timeout ${text} is not a number of seconds`, 'write --timeout 60');
  return seconds * 1000;
}

/** `--gdb` alone is an empty text. */
export function gdbFlag(flags: FlagValues): { port?: number } | undefined {
  const text = flags['gdb'];
  if (text === undefined || text === false) return undefined;
  if (text === '' || text === true) return {};
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw usageError(`--gdb ${String(text)} is not a port`, 'write --gdb 1234');
  return { port };
}

/**
 * @throws UnicoreError for a flag that means nothing where images are processes of this host, or have no network
 */
export function refuseUseless(flags: FlagValues, target: string, isVirtual: boolean, hasNetwork: boolean): void {
  const given = (names: readonly string[]): string | undefined => names.find((name) => flags[name] !== undefined);
  const machine = isVirtual ? undefined : given(['machine', 'accel']);
  if (machine !== undefined)
    throw usageError(`--${machine} is for virtual machines, and ${target} runs as a process`, `drop --${machine}`);
  const network = hasNetwork ? undefined : given(['address', 'gateway', ...(isVirtual ? [] : ['tap', 'mac'])]);
  if (network !== undefined)
    throw usageError(`--${network} is for images with a driver of a network device`, `drop --${network}`);
}

export function machineChoices(flags: FlagValues): RunChoices {
  const machine = oneOf<QemuMachine | DomainType>(flags, 'machine', [
    ...(['pc', 'q35', 'microvm', 'virt'] as const),
    ...(['pvh', 'pv'] as const),
  ]);
  const accel = oneOf(flags, 'accel', ['auto', 'tcg', 'kvm'] as const);
  const memory = memoryFlag(flags);
  return {
    ...(machine === undefined ? {} : { machine }),
    ...(accel === undefined ? {} : { accel }),
    ...(memory === undefined ? {} : { memory }),
  };
}
