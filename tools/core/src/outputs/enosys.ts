// SPDX-License-Identifier: BSD-3-Clause
// enosys.json: the system calls that the image makes and nobody provides; each is bound to uc_sys_enosys by the linker.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PlanPath } from '../model.js';
import type { ActionIo } from '../actions/registry.js';

export interface EnosysParameters {
  readonly linked: PlanPath;
  readonly nm: string;
  readonly output: PlanPath;
}

/** Names of the calls whose address is that of `uc_sys_enosys`, sorted, without `uc_sys_`. */
export function enosysCalls(nm: string): string[] {
  const symbols = [...nm.matchAll(/^([0-9a-f]+) [a-zA-Z] uc_sys_(\S+)$/gm)].map((m) => ({
    address: m[1],
    name: m[2] ?? '',
  }));
  const none = symbols.find((symbol) => symbol.name === 'enosys');
  if (none === undefined) return [];
  return symbols
    .filter((s) => s.address === none.address && s !== none && s.name !== 'enosys')
    .map((s) => s.name)
    .sort();
}

export async function enosysReport(parameters: unknown, io: ActionIo): Promise<void> {
  const { linked, nm, output } = parameters as EnosysParameters;
  const { stdout } = await promisify(execFile)(nm, [io.resolve(linked)], { maxBuffer: 1 << 28, signal: io.signal });
  await writeFile(io.resolve(output), `${JSON.stringify({ enosys: enosysCalls(stdout) }, undefined, 1)}\n`);
}
