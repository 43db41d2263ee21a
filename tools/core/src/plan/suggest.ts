// SPDX-License-Identifier: BSD-3-Clause
// The known name that is nearest to a written one.
import { distance } from 'fastest-levenshtein';

/** Undefined when nothing is near: of a short name at most half may differ. */
export function closest(written: string, known: Iterable<string>, limit = 3): string | undefined {
  let best: string | undefined;
  let least = Math.min(limit, Math.floor(written.length / 2)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= least) continue;
    const d = distance(written, name);
    if (d < least) [best, least] = [name, d];
  }
  return best;
}
