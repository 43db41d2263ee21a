// SPDX-License-Identifier: BSD-3-Clause
// From a request to a plan: manifest → resolve → plan.
import type { BuildRequest } from './build.js';
import type { Configuration, Plan, Workspace } from './model.js';
import { plan } from './plan/plan.js';
import { prepareSources, type Sources } from './plan/prepare.js';
import { resolve, testApplication } from './resolve/resolve.js';
import { probeToolchain, type Toolchain } from './toolchain/probe.js';

/** Seconds; 0 where nothing else is said, so that equal inputs give equal bits. */
const epochOf = (text: string | undefined): number => (/^\d+$/.test(text ?? '') ? Number(text) : 0);

export interface Prepared {
  readonly configuration: Configuration;
  readonly toolchain: Toolchain;
  readonly sources: Sources;
  readonly plan: Plan;
}

export function configure(workspace: Workspace, request: BuildRequest): Configuration {
  const { application, target, overrides = {}, fragments = [] } = request;
  const project = request.test ? workspace.projects.get(application) : undefined;
  return resolve(workspace, {
    application: project ? testApplication(workspace, project, request.provider) : application,
    target,
    overrides,
    fragments,
  });
}

export async function prepare(workspace: Workspace, request: BuildRequest): Promise<Prepared> {
  const configuration = configure(workspace, request);
  const arch = configuration.projects.get(`arch-${configuration.target.arch}`)!.project;
  const toolchain = await probeToolchain(
    arch,
    configuration.build.get('toolchain')?.value === 'clang' ? 'clang' : 'gcc',
  );
  const sources = await prepareSources(workspace, configuration);
  return {
    configuration,
    toolchain,
    sources,
    plan: plan(workspace, configuration, toolchain, sources, { epoch: epochOf(process.env['SOURCE_DATE_EPOCH']) }),
  };
}
