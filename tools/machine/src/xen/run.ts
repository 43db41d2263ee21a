// SPDX-License-Identifier: BSD-3-Clause
// An image as a guest of the Xen test machine.
import { xlConfig } from '@unicore/core/outputs/xl-config.js';
import { BRIDGE, domainMemory } from '@unicore/core/outputs/xl-domain.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import { symbolizer } from '../crash/symbolizer.js';
import { mayEnd, resultOf } from '../ending.js';
import type { Device, ImageRun, RunIo, RunResult } from '../model.js';
import { quoteWord } from '../words.js';
import { plugDisk, type PluggedDisk } from './disks.js';
import { guestType } from './guest-type.js';
import { createGuest, type Guest, type GuestOptions } from './guest.js';
import type { XenMachine } from './machine.js';
import { readReason } from './reason.js';

/** The first address that QEMU's network gives a guest. */
const FIRST_ADDRESS = '10.0.2.15';

function refuse(what: string): never {
  throw new UnicoreError({
    code: 'UNICORE_E_RUN_DEVICE',
    message: `a domain of Xen has no ${what}`,
    hint: 'drop it, or choose a target of kvm',
  });
}

const cardOf = ({ properties }: Device): { bridge: string; mac?: string } => {
  const mac = properties?.['mac'];
  return { bridge: BRIDGE, ...(mac === undefined ? {} : { mac: String(mac) }) };
};

/** What xl is told of an image, apart from its disks. */
export function guestOptions(run: ImageRun, elf: Buffer): Omit<GuestOptions, 'write' | 'disks'> {
  const { devices = [], settings = [] } = run;
  if (devices.some(({ kind }) => kind === 'folder')) refuse('shared folders');
  if (run.ports.length > 0 && !devices.some(({ kind }) => kind === 'net')) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_PORTS',
      message: 'ports lead nowhere: the domain has no network card',
      hint: 'drop --port; an image gets a card when it holds a driver, which provides "netdev"',
    });
  }
  const type = run.domainType ?? guestType(elf);
  return {
    image: run.image,
    type,
    commandLine: [...settings, ...run.arguments.map(quoteWord)].join(' '),
    memoryMiB: domainMemory(run.memory, type),
    cards: devices.filter(({ kind }) => kind === 'net').map(cardOf),
    ...(run.initrd === undefined ? {} : { initrd: run.initrd }),
  };
}

/** The domain as xl on a host would be given it. */
export async function domainText(run: ImageRun): Promise<string> {
  const { image, initrd, ...options } = guestOptions(run, await readFile(run.image));
  const disks = (run.devices ?? []).flatMap((one) =>
    one.kind === 'disk' && 'file' in one.on ? [{ path: one.on.file, readOnly: one.readOnly === true }] : [],
  );
  const ramdisk = initrd === undefined ? {} : { ramdisk: initrd };
  return `# xl create -c <this file>\n${xlConfig({ ...options, ...ramdisk, name: basename(image), kernel: image, disks })}`;
}

async function plugDisks(machine: XenMachine, devices: readonly Device[]): Promise<PluggedDisk[]> {
  const plugged: PluggedDisk[] = [];
  for (const one of devices)
    if (one.kind === 'disk' && 'file' in one.on) plugged.push(await plugDisk(machine, one.on.file, one.readOnly));
  return plugged;
}

/** Hands on what a guest prints, crash reports with symbols; `end` resolves when all was handed on. */
function output(io: RunIo, dbg: string | undefined): { write(chunk: Uint8Array): void; end(): Promise<void> } {
  if (dbg === undefined) return { write: (chunk) => io.write(chunk, 'stdout'), end: async () => {} };
  const symbols = symbolizer(dbg);
  symbols.on('data', (chunk: Buffer) => io.write(chunk, 'stdout'));
  return {
    write: (chunk) => void symbols.write(chunk),
    end: async () => {
      symbols.end();
      await finished(symbols, { writable: false });
    },
  };
}

const endable = (guest: Guest) => ({
  graces: 1,
  ask: () => void guest.xl('shutdown').catch(() => {}),
  kill: () => void guest.destroy().catch(() => {}),
});

/** gdb stops the whole machine when it comes; when it lets it go on, its breakpoints are set, and the guest begins. */
function unpauseAfterGdb({ qmp }: XenMachine, guest: Guest): void {
  qmp.events.once('STOP', () => qmp.events.once('RESUME', () => void guest.xl('unpause').catch(() => {})));
}

async function forwardPorts(machine: XenMachine, { ports }: ImageRun, address: string): Promise<() => Promise<void>> {
  const places = ports.map(({ host, protocol }) => `${protocol ?? 'tcp'}:127.0.0.1:${host}`);
  for (const [index, place] of places.entries())
    await machine.qmp.monitor(`hostfwd_add net ${place}-${address}:${ports[index]!.guest}`);
  return async () => {
    for (const place of places) await machine.qmp.monitor(`hostfwd_remove net ${place}`);
  };
}

/**
 * Runs it to its end. Disks of the run are files by now.
 * @throws Error when xl does not create the domain, or the machine ends
 */
export async function runGuest(
  machine: XenMachine,
  run: ImageRun,
  io: RunIo,
  address: string = FIRST_ADDRESS,
): Promise<RunResult> {
  const devices = run.devices ?? [];
  const options = guestOptions(run, await readFile(run.image));
  const close = await forwardPorts(machine, run, address);
  const disks = await plugDisks(machine, devices);
  const { write, end } = output(io, run.dbg);
  try {
    const own = devices.filter(({ kind }) => kind === 'disk') as (Device & { kind: 'disk' })[];
    const guest = await createGuest(machine, {
      ...options,
      isPaused: run.gdb !== undefined,
      write,
      disks: disks.map(({ path }, index) => ({ path, readOnly: own[index]!.readOnly === true })),
    });
    if (run.gdb !== undefined) {
      unpauseAfterGdb(machine, guest);
      io.onWaiting?.();
    }
    const { how, dispose } = mayEnd(endable(guest), io);
    const reason = await guest.ended.finally(dispose);
    // Its disks are in use until then.
    if (disks.length > 0) await guest.gone;
    return resultOf(how, io, () => readReason(reason));
  } finally {
    await end();
    await close().catch(() => {});
    for (const disk of disks) await disk.unplug().catch(() => {});
  }
}
