// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { temporaryFolder } from '../testing.js';
import { expected, probeGuest, RIGHT } from './guest.js';
import { probeKvm } from './probe.js';

const isForeign = process.arch !== 'x64' && 'another architecture';

test('the result of the guest, by squaring and step by step', () => {
  let value = 0x12345678;
  for (let round = 1; round <= 1000; round++) {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    assert.equal(expected(round), value);
  }
});

const there = spawnSync('qemu-system-x86_64', ['--version']).status === 0;

test('the guest runs under TCG, and tells a wrong result', { skip: !there && 'no QEMU' }, (t) => {
  const folder = temporaryFolder(t);
  const guest = probeGuest(1000);
  const wrong = Uint8Array.from(guest);
  // One step fewer: the count stands behind the only 0xb9 that carries it.
  wrong[Buffer.from(guest).indexOf(Buffer.from([0xb9, 0xe8, 0x03, 0, 0])) + 1]! -= 1;
  for (const [name, bytes, status] of [
    ['right', guest, RIGHT],
    ['wrong', wrong, 1],
  ] as const) {
    writeFileSync(join(folder, name), bytes);
    const machine = ['-machine', 'pc', '-accel', 'tcg', '-cpu', 'max', '-m', '4M', '-nodefaults', '-display', 'none'];
    const end = ['-no-reboot', '-device', 'isa-debug-exit,iobase=0x501,iosize=4', '-kernel', join(folder, name)];
    assert.equal(spawnSync('qemu-system-x86_64', [...machine, ...end], { timeout: 30_000 }).status, status);
  }
});

/** A host whose QEMU is this script, with `$accel` set. */
function host(t: TestContext, script: string) {
  const folder = temporaryFolder(t);
  const program = join(folder, 'qemu-system-x86_64');
  writeFileSync(program, `#!/bin/sh\necho run >> ${folder}/log\naccel=$4\n${script}\n`);
  chmodSync(program, 0o755);
  writeFileSync(join(folder, 'kvm'), '');
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  t.after(() => (process.env['PATH'] = path));
  const runs = (): number => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').length;
  return { asked: { arch: 'x86_64', device: join(folder, 'kvm'), file: join(folder, 'verdict') }, runs, program };
}

test('KVM that is right and faster is used, and asked once', { skip: isForeign }, async (t) => {
  const { asked, runs, program } = host(t, '[ $accel = kvm ] || sleep 1; exit 3');
  assert.equal((await probeKvm(asked)).works, true);
  assert.equal((await probeKvm(asked)).works, true);
  assert.equal(runs(), 2);
  writeFileSync(program, `${readFileSync(program, 'utf8')}# another QEMU\n`);
  await probeKvm(asked);
  assert.equal(runs(), 4);
});

for (const [what, script] of [
  ['is slower than TCG', '[ $accel = tcg ] || exec sleep 5; exit 3'],
  ['computes wrong', '[ $accel = kvm ] && exit 1; sleep 0.3; exit 3'],
  ['ends the machine', '[ $accel = kvm ] && exit 0; sleep 0.3; exit 3'],
] as const) {
  test(`KVM that ${what} is not used`, { skip: isForeign }, async (t) => {
    const { asked, runs } = host(t, script);
    assert.equal((await probeKvm(asked)).works, false);
    assert.equal((await probeKvm(asked)).works, false);
    assert.equal(runs(), 2);
  });
}

test('without the device nothing is started', { skip: isForeign }, async (t) => {
  const { asked } = host(t, 'exit 3');
  assert.deepEqual(await probeKvm({ ...asked, device: '/nowhere/kvm' }), {
    works: false,
    why: 'there is no /nowhere/kvm',
  });
  assert.equal((await probeKvm({ ...asked, arch: 'arm64' })).works, false);
});
