// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuLaunch, readQemuStatus } from './qemu.js';
import { commandText } from './run-image.js';

const image = { image: '/d/app', on: 'qemu' as const, arch: 'x86_64', arguments: [], ports: [] };

test('the command', () => {
  const launch = qemuLaunch({
    ...image,
    memory: '16M',
    machine: 'microvm',
    arguments: ['a', 'b c'],
    initrd: '/r.cpio',
  });
  assert.equal(
    commandText(launch),
    'qemu-system-x86_64 -machine microvm -accel tcg -cpu max -m 16M -nodefaults -no-user-config -no-reboot -display none ' +
      `-monitor none -serial stdio -device isa-debug-exit,iobase=0x501,iosize=4 -kernel /d/app -append 'a "b c"' -initrd /r.cpio`,
  );
});

test('a path with blanks or commas is not for QEMU to read', () => {
  const launch = qemuLaunch({ ...image, image: '/my own/d/app', initrd: '/my own/d/r.cpio' });
  assert.equal(launch.cwd, '/my own/d');
  assert.match(commandText(launch), /^cd '\/my own\/d' && qemu.* -kernel app -initrd r.cpio$/);
  assert.equal(qemuLaunch({ ...image, image: '/a,b/app' }).cwd, '/a,b');
  assert.throws(() => qemuLaunch({ ...image, initrd: '/my own/r.cpio' }), {
    message: 'UNICORE_E_RUN_PATH: QEMU cannot load ../my own/r.cpio: its name holds a blank or a comma',
  });
});

test('every status of an image comes back', () => {
  for (let status = 0; status <= 125; status++) {
    const code = (((status + 1) << 1) | 1) & 0xff;
    assert.deepEqual(readQemuStatus(code, null), { status });
  }
  assert.deepEqual(readQemuStatus((127 << 1) | 1, null), { status: 134 });
});

test('what the image did not say is never success', () => {
  assert.deepEqual(readQemuStatus(0, null), { status: 125, problem: 'the machine ended without telling a status' });
  assert.deepEqual(readQemuStatus(1, null), { status: 125, problem: 'QEMU failed with status 1' });
  assert.deepEqual(readQemuStatus(2, null), { status: 125, problem: 'QEMU failed with status 2' });
  assert.deepEqual(readQemuStatus(null, 'SIGKILL'), { status: 137, problem: 'QEMU was ended by SIGKILL' });
});

test('an unknown architecture, ports without a device', () => {
  assert.throws(() => qemuLaunch({ ...image, arch: 'vax' }), {
    message: 'UNICORE_E_RUN_ARCH: no virtual machine is known for vax',
  });
  assert.throws(() => qemuLaunch({ ...image, ports: [{ host: 1, guest: 2 }] }), /UNICORE_E_RUN_PORTS/);
});
