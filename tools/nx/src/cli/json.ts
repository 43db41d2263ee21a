// SPDX-License-Identifier: BSD-3-Clause
// `--json`: what a command found, as data.

export const asJson = (value: unknown): string =>
  `${JSON.stringify(value, (_, one: unknown) => (one instanceof Map ? Object.fromEntries(one) : one), 2)}\n`;
