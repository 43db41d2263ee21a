// SPDX-License-Identifier: BSD-3-Clause
// The fewest changes under which an option has a value: breadth first over sets of changes, each one larger by one of what
// must change at the least. So the first that work are the smallest, and all of that size are found.
import type { OptionValue } from '../../model.js';
import type { Inquiry } from '../../resolve/resolve.js';
import { Landmarks, type Landmark } from './landmark.js';
import { Space, type Changes } from './model.js';
import { Presence } from './presence.js';
import type { Failure, State } from './state.js';

export interface Limits {
  /** Changes beside the one that is asked for. */
  readonly changes: number;
  /** Sets that are tried. */
  readonly tries: number;
}

export interface Found {
  /** Each the changes beside the one that is asked for; all of one size. */
  readonly solutions: readonly Changes[];
  readonly tried: number;
  /** The search ended before everything was tried. */
  readonly limited: boolean;
}

const keyOf = (changes: Changes): string => JSON.stringify([...changes].sort(([a], [b]) => (a < b ? -1 : 1)));

/** @param confirm the resolver's own word on what was found */
export function fewestChanges(
  inquiry: Inquiry,
  wanted: { readonly name: string; readonly value: OptionValue },
  limits: Limits,
  confirm: (changes: Changes) => boolean,
): Found {
  const space = new Space(inquiry);
  const presence = new Presence(space);
  const base = presence.settle(new Map(), undefined).state.model;
  const { name, value } = wanted;
  /** One of what must change at the least; undefined when all is well. */
  const ways = (asked: Changes, state: State, faulty: boolean, isRight: () => boolean): Landmark | undefined => {
    const isFaulty = faulty || state.model.isCyclic;
    const failures: Failure[] = isFaulty ? [] : state.failures();
    // What is beyond options follows from which projects there are: headers in a circle, names that collide.
    if (failures.length === 0 && (isFaulty || state.value(name) !== value || !isRight()))
      failures.push({ kind: 'projects' });
    if (failures.length === 0) return undefined;
    presence.all = asked;
    const marks = new Landmarks(state, presence);
    // Any failure will do; the one with the fewest ways out leads on the fastest.
    return failures
      .map((failure) => marks.of(failure, name))
      .reduce((best, one) => (sizeOf(one) < sizeOf(best) ? one : best));
  };
  let level: Changes[] = [new Map()];
  let tried = 0;
  for (let count = 0; count <= limits.changes; count++) {
    const solutions: Changes[] = [];
    const next = new Map<string, Changes>();
    for (const changes of level) {
      if (++tried > limits.tries) return { solutions, tried, limited: true };
      const asked = new Map([...changes, [name, value]]);
      const { state, faulty } = presence.settle(asked, base);
      const found = ways(asked, state, faulty, () => confirm(changes));
      if (found === undefined) {
        solutions.push(changes);
        continue;
      }
      if (solutions.length > 0) continue;
      for (const [change, values] of found)
        for (const one of values) {
          const more = new Map([...changes, [change, one]]);
          next.set(keyOf(more), more);
        }
    }
    if (solutions.length > 0 || next.size === 0) return { solutions, tried, limited: false };
    level = [...next.values()];
  }
  return { solutions: [], tried, limited: level.length > 0 };
}

const sizeOf = (landmark: Landmark): number => [...landmark.values()].reduce((sum, values) => sum + values.size, 0);
