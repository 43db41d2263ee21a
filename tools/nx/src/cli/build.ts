// SPDX-License-Identifier: BSD-3-Clause
// `unicore build`: an image, or the image of a library's tests, without running it.
import { build, type BuildResult } from '@unicore/core/build.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { relative } from 'node:path';
import type { Command, Invocation, Outcome } from './command.js';
import { buildFlags, countFlag, requestOf } from './flags.js';

export function buildOutcome(result: BuildResult, signal: AbortSignal): Outcome {
  const diagnostics = [...result.warnings, ...result.diagnostics];
  if (!result.success) return { status: signal.aborted ? 130 : 1, diagnostics };
  const folder = relative(process.cwd(), result.outputFolder);
  return {
    status: 0,
    diagnostics,
    text: `${folder}: ${result.ran} ran, ${result.fromStore} from the store, ${result.current} current\n`,
  };
}

export const buildCommand: Command = {
  usage: '<project> -c <target>',
  summary: 'builds an image into dist/<application>/<target>',
  flags: { ...buildFlags, test: { type: 'boolean' } },
  async run(invocation: Invocation): Promise<Outcome> {
    const { root, flags, onEvent, signal } = invocation;
    const request = requestOf(await readWorkspace(root), invocation, 'build', flags['test'] === true);
    const jobs = countFlag(flags, 'jobs');
    const [result] = await build([request], {
      root,
      explain: flags['explain'] === true,
      onEvent,
      signal,
      ...(jobs === undefined ? {} : { jobs }),
    });
    return buildOutcome(result!, signal);
  },
};
