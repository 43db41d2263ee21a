// SPDX-License-Identifier: BSD-3-Clause
// Diagnostics: what is wrong, where, and what would fix it. Commands return them; only the outermost layer prints.

/** A place in a file. `line` and `column` count from 1; `column` counts UTF-16 code units. */
export interface Location {
  /** Path relative to the workspace root (absolute only for files outside of it). */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Code units to underline, from `column` on. */
  readonly length?: number;
}

/** Further places that belong to a diagnostic ("first defined here"). */
export interface Note {
  readonly message: string;
  readonly location?: Location;
}

export interface Diagnostic {
  /** Stable for scripts and documentation: `UNICORE_E_…` for an error, `UNICORE_W_…` for a warning. */
  readonly code: `UNICORE_E_${string}` | `UNICORE_W_${string}`;
  /** One sentence, no full stop: what is wrong. */
  readonly message: string;
  readonly location?: Location;
  /** The text of the line at `location`, without its line end. */
  readonly sourceLine?: string;
  /** The smallest change that would fix it, in the imperative. */
  readonly hint?: string;
  readonly notes?: readonly Note[];
  /** Text printed whole under the message: the output of a compiler, say. */
  readonly output?: string;
}

/** Thrown by any function of the core that cannot go on; carries everything that is to be printed. */
export class UnicoreError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[]) {
    const list = Array.isArray(diagnostics) ? (diagnostics as readonly Diagnostic[]) : [diagnostics as Diagnostic];
    super(list.map((d) => `${d.code}: ${d.message}`).join('\n'));
    this.name = 'UnicoreError';
    this.diagnostics = list;
  }
}
