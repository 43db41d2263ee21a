// SPDX-License-Identifier: BSD-3-Clause
// What the next build would do, by the build's own decisions: the plan is settled in a scratch folder against the record of
// the last build and the store; generated files are made there, nothing else runs, and nothing is kept.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputFolder, taskId, type BuildRequest } from '../build.js';
import { UnicoreError } from '../diagnostic.js';
import { execute } from '../engine/execute.js';
import { isCompile, titleOf } from '../engine/key.js';
import type { Configuration, Workspace } from '../model.js';
import { prepare, type Prepared } from '../prepare.js';
import { openStore, type Store } from '../store/store.js';
import { difference, type Difference } from './space.js';

export interface Foreseen extends Difference {
  /** Objects that would be compiled or assembled: `lib-lwip src/glue.c`, sorted. */
  readonly objects: readonly string[];
  /** Objects of the image, all together. */
  readonly total: number;
  /** Whether anything but reports would be made of them. */
  readonly links: boolean;
}

const readOnly = (store: Store): Store => ({ ...store, grown: 0, addTrace: () => {}, put: () => {} });

/** `lib-lwip src/glue.c`, of an action that compiles. */
export const objectOf = (title: string): string => title.replace(/^(?:compile|assemble) /, '');

async function settled(
  workspace: Workspace,
  prepared: Prepared,
  request: BuildRequest,
  recordFolder: string,
  signal: AbortSignal,
): Promise<Pick<Foreseen, 'objects' | 'total' | 'links'>> {
  const scratch = mkdtempSync(join(tmpdir(), 'unicore-foresee-'));
  const objects: string[] = [];
  let links = false;
  try {
    const [result] = await execute(
      [
        {
          id: taskId(request),
          plan: prepared.plan,
          toolchain: prepared.toolchain,
          outputFolder: scratch,
          recordFolder,
        },
      ],
      {
        root: workspace.root,
        jobs: availableParallelism(),
        store: readOnly(openStore()),
        projects: workspace.projects,
        foresee: true,
        signal,
        onEvent: (event) => {
          if (event.type !== 'done' || event.how !== 'ran') return;
          if (isCompile(event.action)) objects.push(objectOf(titleOf(event.action)));
          else if (event.action.kind === 'link') links = true;
        },
      },
    );
    if (!result!.success) throw new UnicoreError(result!.diagnostics);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return { objects: objects.sort(), total: prepared.plan.actions.filter(isCompile).length, links };
}

export interface ForeseeOptions {
  /** What is changed to; else only what changed on disk counts. */
  readonly wanted: BuildRequest;
  /** As it is. */
  readonly now: Configuration;
  /** The workspace that `wanted` is asked of, if it is another. */
  readonly changed?: Workspace;
  readonly signal?: AbortSignal;
}

/**
 * The differences to the configuration as it is, and what a build would compile for them. It is compared with the output folder
 * of the target itself, where the change would be built once it is saved.
 * @throws UnicoreError
 */
export async function foresee(workspace: Workspace, options: ForeseeOptions): Promise<Foreseen> {
  const { wanted, now, changed = workspace, signal = new AbortController().signal } = options;
  const prepared = await prepare(changed, wanted);
  const { overrides: _overrides, fragments: _fragments, ...plain } = wanted;
  const folder = outputFolder(workspace.root, plain);
  return {
    ...difference(now, prepared.configuration),
    ...(await settled(changed, prepared, wanted, folder, signal)),
  };
}
