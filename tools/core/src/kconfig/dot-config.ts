// SPDX-License-Identifier: BSD-3-Clause
// A `.config` file: symbol → value, as Kconfig's tools write it.

export interface Assignment {
  /** With its prefix. */
  readonly symbol: string;
  /** As written, a text without its quotes; `n` of "is not set". */
  readonly value: string;
  readonly quoted: boolean;
  /** From 1. */
  readonly line: number;
}

export interface DotConfig {
  /** Of a symbol that is assigned twice the last, as Kconfig's tools do. */
  readonly assignments: ReadonlyMap<string, Assignment>;
  /** Numbers of the lines that say nothing that is understood. */
  readonly unread: readonly number[];
}

const ASSIGNED = /^(CONFIG_\w+)=(.*)$/;
const NOT_SET = /^# (CONFIG_\w+) is not set$/;
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;

export function readDotConfig(text: string): DotConfig {
  const assignments = new Map<string, Assignment>();
  const unread: number[] = [];
  text.split('\n').forEach((full, index) => {
    const line = full.trimEnd();
    const number = index + 1;
    const [, unset] = NOT_SET.exec(line) ?? [];
    const [, symbol, value = ''] = ASSIGNED.exec(line) ?? [];
    if (unset !== undefined) assignments.set(unset, { symbol: unset, value: 'n', quoted: false, line: number });
    else if (symbol !== undefined) {
      const [, inner] = QUOTED.exec(value) ?? [];
      const quoted = inner !== undefined;
      assignments.set(symbol, { symbol, value: quoted ? inner.replace(/\\(.)/g, '$1') : value, quoted, line: number });
    } else if (line !== '' && !line.startsWith('#')) unread.push(number);
  });
  return { assignments, unread };
}
