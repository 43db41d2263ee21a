// SPDX-License-Identifier: BSD-3-Clause
// Programs of this host: where they are, and what is said when they are missing.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** util-linux's setpriv makes the kernel end the child when this process is killed by force. */
const GUARD = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/** Behind the guard where there is one. */
export const guarded = (command: readonly string[]): string[] =>
  GUARD === undefined ? [...command] : [GUARD, '--pdeathsig', 'KILL', '--', ...command];

export function programPath(program: string): string | undefined {
  if (program.includes('/')) return existsSync(program) ? program : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** @param name of the Debian package that brings it */
export function missing(program: string, name: string | undefined): UnicoreError {
  return new UnicoreError({
    code: 'UNICORE_E_TOOL_MISSING',
    message: `${program} is not installed`,
    hint: name === undefined ? 'unicore doctor tells what to install' : `install it: sudo apt-get install ${name}`,
  });
}
