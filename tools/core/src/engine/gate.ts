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

/** One after the other, by key. */
export type Turns = (key: string) => Promise<() => void>;

export function makeTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return async (key) => {
    const before = last.get(key);
    let release = (): void => {};
    const turn = new Promise<void>((resolve) => (release = resolve));
    last.set(key, turn);
    await before;
    return () => {
      if (last.get(key) === turn) last.delete(key);
      release();
    };
  };
}
