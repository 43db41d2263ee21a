// SPDX-License-Identifier: BSD-3-Clause
// Runs an image on the machine that its target names.
import { hostLaunch } from './host.js';
import type { ImageRun, Launch, RunIo, RunResult } from './model.js';
import { runLaunch } from './process.js';
import { qemuLaunch } from './qemu.js';
import { prepare } from './scratch.js';
import { quoteShell } from './words.js';
import { xenHost } from './xen/host.js';
import { domainText } from './xen/run.js';

/** The command and the meaning of its end, without running it. */
export function launchOf(run: ImageRun): Launch {
  return run.on === 'host' ? hostLaunch(run) : qemuLaunch(run);
}

export interface ImageRunner {
  /**
   * Runs it to its end.
   * @throws UnicoreError when the machine cannot be started
   */
  run(run: ImageRun, io: RunIo): Promise<RunResult>;
  /** Ends the machine that its domains had in common. */
  close(): Promise<void>;
}

/**
 * For many images: domains of Xen share one machine.
 * @param tell gets lines for the user when something takes time
 */
export function imageRunner(tell: (line: string) => void, signal?: AbortSignal): ImageRunner {
  const xen = xenHost({ tell, ...(signal === undefined ? {} : { signal }) });
  return {
    close: () => xen.close(),
    run: async (run, io) => {
      const { run: ready, dispose } = await prepare(run);
      try {
        if (ready.on === 'xen') return await xen.run(ready, io);
        return await runLaunch(launchOf(ready), io, run.dbg, run.gdb !== undefined && run.on === 'host');
      } finally {
        await dispose();
      }
    },
  };
}

/**
 * Runs one image to its end, in a machine of its own.
 * @throws UnicoreError when the machine cannot be started
 */
export async function runImage(run: ImageRun, io: RunIo): Promise<RunResult> {
  const runner = imageRunner((line) => io.write(Buffer.from(`${line}\n`), 'stderr'), io.signal);
  return runner.run(run, io).finally(() => runner.close());
}

/** What would be done, for people: the command for a shell, or for Xen the file that xl is given. */
export async function dryRunText(run: ImageRun): Promise<string> {
  return run.on === 'xen' ? domainText(run) : `${commandText(launchOf(run))}\n`;
}

/** The command for a shell. */
export function commandText({ command, cwd }: Launch): string {
  const line = command.map(quoteShell).join(' ');
  return cwd === undefined ? line : `cd ${quoteShell(cwd)} && ${line}`;
}
