// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { rendered } from '../resolve/fixture.js';
import { clangFormat, lintTools } from './format.js';

/** Runs in a folder with files, and with programs that print a text and end with a status. */
async function within(files: Readonly<Record<string, string>>, use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'unicore-'));
  const { PATH, CI } = process.env;
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
      if (text.startsWith('#!')) await chmod(join(root, path), 0o755);
    }
    process.env['PATH'] = join(root, 'bin');
    delete process.env['CI'];
    await use(root);
  } finally {
    process.env['PATH'] = PATH;
    if (CI !== undefined) process.env['CI'] = CI;
    else delete process.env['CI'];
    await rm(root, { recursive: true });
  }
}

const program = (output: string, status: number): string => `#!/bin/sh\nprintf '%s' '${output}'\nexit ${status}\n`;

test('C: the first place of each file that is not formatted', async () => {
  const output = [
    'a.c:2:8: error: code should be clang-formatted [-Wclang-format-violations]',
    'int x ;',
    'a.c:3:1: error: code should be clang-formatted [-Wclang-format-violations]',
    '',
  ].join('\n');
  await within({ 'a.c': '/* a */\nint x ;\n', 'bin/clang-format': program(output, 1) }, async (root) => {
    assert.equal(
      rendered(await clangFormat(root, ['a.c'])),
      `a.c:2:8: error: not formatted by clang-format [UNICORE_E_LINT_FORMAT]
  int x ;
         ^
  fix: clang-format -i a.c
`,
    );
  });
});

test('C: a formatter that is missing is told; in CI it is a fault', async () => {
  await within({}, async (root) => {
    assert.equal(
      rendered(await clangFormat(root, ['a.c'])),
      'warning: clang-format is not there, so its checks did not run [UNICORE_W_LINT_MISSING]\n  fix: apt-get install clang-format\n',
    );
    process.env['CI'] = '1';
    assert.equal((await clangFormat(root, ['a.c']))[0]?.code, 'UNICORE_E_LINT_MISSING');
    assert.deepEqual(await clangFormat(root, []), []);
  });
});

test('C: a formatter that fails is a fault', async () => {
  await within({ 'bin/clang-format': program('error: unknown key', 1) }, async (root) => {
    assert.equal(
      rendered(await clangFormat(root, ['a.c'])),
      'error: clang-format failed [UNICORE_E_LINT_FORMAT]\nerror: unknown key\n',
    );
  });
});

test('TypeScript: what prettier and oxlint say', async () => {
  const files = {
    'tools/core/a.ts': 'export {};\n// \x54ODO: more\n',
    'node_modules/.bin/prettier': program(
      '[warn] tools/core/a.ts\n[warn] Code style issues found in the above file.\n',
      1,
    ),
    'node_modules/.bin/oxlint': program('a.ts: x is never used\n', 1),
  };
  await within(files, async (root) => {
    assert.equal(
      rendered(await lintTools(root)),
      `tools/core/a.ts:1:1: error: the file does not begin with its licence [UNICORE_E_LINT_SPDX]
  export {};
  ^
  fix: begin with // SPDX-License-Identifier: BSD-3-Clause
tools/core/a.ts:2:1: error: something is left to be done [UNICORE_E_LINT_OPEN]
  // \x54ODO: more
  ^
  fix: do it, or say in CAVEATS.md that it is missing
tools/core/a.ts:1:1: error: not formatted by prettier [UNICORE_E_LINT_FORMAT]
  fix: npx prettier --write tools/core/a.ts
error: oxlint found something [UNICORE_E_LINT_OXLINT]
  fix: npx oxlint --fix mends what it can
a.ts: x is never used
`,
    );
  });
  await within(
    { 'tools/core/a.mjs': '#!/usr/bin/env node\n// SPDX-License-Identifier: BSD-3-Clause\n' },
    async (root) => {
      assert.deepEqual(
        (await lintTools(root)).map(({ message }) => message),
        ['prettier is not there, so its checks did not run', 'oxlint is not there, so its checks did not run'],
      );
    },
  );
});
