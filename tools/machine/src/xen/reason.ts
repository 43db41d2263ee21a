// SPDX-License-Identifier: BSD-3-Clause
// How a guest ended → the image's exit status.
import { STATUS } from '../model.js';

/** Reasons of SCHEDOP_shutdown (Xen's public/sched.h). */
export const REASON = { poweroff: 0, reboot: 1, suspend: 2, crash: 3, watchdog: 4, softReset: 5 } as const;

/** An image that ends with status n of 1–125 shuts down for this reason plus n, which Xen hands on as it is. */
export const STATUS_REASON = 128;

/** @param reason undefined for a domain that is gone without one */
export function readReason(reason: number | undefined): { status: number; problem?: string } {
  if (reason === REASON.poweroff) return { status: 0 };
  if (reason === REASON.crash) return { status: STATUS.crash };
  if (reason !== undefined && reason > STATUS_REASON && reason <= STATUS_REASON + 125)
    return { status: reason - STATUS_REASON };
  const name = Object.entries(REASON).find(([, value]) => value === reason)?.[0];
  const problem =
    reason === undefined
      ? 'the domain is gone and told no reason'
      : `the domain was shut down for ${name === undefined ? `an unknown reason, ${reason}` : `the reason ${name}`}`;
  return { status: STATUS.machine, problem };
}
