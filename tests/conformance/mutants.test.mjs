// SPDX-License-Identifier: BSD-3-Clause
// Seeded bugs: each libs/**/tests/mutants/<name>.patch breaks one library in a copy of the workspace, and that library's
// tests must fail. A test that no bug can fail proves nothing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import glob from 'fast-glob';

const run = promisify(execFile);
const workspace = fileURLToPath(new URL('../../', import.meta.url));
const mutants = glob.sync('{archs,platforms,libs}/**/tests/mutants/*.patch', { cwd: workspace }).sort();
const POOLS = ['archs', 'platforms', 'libs', 'apps', 'nx.json', 'package.json'];

let copy;
before(() => {
  copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const name of POOLS) cpSync(join(workspace, name), join(copy, name), { recursive: true });
  symlinkSync(join(workspace, 'node_modules'), join(copy, 'node_modules'));
});
after(() => rmSync(copy, { recursive: true, force: true }));

/** A line `Target: kvm-x86_64` of the patch's text says where the bug shows; linuxu-x86_64 unless given. */
const targetOf = (text) => /^Target: (\S+)$/m.exec(text)?.[1] ?? 'linuxu-x86_64';

/** A line `Machine: microvm` names the machine of QEMU that it shows on. */
const machineOf = (text) => /^Machine: (\S+)$/m.exec(text)?.[1];

const testLibrary = async (library, target, machine) => {
  try {
    const { stdout, stderr } = await run(
      'node_modules/.bin/unicore',
      ['test', library, '-c', target, '--timeout', '20', ...(machine === undefined ? [] : ['--machine', machine])],
      {
        cwd: copy,
        timeout: 120000,
      },
    );
    return { status: 0, text: stdout + stderr };
  } catch (error) {
    return { status: error.code, text: `${error.stdout}${error.stderr}` };
  }
};

test('there are mutants', () => assert.ok(mutants.length > 0));

for (const mutant of mutants) {
  const text = readFileSync(join(workspace, mutant), 'utf8');
  // Library tests on Xen are run on request.
  const skip =
    targetOf(text) === 'xen-x86_64' && !process.env['UNICORE_TEST_XEN'] && 'set UNICORE_TEST_XEN=1 to run it';
  test(mutant, { timeout: 240000, skip }, async () => {
    const folder = dirname(dirname(dirname(mutant)));
    const { name } = JSON.parse(readFileSync(join(workspace, folder, 'project.json'), 'utf8'));
    await run('patch', ['--strip=1', '--no-backup-if-mismatch', '--fuzz=0', '--input', join(workspace, mutant)], {
      cwd: copy,
    });
    try {
      const { status, text: printed } = await testLibrary(name, targetOf(text), machineOf(text));
      assert.notEqual(status, 0, `the tests of ${name} pass although it is broken\n${printed}`);
      // Not an error of the build: the image ran, and a test failed or the image died.
      assert.match(printed, /not ok|crash:|did not end within|status \d+/, printed);
      assert.doesNotMatch(printed, /UNICORE_E_(?:COMPILE|LINK|MANIFEST)/, printed);
    } finally {
      await run('patch', ['--strip=1', '--reverse', '--no-backup-if-mismatch', '--input', join(workspace, mutant)], {
        cwd: copy,
      });
    }
  });
}
