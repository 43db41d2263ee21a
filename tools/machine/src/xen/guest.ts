// SPDX-License-Identifier: BSD-3-Clause
// A guest of the test machine: created by xl, its console, what xl can do with it, and how it ended.
import { xlConfig, type XlDomain } from '@unicore/core/outputs/xl-config.js';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { quoteShell } from '../words.js';
import type { Domain, Done } from './agent.js';
import { REASON } from './reason.js';
import type { XenMachine } from './machine.js';

export interface GuestOptions extends Omit<XlDomain, 'name' | 'kernel' | 'ramdisk'> {
  /** Of the host. */
  readonly image: string;
  /** Of the host. */
  readonly initrd?: string;
  /** Further lines for xl. */
  readonly lines?: readonly string[];
  /** Does not begin before `xl unpause`. */
  readonly isPaused?: boolean;
  /** Gets what it prints, byte by byte as it is. */
  readonly write: (chunk: Uint8Array) => void;
}

export interface Guest {
  readonly name: string;
  /**
   * Why it was shut down, once all that it printed was handed on; undefined for one that is gone without a reason, as
   * after destroy().
   * @throws Error when the machine ends before
   */
  readonly ended: Promise<number | undefined>;
  /** When it has ended, and is no domain any more. */
  readonly gone: Promise<void>;
  /** `xl <command> <name> <words…>`. */
  xl(command: string, ...words: string[]): Promise<Done>;
  /** Into a file of dom0; it is no domain until restore(). */
  save(file: string): Promise<Done>;
  restore(file: string): Promise<Done>;
  destroy(): Promise<Done>;
}

/** Back ends and xl itself see the host's files here. */
export const SHARE = '/share';

/** xenconsoled reads at most 30 times in 200 ms from one guest, so the last text of a guest may come that late. */
const CONSOLE_PERIOD_US = 220_000;

/** Nothing follows on an end: xl leaves the domain, and we look at its reason and console first. */
const KEEP = { poweroff: 'preserve', reboot: 'preserve', crash: 'preserve', watchdog: 'preserve' };

/**
 * SIGSEGV, as a shell tells it: about one in ten of xl's shutdowns, under Debian's 4.17 and TCG. The domain is as it was,
 * and the commands about one may come twice.
 */
const XL_DIED = 128 + 11;

let last = 0;

async function putFiles(share: string, name: string, options: GuestOptions): Promise<void> {
  const folder = join(share, 'guests', name);
  await mkdir(folder, { recursive: true });
  await copyFile(options.image, join(folder, 'kernel'), constants.COPYFILE_FICLONE);
  if (options.initrd !== undefined) await copyFile(options.initrd, join(folder, 'ramdisk'), constants.COPYFILE_FICLONE);
  const place = `${SHARE}/guests/${name}`;
  const domain: XlDomain = {
    ...options,
    name,
    kernel: `${place}/kernel`,
    ...(options.initrd === undefined ? {} : { ramdisk: `${place}/ramdisk` }),
    actions: KEEP,
  };
  const further = (options.lines ?? []).map((line) => `${line}\n`).join('');
  await writeFile(join(folder, 'cfg'), `${xlConfig(domain)}${further}`);
}

/** Resolves with the reason, or undefined when there is no such domain any more. `isAway` tells of a saved one. */
function endOf(machine: XenMachine, name: string, isAway: () => boolean): Promise<number | undefined> {
  const { events } = machine.agent;
  return new Promise((resolve, reject) => {
    const done = (finish: () => void): void => {
      events.off('domains', look);
      finish();
    };
    const look = (domains: readonly Domain[]): void => {
      const own = domains.find((domain) => domain.name === name);
      if (own === undefined && !isAway()) {
        // The list may be older than the domain.
        const ask = machine.run(`xl domid ${name}`);
        ask.then(({ status }) => status !== 0 && !isAway() && done(() => resolve(undefined))).catch(() => {});
      } else if (own?.reason !== undefined && own.reason !== REASON.suspend) {
        const { reason } = own;
        done(() => resolve(reason));
      }
    };
    events.on('domains', look);
    void machine.ended.then((why) => done(() => reject(new Error(`the machine has ended: ${why}`))));
  });
}

/** Until nothing came for as long as dom0 may hold text back, by dom0's clock. */
async function drain(machine: XenMachine, name: string): Promise<void> {
  for (let before = -1; ;) {
    const now = machine.consoles.read(name);
    if (now === before) return;
    before = now;
    await machine.run(`usleep ${CONSOLE_PERIOD_US}`);
  }
}

/** @throws Error with xl's words when it does not create the domain */
export async function createGuest(machine: XenMachine, options: GuestOptions): Promise<Guest> {
  const name = `guest${++last}`;
  await putFiles(machine.share, name, options);
  machine.consoles.follow(name, options.write);
  let isAway = true;
  const ended = endOf(machine, name, () => isAway);
  ended.catch(() => {});
  const forget = async (): Promise<void> => {
    machine.consoles.unfollow(name);
    await rm(join(machine.share, 'guests', name), { recursive: true, force: true });
  };
  const flags = options.isPaused === true ? '-e -q -p' : '-e -q';
  const created = await machine.run(`xl create ${flags} ${SHARE}/guests/${name}/cfg`);
  if (created.status !== 0) {
    await forget();
    throw new Error(`xl does not create the domain:\n${created.output}`);
  }
  isAway = false;
  const xl = async (command: string, ...words: string[]): Promise<Done> => {
    const line = ['xl', command, name, ...words.map(quoteShell)].join(' ');
    const done = await machine.run(line);
    return done.status === XL_DIED ? machine.run(line) : done;
  };
  const whole = ended.then(async (reason) => {
    await drain(machine, name);
    return reason;
  });
  const gone = whole.then(async (reason) => {
    if (reason !== undefined) await xl('destroy');
    await forget();
  });
  for (const one of [whole, gone]) one.catch(() => {});
  return {
    name,
    ended: whole,
    gone,
    xl,
    save: async (file) => {
      isAway = true;
      const done = await xl('save', file);
      if (done.status !== 0) isAway = false;
      return done;
    },
    restore: async (file) => {
      const done = await machine.run(`xl restore -e ${quoteShell(file)}`);
      isAway = false;
      return done;
    },
    destroy: () => xl('destroy'),
  };
}
