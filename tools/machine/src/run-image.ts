// SPDX-License-Identifier: BSD-3-Clause
// Runs an image on the machine that its target names.
import { hostLaunch } from './host.js';
import type { ImageRun, Launch, RunIo, RunResult } from './model.js';
import { runLaunch } from './process.js';
import { qemuLaunch } from './qemu.js';
import { prepare } from './scratch.js';
import { quoteShell } from './words.js';

/** The command and the meaning of its end, without running it. */
export function launchOf(run: ImageRun): Launch {
  return run.on === 'host' ? hostLaunch(run) : qemuLaunch(run);
}

/**
 * Runs it to its end.
 * @throws UnicoreError when the machine cannot be started
 */
export async function runImage(run: ImageRun, io: RunIo): Promise<RunResult> {
  const { run: ready, dispose } = await prepare(run);
  try {
    return await runLaunch(launchOf(ready), io, run.dbg, run.gdb !== undefined && run.on === 'host');
  } finally {
    await dispose();
  }
}

/** The command for a shell. */
export function commandText({ command, cwd }: Launch): string {
  const line = command.map(quoteShell).join(' ');
  return cwd === undefined ? line : `cd ${quoteShell(cwd)} && ${line}`;
}
