// SPDX-License-Identifier: BSD-3-Clause
// The known name that is nearest to a written one.
import { distance } from 'fastest-levenshtein';

export function closest(written: string, known: readonly string[], limit = 3): string | undefined {
  let best: string | undefined;
  let least = limit + 1;
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= least) continue;
    const d = distance(written, name);
    if (d < least) [best, least] = [name, d];
  }
  return best;
}
