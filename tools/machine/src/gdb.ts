// SPDX-License-Identifier: BSD-3-Clause
// The gdb server of a virtual machine, which waits before the first instruction.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { quoteShell } from './words.js';

/** The one that QEMU takes by itself. */
export const GDB_PORT = 1234;

/** Symbols of kvm's linker script: where QEMU's loader puts an image, and where that was linked. */
const LOADED = /^([0-9a-f]+) \w uc_kvm_multiboot_base$/m;
const LINKED = /^([0-9a-f]+) \w uc_metal_link_base$/m;

/** From where the image was linked to where it runs, by the output of nm. */
export function loadOffset(symbols: string): number {
  const [loaded, linked] = [LOADED, LINKED].map((pattern) => Number.parseInt(pattern.exec(symbols)?.[1] ?? '', 16));
  const offset = loaded! - linked!;
  return Number.isNaN(offset) ? 0 : offset;
}

const hex = (offset: number): string => `${offset < 0 ? '-' : ''}0x${Math.abs(offset).toString(16)}`;

/** @param sources the folder that paths in the debugging information begin at */
export function gdbWords(dbg: string | undefined, port: number, offset = 0, sources?: string): string[] {
  const symbols = dbg === undefined ? [] : offset === 0 ? [dbg] : ['-ex', `symbol-file ${dbg} -o ${hex(offset)}`];
  // A loader puts the image into memory after the start, over the breakpoints that gdb writes there: the hardware's hold.
  const commands = [`target remote 127.0.0.1:${port}`, ...(dbg === undefined ? [] : ['hbreak main'])];
  const where = sources === undefined ? [] : ['-d', sources];
  return ['gdb', '-q', ...where, ...symbols, ...commands.flatMap((command) => ['-ex', command])];
}

/** Whether the image moves to a place that nobody knows before. */
export const isMoving = (symbols: string): boolean => /^0*1 \w uc_metal_kaslr$/m.test(symbols);

/** The line for another terminal. */
export async function gdbLine(dbg: string | undefined, port: number, sources?: string): Promise<string> {
  const read = dbg === undefined ? undefined : promisify(execFile)('nm', [dbg], { maxBuffer: 1 << 26 });
  const symbols = await read?.then(
    ({ stdout }) => stdout,
    () => '',
  );
  const line = gdbWords(dbg, port, loadOffset(symbols ?? ''), sources)
    .map(quoteShell)
    .join(' ');
  return isMoving(symbols ?? '') ? `${line} # symbols fit with --set kvm.kaslr=false: the image moves` : line;
}
