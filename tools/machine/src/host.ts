// SPDX-License-Identifier: BSD-3-Clause
// An image as a process of this host (linuxu).
import { constants } from 'node:os';
import { userEmulator } from './emulators.js';
import { GDB_PORT } from './gdb.js';
import type { ImageRun, Launch } from './model.js';
import { hostWords, quoteWord } from './words.js';

export function hostLaunch(run: ImageRun): Launch {
  const emulator = userEmulator(run.arch);
  const image = [run.image, ...hostWords(run).map(quoteWord), ...run.arguments.map(quoteWord)];
  const gdb = ['gdb', '-q', ...(run.dbg === undefined ? [] : ['-ex', `symbol-file ${run.dbg}`]), '--args'];
  const emulated = (program: string): string[] => [program, ...(run.gdb ? ['-g', `${run.gdb.port ?? GDB_PORT}`] : [])];
  const native = { command: run.gdb ? [...gdb, ...image] : image, ...(run.gdb ? { package: 'gdb' } : {}) };
  return {
    ...(emulator ? { command: [...emulated(emulator.program), ...image], package: emulator.package } : native),
    readStatus: (code, signal) => {
      if (code !== null) return { status: code };
      const status = 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0);
      return signal === 'SIGABRT' ? { status } : { status, problem: `the image was ended by ${signal}` };
    },
    stopSignal: (got) => got,
  };
}
