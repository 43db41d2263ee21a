// SPDX-License-Identifier: BSD-3-Clause
// The built-in actions by name. The engine calls them with the action's parameters; paths in these are PlanPaths.
import type { PlanPath } from '../model.js';
import { cpio } from './cpio.js';
import { template } from './template.js';
import { write } from './write.js';
import { enosysReport } from '../outputs/enosys.js';
import { normaliseMap } from '../outputs/map.js';
import { sizeReport } from '../outputs/size.js';

export interface ActionIo {
  /** Absolute path of an input, or of an output while it is being made. */
  resolve(path: PlanPath): string;
  readonly signal: AbortSignal;
}

export type Builtin = (parameters: unknown, io: ActionIo) => Promise<void>;

const versioned = (run: Builtin, version: number): Builtin & { version: number } =>
  Object.assign(run.bind(undefined), { version });

/** `version` is part of the key: raised when the same parameters give another result. */
export const builtins: Record<string, Builtin & { version: number }> = {
  write: versioned(write, 1),
  template: versioned(template, 1),
  cpio: versioned(cpio, 1),
  'normalise-map': versioned(normaliseMap, 1),
  size: versioned(sizeReport, 1),
  enosys: versioned(enosysReport, 1),
};
