// SPDX-License-Identifier: BSD-3-Clause
// From requests to images. A build that has nothing to do is noticed here, before anything else is loaded.
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { Fragment } from './configure/fragment.js';
import type { Diagnostic } from './diagnostic.js';
import type { TaskResult } from './engine/execute.js';
import { unchanged } from './engine/stamp.js';
import type { EngineEvent, OptionValue } from './model.js';
import { testName } from './resolve/test-name.js';

export interface BuildRequest {
  readonly application: string;
  readonly target: string;
  /** Builds the image of the project's tests. */
  readonly test?: boolean;
  /** Of an interface's tests: who has to pass them. */
  readonly provider?: string;
  readonly overrides?: Readonly<Record<string, OptionValue>>;
  /** Of `--config`: see ResolveRequest. */
  readonly fragments?: readonly Fragment[];
  /** Folder of the outputs relative to the workspace; else `dist/<application>/<target>`. */
  readonly output?: string;
}

export interface BuildOptions {
  readonly root: string;
  readonly jobs?: number;
  readonly explain?: boolean;
  readonly color?: boolean;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly signal?: AbortSignal;
}

/** Name of the image and of its folder. */
export const imageName = ({ application, test, provider }: BuildRequest): string =>
  test ? testName(application, provider) : application;

export const taskId = (request: BuildRequest): string => `${imageName(request)}:${request.target}`;

/** A file system takes names of at most 255 bytes; the lock and files aside need some, too. */
const LONGEST_NAME = 200;

function folderName(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, LONGEST_NAME)}~${hash}`;
}

/** One-offs go to a folder of their own. */
export function outputFolder(root: string, request: BuildRequest): string {
  const name = imageName(request);
  const overrides = Object.entries(request.overrides ?? {}).map(([option, value]) => `${option}=${value}`);
  const fragments = (request.fragments ?? []).map(({ file }) => basename(file));
  const parts = [request.target, ...fragments, ...overrides.sort()];
  return join(root, request.output ?? join('dist', name, folderName(parts.join('+').replace(/[^\w.+=-]/g, '_'))));
}

export interface BuildResult extends TaskResult {
  readonly outputFolder: string;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Builds all requests as one graph. A request that does not resolve fails alone.
 * Does not throw for what manifests or compilers say: see the results' diagnostics.
 */
export async function build(requests: readonly BuildRequest[], options: BuildOptions): Promise<BuildResult[]> {
  const results = new Map<string, BuildResult>();
  const late = new Map<string, BuildRequest>();
  for (const request of requests) {
    const folder = outputFolder(options.root, request);
    const known = unchanged(folder, request);
    if (known === undefined) late.set(folder, request);
    else {
      const result: BuildResult = {
        id: taskId(request),
        success: true,
        diagnostics: [],
        ran: 0,
        fromStore: 0,
        current: known.actions,
        outputFolder: folder,
        warnings: known.warnings,
      };
      results.set(folder, result);
      options.onEvent?.({
        type: 'finished',
        task: result.id,
        success: true,
        diagnostics: [],
        ran: 0,
        fromStore: 0,
        current: known.actions,
      });
    }
  }
  if (late.size > 0) {
    const { buildAll } = await import('./build-all.js');
    for (const result of await buildAll(late, options)) results.set(result.outputFolder, result);
  }
  return requests.map((request) => results.get(outputFolder(options.root, request))!);
}
