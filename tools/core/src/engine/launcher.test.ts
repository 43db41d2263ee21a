// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeLauncher } from './launcher.js';

function setUp(t: TestContext) {
  const aside = mkdtempSync(join(tmpdir(), "unicore launcher's-"));
  const launcher = makeLauncher(aside);
  t.after(() => {
    launcher.close();
    rmSync(aside, { recursive: true, force: true });
  });
  const controller = new AbortController();
  return { aside, controller, run: (...command: string[]) => launcher.run(command, aside, controller.signal) };
}

test('status and output, in the order in which they came', async (t) => {
  const { run } = setUp(t);
  assert.deepEqual(await run('sh', '-c', 'echo a; echo b >&2; echo c; exit 3'), { status: 3, output: 'a\nb\nc\n' });
  assert.deepEqual(await run('true'), { status: 0, output: '' });
});

test('words reach the command as they are', async (t) => {
  const { run } = setUp(t);
  const words = ["it's", '$HOME', 'a b', '"', '`x`', 'two\nlines', '*', '\\'];
  assert.equal((await run('printf', '%s|', ...words)).output, words.map((word) => `${word}|`).join(''));
});

test('the environment is the allowed one', async (t) => {
  process.env['CPATH'] = '/nowhere';
  t.after(() => delete process.env['CPATH']);
  const { run, aside } = setUp(t);
  const names = (await run('env')).output
    .split('\n')
    .map((line) => line.split('=')[0])
    .filter((name) => name !== '_' && name !== 'PWD' && name !== 'OLDPWD' && name !== 'SHLVL');
  assert.deepEqual(names.sort(), ['', 'LC_ALL', 'PATH', 'SOURCE_DATE_EPOCH', 'TMPDIR']);
  assert.equal((await run('sh', '-c', 'echo "$TMPDIR"')).output, `${aside}\n`);
});

test('a command that is not there', async (t) => {
  const { run } = setUp(t);
  assert.equal((await run('/nowhere/gcc')).status, 127);
  assert.equal((await run('true')).status, 0);
});

test('an abort ends the command and what it started', async (t) => {
  const { run, controller } = setUp(t);
  const running = run('sh', '-c', 'sleep 47.31 & wait');
  await sleep(200);
  controller.abort(new Error('enough'));
  await assert.rejects(running, /enough/);
  await sleep(50);
  const { execFileSync } = await import('node:child_process');
  assert.ok(!execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes('sleep 47.31'));
});

test('endless output does not fill our memory', async (t) => {
  const { run } = setUp(t);
  const { output } = await run('sh', '-c', 'yes | head -c 6000000');
  assert.ok(output.length < 5 << 20);
  assert.match(output.slice(-100), /further bytes of output are left out/);
});
