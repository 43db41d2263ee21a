// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { lockFolder } from './lock.js';

const signal = new AbortController().signal;
const folder = `/unicore-lock-test/${process.pid}`;

test('one at a time, in turn', async () => {
  const order: string[] = [];
  const first = await lockFolder(folder, signal);
  let waits = 0;
  const others = [1, 2].map(async (n) => {
    const lock = await lockFolder(folder, signal, () => waits++);
    order.push(`got ${n}`);
    await lock.release();
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  order.push('released');
  await first.release();
  await Promise.all(others);
  assert.equal(order[0], 'released');
  assert.equal(order.length, 3);
  assert.equal(waits, 2);
});

test('the lock of a process that was killed is free', async () => {
  const code = `import(${JSON.stringify(import.meta.resolve('./lock.js'))}).then(({ lockFolder }) => lockFolder(${JSON.stringify(folder)}, new AbortController().signal)).then(() => { console.log('locked'); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  let waited = false;
  const locking = lockFolder(folder, signal, () => (waited = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(waited);
  child.kill('SIGKILL');
  await (await locking).release();
});

test('an abort ends the wait', async () => {
  const held = await lockFolder(folder, signal);
  const controller = new AbortController();
  const waiting = lockFolder(folder, controller.signal);
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await assert.rejects(waiting, /enough/);
  await held.release();
});
