// SPDX-License-Identifier: BSD-3-Clause
// One test machine for all guests of this process: started with the first, ended by close().
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { ImageRun, RunIo, RunResult } from '../model.js';
import { STATUS } from '../model.js';
import { startXen, type XenMachine, type XenOptions } from './machine.js';
import type { Network } from './qemu-machine.js';
import { runGuest } from './run.js';

export interface XenHost {
  /** @throws UnicoreError when the machine does not start */
  run(run: ImageRun, io: RunIo): Promise<RunResult>;
  close(): Promise<void>;
}

async function start(options: XenOptions): Promise<XenMachine> {
  try {
    return await startXen(options);
  } catch (error) {
    if (error instanceof UnicoreError) throw error;
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_START',
      message: `the Xen test machine does not start: ${(error as Error).message}`,
      hint: 'unicore doctor -c xen-x86_64 tells what it needs',
    });
  }
}

/** A tap interface that the run names, else the host's user network. */
function networkOf({ devices = [] }: ImageRun): Network {
  const taps = devices.flatMap((one) => (one.kind === 'net' && typeof one.on === 'object' ? [one.on] : []));
  return taps[0] ?? { forwards: [] };
}

export function xenHost(options: XenOptions): XenHost {
  let machine: Promise<XenMachine> | undefined;
  let hasFailed = false;
  return {
    run: async (run, io) => {
      const gdb = run.gdb?.port === undefined ? {} : { gdb: run.gdb.port };
      machine ??= start({ network: networkOf(run), ...gdb, ...options });
      const started = await machine;
      try {
        return await runGuest(started, run, io);
      } catch (error) {
        if (error instanceof UnicoreError) throw error;
        hasFailed = true;
        return { status: STATUS.machine, timedOut: false, problem: (error as Error).message };
      }
    },
    close: async () => {
      const started = await machine?.catch(() => undefined);
      const kept = await started?.close(hasFailed);
      if (kept !== undefined) options.tell?.(`logs of the Xen test machine: ${kept}`);
    },
  };
}
