// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Launch } from './model.js';
import { runLaunch } from './process.js';
import { runImage } from './run-image.js';
import { collect, fakeImage, temporaryFolder } from './testing.js';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie waits for its parent and runs no more.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

test('the image’s exit status is the runner’s', async (t) => {
  for (const status of [0, 1, 42, 125]) {
    const { io } = collect();
    assert.deepEqual(await runImage(fakeImage(t, `exit ${status}`), io), { status, timedOut: false });
  }
});

const asked = (t: TestContext, script: string): Launch => ({
  command: [fakeImage(t, script).image],
  control: { arguments: ['from', 'control'], request: 'please\n' },
  readStatus: (code) => ({ status: code ?? 99 }),
  stopSignal: () => 'SIGTERM',
});

test('an image is asked by its machine, where there is a way', async (t) => {
  const { io, text } = collect();
  const launch = asked(t, 'echo "$@"; read request <&3; echo "$request"; exit 7');
  const result = await runLaunch(launch, { ...io, signal: AbortSignal.timeout(300) });
  assert.deepEqual(result, { status: 7, timedOut: false });
  assert.equal(text(), 'from control\nplease\n');
});

test('one that does not listen gets the signal after the grace', async (t) => {
  const { io } = collect();
  const launch = asked(t, 'trap "exit 8" TERM; while :; do sleep 0.05; done');
  const result = await runLaunch(launch, { ...io, signal: AbortSignal.timeout(300), graceMs: 300 });
  assert.deepEqual(result, { status: 8, timedOut: false });
});

test('output passes through, and standard error stays apart', async (t) => {
  const seen: string[] = [];
  const image = fakeImage(t, 'echo out; sleep 0.1; echo err >&2');
  await runImage(image, {
    stdin: 'ignore',
    write: (chunk, stream) => seen.push(`${stream} ${Buffer.from(chunk).toString()}`),
  });
  assert.deepEqual(seen, ['stdout out\n', 'stderr err\n']);
});

test('the runner’s words come before the arguments, blanks are quoted', async (t) => {
  const { io, text } = collect();
  const image = fakeImage(t, 'for word; do echo "<$word>"; done');
  await runImage(
    {
      ...image,
      memory: '16M',
      ports: [{ host: 8080, guest: 80 }],
      initrd: '/i',
      devices: [
        { kind: 'net', on: { tap: 'tap0' }, properties: { mac: '52:54:00:00:00:01' } },
        { kind: 'disk', on: { file: '/disk.img' }, readOnly: true },
        { kind: 'folder', on: { path: '/shared' } },
      ],
      settings: ['uc.net0.address=10.0.0.2/24'],
      arguments: ['a b', '', 'c"d', "e's", 'f'],
    },
    io,
  );
  const words = [
    'uc.memory=16M',
    'uc.port=8080:80',
    'uc.initrd=/i',
    'uc.tap.name=tap0',
    'uc.tap.mac=52:54:00:00:00:01',
    'uc.disk.file=/disk.img,ro',
    'uc.share.folder=/shared',
  ];
  const line = [...words, 'uc.net0.address=10.0.0.2/24', '"a b"', '""', '"c\\"d"', '"e\'s"', 'f'];
  assert.equal(text(), line.map((word) => `<${word}>\n`).join(''));
});

test('a signal that ends the image is an error, an abort is a crash', async (t) => {
  const { io } = collect();
  assert.deepEqual(await runImage(fakeImage(t, 'kill -ABRT $$'), io), { status: 134, timedOut: false });
  assert.deepEqual(await runImage(fakeImage(t, 'kill -SEGV $$'), io), {
    status: 139,
    timedOut: false,
    problem: 'the image was ended by SIGSEGV',
  });
});

test('the time limit ends the image and its children', async (t) => {
  const folder = temporaryFolder(t);
  const image = fakeImage(t, `sleep 60 & echo $! > ${folder}/pid; wait`);
  const { io } = collect();
  const result = await runImage(image, { ...io, timeoutMs: 500 });
  assert.deepEqual(result, { status: 124, timedOut: true, problem: 'it did not end within 0.5 s' });
  assert.equal(isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8'))), false);
});

test('an abort asks first', async (t) => {
  const controller = new AbortController();
  const { io, text } = collect();
  const image = fakeImage(t, 'trap "echo asked; exit 7" TERM; echo ready; while :; do sleep 0.05; done');
  const run = runImage(image, { ...io, signal: controller.signal });
  while (!text().includes('ready')) await sleep(10);
  controller.abort();
  assert.deepEqual(await run, { status: 7, timedOut: false });
  assert.equal(text(), 'ready\nasked\n');
});

test('an image that does not listen to the abort is killed', async (t) => {
  const controller = new AbortController();
  const { io, text } = collect();
  const image = fakeImage(t, 'trap "" TERM; echo ready; while :; do sleep 0.05; done');
  const run = runImage(image, { ...io, signal: controller.signal, graceMs: 100 });
  while (!text().includes('ready')) await sleep(10);
  controller.abort();
  assert.deepEqual(await run, { status: 137, timedOut: false, problem: 'it was ended by force' });
});

test('the first signal goes to the image, the second ends it', async (t) => {
  const { io, text } = collect();
  const image = fakeImage(t, 'trap "echo got" INT; echo ready; while :; do sleep 0.05; done');
  const run = runImage(image, { ...io, forwardSignals: true });
  while (!text().includes('ready')) await sleep(10);
  process.kill(process.pid, 'SIGINT');
  // Whoever started the runner may send another for the same Ctrl-C.
  process.kill(process.pid, 'SIGTERM');
  while (!text().includes('got')) await sleep(10);
  await sleep(400);
  process.kill(process.pid, 'SIGINT');
  assert.equal((await run).status, 137);
  assert.equal(process.listenerCount('SIGINT'), 0);
});

test('a missing image or machine is an error with a code', async (t) => {
  const { io } = collect();
  const image = { image: '/nowhere/image', on: 'host' as const, arch: 'x86_64', arguments: [], ports: [] };
  await assert.rejects(runImage(image, io), { message: 'UNICORE_E_TOOL_MISSING: /nowhere/image is not installed' });
  const launch = { ...asked(t, ''), command: ['no-such-qemu'], package: 'some-package' };
  await assert.rejects(
    runLaunch(launch, io),
    (error) =>
      error instanceof UnicoreError &&
      error.diagnostics[0]?.message === 'no-such-qemu is not installed' &&
      error.diagnostics[0].hint === 'install it: sudo apt-get install some-package',
  );
});
