// SPDX-License-Identifier: BSD-3-Clause
// One signal for all that must stop when the user, or who started this process, wants it to end.

/**
 * Aborted by the first SIGINT, SIGTERM or SIGHUP, and when the parent that this process talks to is gone. A second signal
 * ends this process at once.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => controller.abort(new Error(name)));
  process.once('disconnect', () => controller.abort(new Error('the parent is gone')));
  return controller.signal;
}
