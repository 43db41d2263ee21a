// SPDX-License-Identifier: BSD-3-Clause
// An image as a virtual machine of QEMU (kvm).
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, relative, resolve } from 'node:path';
import { deviceArguments } from './devices.js';
import { EMULATORS } from './emulators.js';
import { GDB_PORT } from './gdb.js';
import { STATUS, type ImageRun, type Launch } from './model.js';
import { bytesOf } from './scratch.js';
import { quoteWord } from './words.js';

/** Where an image of kvm tells its status: a write of `v` makes QEMU exit with (v << 1) | 1. */
export const EXIT_PORT = 0x501;

/** What an image writes to the exit port when it crashes; a normal end writes its status + 1. */
export const CRASH_CODE = 127;

const DEFAULT_MEMORY = '64M';

/** How images of an architecture end the machine. */
const EXITS: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['-device', `isa-debug-exit,iobase=0x${EXIT_PORT.toString(16)},iosize=4`],
  arm64: ['-semihosting-config', 'enable=on,target=native'],
};

/** The machine's power button, by QMP: images see it as a request to end. */
const POWER_BUTTON = {
  arguments: ['-chardev', 'socket,id=control,fd=3', '-mon', 'chardev=control,mode=control'],
  request: ['qmp_capabilities', 'system_powerdown'].map((execute) => JSON.stringify({ execute })).join('\n'),
};

/** QEMU's exit status → the image's. 1 is QEMU's own failure, 0 an end that nobody announced. */
export function readQemuStatus(
  code: number | null,
  signal: NodeJS.Signals | null,
): { status: number; problem?: string } {
  if (code === null) {
    return { status: 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0), problem: `QEMU was ended by ${signal}` };
  }
  if (code === 0) return { status: STATUS.machine, problem: 'the machine ended without telling a status' };
  if (code % 2 === 0 || code === 1) return { status: STATUS.machine, problem: `QEMU failed with status ${code}` };
  const written = (code - 1) / 2;
  return { status: written === CRASH_CODE ? STATUS.crash : written - 1 };
}

/**
 * QEMU's multiboot ends the path of the image, and of a module, at the first blank; a comma begins the next module. So
 * where there are some, QEMU starts in the image's folder.
 */
function pathsOf({ image, initrd }: ImageRun): { cwd?: string; image: string; initrd?: string } {
  if (!/[\s,]/.test(`${image}${initrd ?? ''}`)) return { image, ...(initrd === undefined ? {} : { initrd }) };
  const cwd = dirname(image);
  const near = { image: basename(image), ...(initrd === undefined ? {} : { initrd: relative(cwd, initrd) }) };
  const bad = Object.values(near).find((path) => /[\s,]/.test(path));
  if (bad !== undefined) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_PATH',
      message: `QEMU cannot load ${bad}: its name holds a blank or a comma`,
      hint: 'move it beside the image, under a name without them',
    });
  }
  return { cwd, ...near };
}

const PAGE_BYTES = 4096;
/** Where memory begins on QEMU's virt: hw/arm/virt.c, base_memmap. */
const VIRT_MEMORY = 0x4000_0000;

/** QEMU gives an initrd to what looks like Linux. Others find one at the end of memory, where a word tells. */
function loadedModule({ arch, initrd, memory = DEFAULT_MEMORY, image }: ImageRun): { words: string[]; line: string[] } {
  if (arch === 'x86_64' || initrd === undefined) return { words: [], line: [] };
  const bytes = statSync(resolve(dirname(image), initrd)).size;
  const start = VIRT_MEMORY + bytesOf(memory) - Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
  const address = `0x${start.toString(16)}`;
  return {
    words: ['-device', `loader,file=${initrd},addr=${address},force-raw=on`],
    line: [`uc.initrd=${address}+0x${bytes.toString(16)}`],
  };
}

export function qemuLaunch(run: ImageRun): Launch {
  const emulator = EMULATORS[run.arch];
  const exit = EXITS[run.arch];
  if (emulator === undefined || exit === undefined) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_ARCH',
      message: `no virtual machine is known for ${run.arch}`,
      hint: `there are ${Object.keys(EXITS).join(', ')}`,
    });
  }
  const module = loadedModule(run);
  const machine = run.machine ?? (run.arch === 'x86_64' ? 'pc' : 'virt');
  const line = [...(run.settings ?? []), ...module.line, ...run.arguments.map(quoteWord)].join(' ');
  const { cwd, image, initrd } = pathsOf(run);
  const accel = run.accel ?? 'tcg';
  const command = [
    [emulator.program],
    ['-machine', machine, '-accel', accel, '-cpu', accel === 'kvm' ? 'host' : 'max'],
    ['-m', run.memory ?? DEFAULT_MEMORY],
    ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
    exit,
    deviceArguments({ ...run, machine }),
    ['-kernel', image],
    line === '' ? [] : ['-append', line],
    initrd === undefined || run.arch !== 'x86_64' ? [] : ['-initrd', initrd],
    module.words,
    run.gdb ? ['-gdb', `tcp:127.0.0.1:${run.gdb.port ?? GDB_PORT}`, '-S'] : [],
  ].flat();
  return {
    command,
    package: emulator.package,
    ...(cwd === undefined ? {} : { cwd }),
    control: POWER_BUTTON,
    readStatus: readQemuStatus,
    stopSignal: () => 'SIGTERM',
  };
}
