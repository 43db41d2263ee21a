// SPDX-License-Identifier: BSD-3-Clause
// Runs an image on the machine that its target names.
import { hostLaunch } from './host.js';
import type { ImageRun, Launch, RunIo, RunResult } from './model.js';
import { runLaunch } from './process.js';
import { qemuLaunch } from './qemu.js';
import { withScratch } from './scratch.js';

/** The command and the meaning of its end, without running it. */
export function launchOf(run: ImageRun): Launch {
  return run.on === 'host' ? hostLaunch(run) : qemuLaunch(run);
}

/**
 * Runs it to its end.
 * @throws UnicoreError when the machine cannot be started
 */
export function runImage(run: ImageRun, io: RunIo): Promise<RunResult> {
  return withScratch(run, (ready) => runLaunch(launchOf(ready), io, run.dbg, run.gdb === true && run.on === 'host'));
}

/** The command for a shell. */
export function commandText({ command, cwd }: Launch): string {
  const quoted = (word: string): string =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  const line = command.map(quoted).join(' ');
  return cwd === undefined ? line : `cd ${quoted(cwd)} && ${line}`;
}
