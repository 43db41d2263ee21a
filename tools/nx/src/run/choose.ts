// SPDX-License-Identifier: BSD-3-Clause
// The flags of `run` as a run of the image, and what the user is told before it starts.
import type { BuildRequest } from '@unicore/core/build.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Configuration } from '@unicore/core/model.js';
import { choosePort, GDB_PORT, gdbLine, type ImageRun } from '@unicore/machine';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FlagValues } from '../cli/command.js';
import { textFlag } from '../cli/flags.js';
import { addressWords, drivenDevices, runDevices } from './devices.js';
import { gdbFlag, machineChoices, refuseUseless } from './flags.js';
import { imageRun, machineOf } from './image.js';
import { portLines, portsOf } from './ports.js';

/** @throws UnicoreError when it is not there, or is of the other kind */
function pathFlag(flags: FlagValues, name: 'initrd' | 'rootfs'): string | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const path = resolve(text);
  const kind = name === 'rootfs' ? 'folder' : 'file';
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && found.isDirectory() === (kind === 'folder')) return path;
  throw new UnicoreError({
    code: 'UNICORE_E_RUN_ROOTFS',
    message: found === undefined ? `there is no ${kind} at ${path}` : `${path} is no ${kind}`,
    hint: kind === 'folder' ? 'name a folder; a cpio archive is for --initrd' : 'a folder is for --rootfs',
  });
}

/** @throws UnicoreError when nothing in the image would read it */
function refuseUnread({ projects, application }: Configuration): void {
  const reads = [...projects.values()].some(({ project }) => project.manifest.provides?.includes('rootfs'));
  if (reads) return;
  throw new UnicoreError({
    code: 'UNICORE_E_RUN_ROOTFS',
    message: `${application.name} has no root file system`,
    hint: 'drop --rootfs, or require "rootfs"',
  });
}

export interface Chosen {
  readonly run: ImageRun;
  readonly lines: readonly string[];
  /** When it waits for a debugger. */
  readonly waits: readonly string[];
}

/** @param words what main gets, if not what the manifest says */
export async function chooseRun(
  root: string,
  request: BuildRequest,
  configuration: Configuration,
  flags: FlagValues,
  words: readonly string[] | undefined,
): Promise<Chosen> {
  const isVirtual = machineOf(configuration) !== 'host';
  const hasNetwork = drivenDevices(configuration).some(({ kind }) => kind === 'net');
  refuseUseless(flags, configuration.target.name, isVirtual, hasNetwork);
  const devices = runDevices(configuration, flags, isVirtual);
  // Without a network the ports of the manifest lead nowhere; a process without a driver has the host's.
  const isReached = isVirtual ? devices.some((one) => one.kind === 'net' && one.on === 'user') : !hasNetwork;
  const named = configuration.application.manifest.run?.ports ?? {};
  const ports = await portsOf(named, flags, isReached);
  const gdb = gdbFlag(flags);
  const [initrd, rootfs] = [pathFlag(flags, 'initrd'), pathFlag(flags, 'rootfs')];
  if (rootfs !== undefined) refuseUnread(configuration);
  const run = await imageRun(root, request, configuration, {
    ...machineChoices(flags),
    ports,
    devices,
    settings: addressWords(flags),
    ...(words === undefined ? {} : { arguments: words }),
    ...(initrd === undefined ? {} : { initrd }),
    ...(rootfs === undefined ? {} : { rootfs }),
    ...(gdb === undefined ? {} : { gdb: isVirtual ? { port: await choosePort(gdb.port, GDB_PORT) } : gdb }),
  });
  const waits = run.gdb?.port === undefined ? [] : [`waits for: ${await gdbLine(run.dbg, run.gdb.port, root)}`];
  return { run, lines: portLines(named, ports), waits };
}
