// SPDX-License-Identifier: BSD-3-Clause
// What is typed reaches an image that waits for it, at once and to the end: a test of lib-posix-file is typed to.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const image = join(workspace, 'dist/test-lib-posix-file/linuxu-x86_64/test-lib-posix-file');

before(() => {
  execFileSync(process.execPath, ['tools/nx/bin/unicore.mjs', 'test', 'lib-posix-file', '-c', 'linuxu-x86_64'], {
    cwd: workspace,
    stdio: 'inherit',
  });
});

test('lines are read as they are typed', { timeout: 30000 }, async () => {
  const child = spawn(image, ['console_wakes_who_waits_for_input'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let printed = '';
  const seen = async (text) => {
    for (const end = Date.now() + 10000; !printed.includes(text); await sleep(5))
      assert.ok(Date.now() < end, `no "${text}" in\n${printed}`);
  };
  child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
  await seen('1..1');
  await sleep(50);
  for (const line of ['one', 'two', 'three']) {
    child.stdin.write(`${line}\n`);
    await seen(`# typed: ${line}\n`);
    await sleep(50);
  }
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
  assert.match(printed, /^ok 1 /m);
});
