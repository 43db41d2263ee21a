// SPDX-License-Identifier: BSD-3-Clause
// The formatters and linters of the field: clang-format for C; prettier and oxlint for TypeScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Diagnostic } from '../diagnostic.js';

interface Ended {
  /** Undefined when the program is not there. */
  readonly status: number | undefined;
  readonly output: string;
}

function run(program: string, words: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve({ status: undefined, output: '' }) : reject(error),
    );
    child.on('close', (code) => resolve({ status: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** In CI every check must run. */
function missing(program: string, hint: string): Diagnostic {
  const isCi = Boolean(process.env['CI']);
  const message = `${program} is not there, so its checks did not run`;
  return { code: isCi ? 'UNICORE_E_LINT_MISSING' : 'UNICORE_W_LINT_MISSING', message, hint };
}

/** `files` are relative to the workspace. */
export async function clangFormat(root: string, files: readonly string[]): Promise<Diagnostic[]> {
  if (files.length === 0) return [];
  const { status, output } = await run('clang-format', ['--dry-run', '-Werror', '--style=file', ...files], root);
  if (status === undefined) return [missing('clang-format', 'apt-get install clang-format')];
  const first = new Map<string, { line: number; column: number }>();
  for (const [, file = '', line, column] of output.matchAll(
    /^(.+?):(\d+):(\d+): error: code should be clang-formatted/gm,
  )) {
    if (!first.has(file)) first.set(file, { line: Number(line), column: Number(column) });
  }
  if (status !== 0 && first.size === 0)
    return [{ code: 'UNICORE_E_LINT_FORMAT', message: 'clang-format failed', output }];
  return Promise.all(
    [...first].map(async ([file, place]): Promise<Diagnostic> => {
      const path = relative(root, join(root, file));
      const text = await readFile(join(root, path), 'utf8');
      return {
        code: 'UNICORE_E_LINT_FORMAT',
        message: 'not formatted by clang-format',
        location: { file: path, ...place },
        sourceLine: text.split('\n')[place.line - 1] ?? '',
        hint: `clang-format -i ${path}`,
      };
    }),
  );
}

/** Line 1 (2 after a #!) names the licence, and nothing is left to be done. */
async function checkTexts(root: string, folders: readonly string[]): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(join(root, folder), { recursive: true })).sort()) {
      if (!/\.(?:ts|mjs|js)$/.test(file) || /(?:^|\/)(?:dist|node_modules)\//.test(file)) continue;
      const lines = (await readFile(join(root, folder, file), 'utf8')).split('\n');
      const at = (line: number) => ({
        location: { file: `${folder}/${file}`, line, column: 1 },
        sourceLine: lines[line - 1] ?? '',
      });
      const first = lines[0]?.startsWith('#!') ? 1 : 0;
      if (lines[first] !== '// SPDX-License-Identifier: BSD-3-Clause') {
        found.push({
          code: 'UNICORE_E_LINT_SPDX',
          message: 'the file does not begin with its licence',
          ...at(first + 1),
          hint: 'begin with // SPDX-License-Identifier: BSD-3-Clause',
        });
      }
      const open = lines.findIndex((line) => /\/[/*]\s*(?:TODO|FIXME|XXX)\b/.test(line));
      if (open >= 0)
        found.push({
          code: 'UNICORE_E_LINT_OPEN',
          message: 'something is left to be done',
          ...at(open + 1),
          hint: 'do it, or say in CAVEATS.md that it is missing',
        });
    }
  }
  return found;
}

/** prettier and oxlint over the tools, and their licence lines. */
export async function lintTools(root: string): Promise<Diagnostic[]> {
  const bin = (name: string): string => join(root, 'node_modules/.bin', name);
  const folders = ['tools', 'tests'].filter((folder) => existsSync(join(root, folder)));
  const globs = folders.flatMap((folder) => [`${folder}/**/*.{ts,mjs}`, `!${folder}/**/dist/**`]);
  const [prettier, oxlint] = await Promise.all([
    run(bin('prettier'), ['--check', '--log-level', 'warn', ...globs], root),
    // A spread may group what belongs to one line of a command.
    run(
      bin('oxlint'),
      ['--deny-warnings', '--allow', 'unicorn/no-useless-spread', '--ignore-pattern', '**/dist/**', ...folders],
      root,
    ),
  ]);
  const found = await checkTexts(root, folders);
  if (prettier.status === undefined) found.push(missing('prettier', 'npm ci'));
  for (const [, file = ''] of prettier.output.matchAll(/^\[warn\] (\S+\.(?:ts|mjs))$/gm)) {
    found.push({
      code: 'UNICORE_E_LINT_FORMAT',
      message: 'not formatted by prettier',
      location: { file, line: 1, column: 1 },
      hint: `npx prettier --write ${file}`,
    });
  }
  if (prettier.status !== undefined && prettier.status > 1)
    found.push({ code: 'UNICORE_E_LINT_FORMAT', message: 'prettier failed', output: prettier.output });
  if (oxlint.status === undefined) found.push(missing('oxlint', 'npm ci'));
  else if (oxlint.status !== 0)
    found.push({
      code: 'UNICORE_E_LINT_OXLINT',
      message: 'oxlint found something',
      output: oxlint.output,
      hint: 'npx oxlint --fix mends what it can',
    });
  return found;
}
