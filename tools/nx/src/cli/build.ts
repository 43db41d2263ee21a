// SPDX-License-Identifier: BSD-3-Clause
// `unicore build`: an image, or the image of a library's tests, without running it.
import { build, type BuildRequest, type BuildResult } from '@unicore/core/build.js';
import { relative } from 'node:path';
import type { Command, Invocation, Outcome } from './command.js';
import { buildFlags, countFlag, fragmentsOf, overridesOf, textFlag } from './flags.js';

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

/** A request that names its target needs no workspace: a build with nothing to do reads none. */
async function buildRequest(invocation: Invocation): Promise<BuildRequest> {
  const { root, words, flags } = invocation;
  const [application] = words;
  const target = textFlag(flags, 'configuration');
  const test = flags['test'] === true;
  if (application !== undefined && target !== undefined)
    return { application, target, test, overrides: overridesOf(flags), fragments: fragmentsOf(flags, root) };
  const { readWorkspace } = await import('@unicore/core/manifest/read.js');
  const { requestOf } = await import('./request.js');
  return requestOf(await readWorkspace(root), invocation, 'build', test);
}

export const buildCommand: Command = {
  usage: '<project> -c <target>',
  summary: 'builds an image into dist/<application>/<target>',
  flags: { ...buildFlags, test: { type: 'boolean' } },
  async run(invocation: Invocation): Promise<Outcome> {
    const { root, flags, onEvent, signal } = invocation;
    const request = await buildRequest(invocation);
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
