// SPDX-License-Identifier: BSD-3-Clause
// The public face of the core.
export * from './diagnostic.js';
export type * from './model.js';
