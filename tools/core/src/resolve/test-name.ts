// SPDX-License-Identifier: BSD-3-Clause
// What the image of a project's tests is called.

/** `provider`: of an interface's tests, who has to pass them. */
export const testName = (project: string, provider?: string): string =>
  `test-${project}${provider === undefined ? '' : `-on-${provider}`}`;
