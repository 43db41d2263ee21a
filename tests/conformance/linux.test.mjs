// SPDX-License-Identifier: BSD-3-Clause
// The contract tests of POSIX parts are compiled against the host and run on its kernel: what they demand is what Linux does.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import glob from 'fast-glob';

const run = promisify(execFile);
const workspace = fileURLToPath(new URL('../../', import.meta.url));
const HEADERS = ['libs/core/base', 'libs/core/sched', 'libs/debug/test', 'libs/posix/file', 'libs/posix/socket'];
/** Name → sources. Libraries hold what Linux does too in tests/linux*.c. */
const CONTRACTS = { 'libs/net/sockets': ['libs/net/sockets/tests/*.c'] };
for (const source of glob.sync('libs/*/*/tests/linux*.c', { cwd: workspace }).sort())
  (CONTRACTS[source.replace(/\/tests\/.*/, '')] ??= []).push(source);

let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), 'oracle-'))));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const [contract, patterns] of Object.entries(CONTRACTS)) {
  test(`${contract} holds on Linux`, { timeout: 120000 }, async () => {
    const program = join(folder, 'oracle');
    const sources = glob.sync(patterns, { cwd: workspace });
    const includes = [
      'tests/conformance/linux',
      ...HEADERS.map((header) => `${header}/include`),
      'archs/x86_64/include',
    ];
    assert.ok(sources.length > 0);
    await run(
      'gcc',
      ['-O1', '-g', '-w', '-pthread', '-o', program, '-include', 'tests/conformance/linux/party.h'].concat(
        includes.flatMap((include) => ['-I', include]),
        sources,
        'tests/conformance/linux/main.c',
      ),
      { cwd: workspace },
    );
    // Files are made in a folder of its own.
    const cwd = mkdtempSync(join(folder, 'work-'));
    const { stdout } = await run(program, { cwd, timeout: 60000 }).catch((error) => ({ stdout: error.stdout, error }));
    assert.doesNotMatch(stdout, /^not ok/m, stdout);
    assert.match(stdout, /^1\.\.\d+$/m);
  });
}
