// SPDX-License-Identifier: BSD-3-Clause
// A folder of this host as the root file system of an image, read and written: the contract of paths and files holds on
// it, and what the image leaves is there for the host to see.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const target = 'kvm-x86_64+use.rootfs=lib-rootfs-9p';
const image = join(workspace, `dist/test-vfs-on-lib-namespace/${target}/test-vfs-on-lib-namespace`);
/** 9P2000.L has neither. */
const NOT_THERE = ['open_without_a_name', 'rename_with_flags'];
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvm-9p-'));
  // Without a folder of the host its boot ends with a message: so much for the test, it is the image that is wanted.
  const command = ['tools/nx/bin/unicore.mjs', 'test', 'vfs', '-c', 'kvm-x86_64', '--set', 'use.rootfs=lib-rootfs-9p'];
  const { stdout } = spawnSync(process.execPath, command, { cwd: workspace, encoding: 'utf8' });
  assert.match(stdout, /rootfs: the host shares no folder that could be used/);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const devices = {
  pc: ['-device', 'virtio-9p-pci,disable-legacy=on,fsdev=f,mount_tag=root'],
  microvm: ['-global', 'virtio-mmio.force-legacy=false', '-device', 'virtio-9p-device,fsdev=f,mount_tag=root'],
};

for (const [machine, device] of Object.entries(devices)) {
  test(`${machine}: the contract of paths and files holds on a folder of the host`, { timeout: 120000 }, () => {
    const shared = join(folder, machine);
    mkdirSync(shared);
    const command = [
      ...['-machine', machine, '-accel', 'tcg', '-cpu', 'max', '-m', '64M', '-kernel', image],
      ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
      ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4'],
      ...['-fsdev', `local,id=f,path=${shared},security_model=none,multidevs=remap`, ...device],
    ];
    const { stdout } = spawnSync('qemu-system-x86_64', command, { encoding: 'utf8', timeout: 100000 });
    const lines = stdout.split('\n').filter((line) => /^(not )?ok \d+ - /.test(line));
    const failed = lines.filter((line) => line.startsWith('not ok')).map((line) => line.split(' - ')[1]);
    assert.equal(lines.length, Number(/^1\.\.(\d+)$/m.exec(stdout)?.[1]), stdout);
    assert.deepEqual(failed.sort(), NOT_THERE, stdout);
    assert.ok(lines.length >= 33, stdout);
    // What the image made is there.
    assert.ok(readdirSync(join(shared, 'circles')).length > 0);
  });
}
