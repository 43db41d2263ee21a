// SPDX-License-Identifier: BSD-3-Clause
import type { Diagnostic } from '../diagnostic.js';
import type { Action } from '../model.js';
import type { TaskContext } from './context.js';
export const explainLink = (_context: TaskContext, _action: Action, failure: Diagnostic): Diagnostic[] => [failure];
