// SPDX-License-Identifier: BSD-3-Clause
// An image as a process of this host (linuxu).
import { constants } from 'node:os';
import type { ImageRun, Launch } from './model.js';
import { hostWords, quoteWord } from './words.js';

export function hostLaunch(run: ImageRun): Launch {
  const image = [run.image, ...hostWords(run).map(quoteWord), ...run.arguments.map(quoteWord)];
  const gdb = ['gdb', '-q', ...(run.dbg === undefined ? [] : ['-ex', `symbol-file ${run.dbg}`]), '--args'];
  return {
    command: run.gdb ? [...gdb, ...image] : image,
    ...(run.gdb ? { package: 'gdb' } : {}),
    readStatus: (code, signal) => {
      if (code !== null) return { status: code };
      const status = 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0);
      return signal === 'SIGABRT' ? { status } : { status, problem: `the image was ended by ${signal}` };
    },
    stopSignal: (got) => got,
  };
}
