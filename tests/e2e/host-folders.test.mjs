// SPDX-License-Identifier: BSD-3-Clause
// A folder of this host as the root file system of an image, read and written: the contract of paths and files holds on
// it, and what the image leaves is there for the host to see. By 9P in a virtual machine, by the host's calls in a process.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const PROVIDERS = { 'kvm-x86_64': 'lib-rootfs-9p', 'linuxu-x86_64': 'lib-rootfs-hostfs' };
const name = 'test-vfs-on-lib-namespace';
const imageOf = (target) => join(workspace, `dist/${name}/${target}+use.rootfs=${PROVIDERS[target]}/${name}`);
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-folders-'));
  for (const [target, provider] of Object.entries(PROVIDERS)) {
    // Without a folder of the host its boot ends with a message: so much for the test, it is the image that is wanted.
    const command = ['tools/nx/bin/unicore.mjs', 'test', 'vfs', '-c', target, '--set', `use.rootfs=${provider}`];
    const { stdout } = spawnSync(process.execPath, command, { cwd: workspace, encoding: 'utf8' });
    assert.match(stdout, /^rootfs: .*folder.* could be used/m);
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

const qemu = (machine, device) => (shared) => [
  'qemu-system-x86_64',
  ...['-machine', machine, '-accel', 'tcg', '-cpu', 'max', '-m', '64M', '-kernel', imageOf('kvm-x86_64')],
  ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
  ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4'],
  ...['-fsdev', `local,id=f,path=${shared},security_model=none,multidevs=remap`, ...device],
];

/** How the image is started, and which tests fail: 9P2000.L has no files without a name, and swaps no names. */
const WAYS = {
  'pc, 9P': [
    qemu('pc', ['-device', 'virtio-9p-pci,disable-legacy=on,fsdev=f,mount_tag=root']),
    ['open_without_a_name', 'rename_with_flags'],
  ],
  'microvm, 9P': [
    qemu('microvm', [
      '-global',
      'virtio-mmio.force-legacy=false',
      '-device',
      'virtio-9p-device,fsdev=f,mount_tag=root',
    ]),
    ['open_without_a_name', 'rename_with_flags'],
  ],
  'a process': [(shared) => [imageOf('linuxu-x86_64'), `uc.share.folder=${shared}`], []],
};

for (const [way, [commandOf, expected]] of Object.entries(WAYS)) {
  test(`${way}: the contract of paths and files holds on a folder of the host`, { timeout: 120000 }, () => {
    const shared = join(folder, way.replace(/\W+/g, '-'));
    mkdirSync(shared);
    const [program, ...words] = commandOf(shared);
    const { stdout } = spawnSync(program, words, { encoding: 'utf8', timeout: 100000 });
    const lines = stdout.split('\n').filter((line) => /^(not )?ok \d+ - /.test(line));
    const failed = lines.filter((line) => line.startsWith('not ok')).map((line) => line.split(' - ')[1]);
    assert.equal(lines.length, Number(/^1\.\.(\d+)$/m.exec(stdout)?.[1]), stdout);
    assert.deepEqual(failed.sort(), expected, stdout);
    assert.ok(lines.length >= 33, stdout);
    // What the image made is there.
    assert.ok(readdirSync(join(shared, 'circles')).length > 0);
  });
}
