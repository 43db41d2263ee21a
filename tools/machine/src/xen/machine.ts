// SPDX-License-Identifier: BSD-3-Clause
// A started test machine: Xen with dom0 and its toolstack, ready for guests.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent, Done } from './agent.js';
import { consoleLogs, type ConsoleLogs } from './console-log.js';
import { prepareXen, type XenParts } from './prepare.js';
import { MEMORY_MIB, type Network } from './qemu-machine.js';
import type { Qmp } from './qmp.js';
import { spawnMachine, type Machine } from './spawn.js';
import { dropState, ensureState, resume, untilReady, type SavedState } from './state.js';

export interface XenOptions {
  /** What the bridge xenbr0 leads to; nowhere unless given. */
  readonly network?: Network;
  /** Of the whole machine; 768 unless given. */
  readonly memoryMiB?: number;
  /** Port of QEMU's gdb server, which sees hypervisor, dom0 and guests alike. */
  readonly gdb?: number;
  /** Boots instead of taking the saved state. */
  readonly isCold?: boolean;
  /** Gets lines for the user when something takes time. */
  readonly tell?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface XenMachine {
  readonly agent: Agent;
  readonly qmp: Qmp;
  readonly consoles: ConsoleLogs;
  /** The host's side of dom0's /share. */
  readonly share: string;
  /** Resolves with QEMU's words when the machine has ended. */
  readonly ended: Promise<string>;
  /** Runs a line of the shell in dom0. */
  run(line: string): Promise<Done>;
  /** What Xen and dom0 printed. */
  log(): Promise<string>;
  /** Ends the machine. Its logs stay when `keep` is set; gives the folder then. */
  close(keep?: boolean): Promise<string | undefined>;
}

const MOUNT = 'mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none share /share';

interface Begun {
  readonly machine: Machine;
  readonly share: string;
}

async function begin(parts: XenParts, options: XenOptions, folder: string, state?: SavedState): Promise<Begun> {
  const share = join(folder, 'share');
  for (const name of ['', 'out', 'console', 'guests']) await mkdir(join(share, name), { recursive: true });
  const machine = spawnMachine(
    parts,
    {
      memoryFile: state?.memoryFile ?? join(folder, 'memory'),
      isShared: false,
      memory: options.memoryMiB ?? MEMORY_MIB,
      share,
      log: join(folder, 'xen.log'),
      network: options.network ?? 'none',
      isIncoming: state !== undefined,
      ...(options.gdb === undefined ? {} : { gdb: options.gdb }),
    },
    folder,
  );
  try {
    if (state === undefined) await untilReady(machine, options.signal);
    else await resume(machine, state);
    const { status } = await machine.agent.run(MOUNT);
    if (status !== 0) throw new Error('dom0 cannot reach the shared folder');
    return { machine, share };
  } catch (error) {
    machine.kill();
    await machine.ended;
    throw error;
  }
}

/** dom0 answers within seconds, a save within a minute. */
const ANSWER_MS = 180_000;

/** A machine whose dom0 does not answer any more is ended, which ends all that wait for it. */
async function ask(machine: Machine, line: string): Promise<Done> {
  const timer = setTimeout(() => machine.kill(), ANSWER_MS);
  try {
    return await machine.agent.run(line);
  } finally {
    clearTimeout(timer);
  }
}

/** From the saved state; where QEMU refuses it, it is made anew once, and then done without. */
async function beginWarm(parts: XenParts, options: XenOptions, folder: string): Promise<Begun> {
  const memory = options.memoryMiB ?? MEMORY_MIB;
  const { tell = () => {}, signal = new AbortController().signal } = options;
  for (let tries = 0; tries < 2; tries++) {
    const state = await ensureState(parts, memory, tell, signal);
    try {
      return await begin(parts, options, folder, state);
    } catch {
      signal.throwIfAborted();
      await dropState(parts, memory);
    }
  }
  return begin(parts, options, folder);
}

/**
 * @throws UnicoreError when a package, a program or disk space is missing
 * @throws Error when the machine does not start
 */
export async function startXen(options: XenOptions = {}): Promise<XenMachine> {
  const parts = await prepareXen(options.tell, options.signal);
  const folder = await mkdtemp(join(tmpdir(), 'unicore-xen-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const { machine, share } = await (options.isCold === true ? begin : beginWarm)(parts, options, folder);
    const consoles = consoleLogs(join(share, 'console'));
    return {
      ...machine,
      consoles,
      share,
      run: (line) => ask(machine, line),
      log: () => readFile(join(folder, 'xen.log'), 'latin1'),
      close: async (keep = false) => {
        consoles.close();
        machine.kill();
        await machine.ended;
        if (keep) await rm(join(share, 'guests'), { recursive: true, force: true });
        else await remove();
        return keep ? folder : undefined;
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
