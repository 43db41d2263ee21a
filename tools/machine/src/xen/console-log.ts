// SPDX-License-Identifier: BSD-3-Clause
// What guests print: dom0 appends it to a file for each in the shared folder, and here it is read as it grows.
import { closeSync, existsSync, openSync, readSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

export interface ConsoleLogs {
  /** Hands on what a guest prints from now on, as it is. */
  follow(name: string, take: (chunk: Uint8Array) => void): void;
  /** How many bytes a guest printed; what is there has been handed on. */
  read(name: string): number;
  unfollow(name: string): void;
  close(): void;
}

interface Followed {
  readonly take: (chunk: Uint8Array) => void;
  fd?: number;
  at: number;
}

/** The file of xenconsoled's --log=guest. */
const fileName = (name: string): string => `guest-${name}.log`;

export function consoleLogs(folder: string): ConsoleLogs {
  const all = new Map<string, Followed>();
  const buffer = Buffer.alloc(1 << 16);
  const read = (name: string): number => {
    const one = all.get(name);
    if (one === undefined) return 0;
    const path = join(folder, fileName(name));
    if (one.fd === undefined && !existsSync(path)) return 0;
    one.fd ??= openSync(path, 'r');
    for (;;) {
      const count = readSync(one.fd, buffer, 0, buffer.length, one.at);
      if (count === 0) return one.at;
      one.at += count;
      one.take(Uint8Array.from(buffer.subarray(0, count)));
    }
  };
  const watcher: FSWatcher = watch(folder, (_event, file) => {
    const name = /^guest-(.*)\.log$/.exec(file ?? '')?.[1];
    if (name !== undefined) read(name);
  });
  const unfollow = (name: string): void => {
    const fd = all.get(name)?.fd;
    if (fd !== undefined) closeSync(fd);
    all.delete(name);
  };
  return {
    follow: (name, take) => void all.set(name, { take, at: 0 }),
    read,
    unfollow,
    close: () => {
      watcher.close();
      for (const name of all.keys()) unfollow(name);
    },
  };
}
