// SPDX-License-Identifier: BSD-3-Clause
// A file whose whole text the plan knows: configuration headers, the init table, reports.
import { writeFile } from 'node:fs/promises';
import type { PlanPath } from '../model.js';
import type { ActionIo } from './registry.js';

export interface WriteParameters {
  readonly output: PlanPath;
  readonly text: string;
}

export async function write(parameters: unknown, io: ActionIo): Promise<void> {
  const { output, text } = parameters as WriteParameters;
  await writeFile(io.resolve(output), text);
}
