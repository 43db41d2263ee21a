// SPDX-License-Identifier: BSD-3-Clause
// `unicore run`: builds an image and runs it; its exit status is the command's.
import { build, type BuildRequest } from '@unicore/core/build.js';
import { configure } from '@unicore/core/prepare.js';
import type { Diagnostic } from '@unicore/core/diagnostic.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { commandText, launchOf, runImage } from '@unicore/machine';
import { resolve } from 'node:path';
import { runFlags, machineChoices, timeoutFlag } from '../run/flags.js';
import { byLine } from '../run/by-line.js';
import { runDevices } from '../run/devices.js';
import { imageRun, machineOf } from '../run/image.js';
import { portLines, portsOf } from '../run/ports.js';
import { buildOutcome } from './build.js';
import type { Command, FlagValues, Invocation, Outcome } from './command.js';
import { buildFlags, countFlag, textFlag } from './flags.js';
import { requestOf } from './request.js';

export function problemOf(image: string, problem: string): Diagnostic {
  return { code: 'UNICORE_E_RUN', message: `${image}: ${problem}` };
}

/** Runs an image that is built. @param words what main gets, if not what the manifest says */
export async function runBuilt(
  root: string,
  request: BuildRequest,
  flags: FlagValues,
  words: readonly string[] | undefined,
): Promise<Outcome> {
  const timeoutMs = timeoutFlag(flags);
  const choices = machineChoices(flags);
  const configuration = configure(await readWorkspace(root), request);
  const isVirtual = machineOf(configuration) === 'qemu';
  const devices = isVirtual ? runDevices(configuration, flags) : [];
  // Without a network the ports of the manifest lead nowhere.
  const isReached = !isVirtual || devices.some((one) => one.kind === 'net' && one.on === 'user');
  const named = configuration.application.manifest.run?.ports ?? {};
  const ports = await portsOf(named, flags, isReached);
  const lines = portLines(named, ports);
  const initrd = textFlag(flags, 'initrd');
  const run = imageRun(root, request, configuration, {
    ...choices,
    ports,
    devices,
    ...(words === undefined ? {} : { arguments: words }),
    ...(initrd === undefined ? {} : { initrd: resolve(initrd) }),
    gdb: flags['gdb'] === true,
  });
  if (flags['dry-run'] === true) return { status: 0, text: `${commandText(launchOf(run))}\n` };
  if (run.gdb && run.on === 'qemu') lines.push(`waits for: gdb ${run.dbg} -ex 'target remote :1234'`);
  for (const line of lines) process.stderr.write(`${line}\n`);
  const output = { stdout: byLine(process.stdout), stderr: byLine(process.stderr) };
  const { status, problem } = await runImage(run, {
    stdin: 'inherit',
    write: (chunk, stream) => output[stream].write(chunk),
    forwardSignals: true,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }).finally(() => Object.values(output).forEach((one) => one.end()));
  return { status, ...(problem === undefined ? {} : { diagnostics: [problemOf(request.application, problem)] }) };
}

export const runCommand: Command = {
  usage: '<application> -c <target> [-- <argument>…]',
  summary: 'builds an image and runs it; its exit status is the command’s',
  flags: { ...buildFlags, ...runFlags },
  async run(invocation: Invocation): Promise<Outcome> {
    const { root, flags, words, onEvent, signal } = invocation;
    const request = requestOf(await readWorkspace(root), invocation, 'run');
    const jobs = countFlag(flags, 'jobs');
    const explain = flags['explain'] === true;
    const [result] = await build([request], {
      root,
      explain,
      onEvent,
      signal,
      ...(jobs === undefined ? {} : { jobs }),
    });
    if (!result!.success) return buildOutcome(result!, signal);
    return runBuilt(root, request, flags, words.length > 1 ? words.slice(1) : undefined);
  },
};
