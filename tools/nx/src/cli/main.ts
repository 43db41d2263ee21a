#!/usr/bin/env node
// SPDX-License-Identifier: BSD-3-Clause
// The command `unicore`: finds the workspace and the command, prints what it returns.
import { renderDiagnostic } from '@unicore/core/diagnostic-text.js';
import { UnicoreError, type Diagnostic } from '@unicore/core/diagnostic.js';
import { closest } from '@unicore/core/plan/suggest.js';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMANDS } from './commands.js';
import { usageError, withOptionalValues } from './flags.js';
import { commandHelp, generalHelp } from './help.js';
import { interruption } from '../interruption.js';
import { progress } from './progress.js';

/** The workspace that the current folder lies in. */
function findRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (dirname(folder) === folder)
      throw usageError('this folder lies in no workspace', 'go to a folder below nx.json');
  }
}

function print(diagnostics: readonly Diagnostic[]): void {
  const color = process.stderr.isTTY && !process.env['NO_COLOR'];
  for (const diagnostic of diagnostics) process.stderr.write(renderDiagnostic(diagnostic, { color }));
}

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? process.stderr : process.stdout).write(await generalHelp());
    return name === undefined ? 2 : 0;
  }
  const load = COMMANDS[name];
  if (load === undefined) {
    const guess = closest(name, Object.keys(COMMANDS));
    throw usageError(
      `no command is called "${name}"`,
      guess ? `did you mean "${guess}"?` : 'unicore --help lists them',
    );
  }
  const command = await load();
  const { values, positionals } = parseArgs({
    args: withOptionalValues(rest),
    allowPositionals: true,
    options: { ...command.flags, help: { type: 'boolean', short: 'h' } },
  });
  if (values['help'] === true) {
    process.stdout.write(commandHelp(name, command));
    return 0;
  }
  const outcome = await command.run({
    root: findRoot(),
    words: positionals,
    flags: values,
    onEvent: progress(process.stderr),
    signal: interruption(),
  });
  print(outcome.diagnostics ?? []);
  if (outcome.text !== undefined) process.stdout.write(outcome.text);
  return outcome.status;
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    if (error instanceof UnicoreError) print(error.diagnostics);
    else if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      print([
        {
          code: 'UNICORE_E_USAGE',
          message: (error as Error).message,
          hint: 'unicore <command> --help lists the flags',
        },
      ]);
    } else throw error;
    process.exitCode = 2;
  },
);
