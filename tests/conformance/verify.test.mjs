// SPDX-License-Identifier: BSD-3-Clause
// `unicore verify`: the same bits from other folders, users and times; and what is not so is found.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { makeWorkspace } from './support/workspace.mjs';

const unicore = join(import.meta.dirname, '../../tools/nx/bin/unicore.mjs');
const verify = (root) =>
  spawnSync(process.execPath, [unicore, 'verify', 'app-one', '-c', 'mini-x86_64'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', UNICORE_STORE: join(root, '.cache') },
    timeout: 120_000,
  });
const users = process.getuid() === 0 ? 'two users' : 'one user (root tries two)';

test('an image that hangs on its sources alone', (t) => {
  const { root } = makeWorkspace(t, { 'nx.json': '{}\n' });
  const { status, stdout, stderr } = verify(root);
  assert.equal(
    stdout,
    `app-one for mini-x86_64: 8 files are the same (two folders, ${users}, two time zones, times and umasks)\n`,
    stderr,
  );
  assert.equal(status, 0);
});

test('an image that holds the time of its sources', (t) => {
  const { root, write } = makeWorkspace(t, { 'nx.json': '{}\n' });
  write(
    'apps/one/when.c',
    'const char when[] __attribute__((used, section(".rodata.keep"), retain)) = __TIMESTAMP__;\n',
  );
  const { status, stderr } = verify(root);
  assert.equal(status, 1, stderr);
  assert.match(stderr, /^error: two builds of app-one differ from byte \d+ on \[UNICORE_E_VERIFY_DIFFERS\]$/m);
  assert.match(stderr, /^ {2}fix: look for a time, a path or an order of files in what makes it$/m);
});

test('one that does not build there says why', (t) => {
  const { root, write } = makeWorkspace(t, { 'nx.json': '{}\n' });
  write('apps/one/broken.c', '#error no\n');
  const { status, stderr } = verify(root);
  assert.equal(status, 2);
  assert.match(stderr, /^error: app-one does not build in another folder \[UNICORE_E_VERIFY_BUILD\]$/m);
  assert.match(stderr, /broken\.c/);
});
