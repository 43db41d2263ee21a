// SPDX-License-Identifier: BSD-3-Clause
// At most `limit` pieces of work at once; first come, first served.
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function makeGate(limit: number): Gate {
  let free = Math.max(1, limit);
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
