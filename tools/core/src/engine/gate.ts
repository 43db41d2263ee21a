// SPDX-License-Identifier: BSD-3-Clause
// At most so many pieces of work at once, each with a slot of its own; and turns by key.

/** First come, first served. The slot is the work's own until it ends. */
export type Gate<Slot> = <T>(work: (slot: Slot) => Promise<T>) => Promise<T>;

export function makeGate<Slot>(slots: readonly Slot[]): Gate<Slot> {
  const free = [...slots].reverse();
  const waiting: ((slot: Slot) => void)[] = [];
  return async (work) => {
    const slot = free.pop() ?? (await new Promise<Slot>((resolve) => void waiting.push(resolve)));
    try {
      return await work(slot);
    } finally {
      const next = waiting.shift();
      if (next) next(slot);
      else free.push(slot);
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
