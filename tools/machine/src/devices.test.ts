// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { deviceArguments } from './devices.js';
import type { Device, ImageRun } from './model.js';
import { prepare } from './scratch.js';
import { temporaryFolder } from './testing.js';

const image: ImageRun = { image: '/d/app', on: 'qemu', arch: 'x86_64', arguments: [], ports: [] };
const textOf = (run: Partial<ImageRun>): string => deviceArguments({ ...image, ...run }).join(' ');

test('no device unless it is asked for', () => {
  for (const machine of ['pc', 'q35', 'microvm'] as const) assert.equal(textOf({ machine }), '');
});

test('a network card by PCI: ports of this host only, no boot loader', () => {
  const devices: Device[] = [{ kind: 'net', on: 'user', properties: { mac: '52:54:00:00:00:01', packed: true } }];
  const ports = [
    { host: 8080, guest: 80 },
    { host: 5353, guest: 53, protocol: 'udp' as const },
  ];
  assert.equal(
    textOf({ devices, ports }),
    '-netdev user,id=net0,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp:127.0.0.1:5353-:53 ' +
      '-device virtio-net-pci,disable-legacy=on,netdev=net0,romfile=,mac=52:54:00:00:00:01,packed=on',
  );
});

test('by MMIO where there is no PCI', () => {
  const devices: Device[] = [{ kind: 'rng' }, { kind: 'net', on: { tap: 'tap0' } }];
  assert.equal(
    textOf({ devices, machine: 'microvm' }),
    '-global virtio-mmio.force-legacy=false -device virtio-rng-device ' +
      '-netdev tap,id=net1,ifname=tap0,script=no,downscript=no,vhost=off -device virtio-net-device,netdev=net1',
  );
});

test('the ports lead to the user network, and nowhere without one', () => {
  const ports = [{ host: 8080, guest: 80 }];
  const both: Device[] = [
    { kind: 'net', on: 'hub' },
    { kind: 'net', on: 'user' },
  ];
  assert.match(textOf({ devices: both, ports }), /hubport,id=net0,hubid=0 .*user,id=net1,hostfwd/);
  assert.throws(() => textOf({ devices: both.slice(0, 1), ports }), /UNICORE_E_RUN_PORTS/);
});

test('a disk whose name holds a comma', () => {
  assert.equal(
    textOf({ devices: [{ kind: 'disk', on: { file: '/a,b' }, readOnly: true }] }),
    '-drive if=none,id=disk0,file=/a,,b,format=raw,readonly=on ' +
      '-device virtio-blk-pci,disable-legacy=on,drive=disk0,serial=disk0',
  );
});

test('a disk of a size is there for one run', async () => {
  const devices: Device[] = [{ kind: 'rng' }, { kind: 'disk', on: { size: '3M' } }];
  const { run, dispose } = await prepare({ ...image, devices });
  const disk = run.devices![1]!;
  assert.ok(disk.kind === 'disk' && 'file' in disk.on);
  assert.equal(statSync(disk.on.file).size, 3 << 20);
  await dispose();
  assert.equal(existsSync(dirname(disk.on.file)), false);
});

test('folders that are shared have names in their order', () => {
  const devices: Device[] = [
    { kind: 'folder', on: { path: '/a' } },
    { kind: 'rng' },
    { kind: 'folder', on: { path: '/b,c' }, readOnly: true },
  ];
  const text = textOf({ devices });
  assert.match(text, /-fsdev local,id=folder0,path=\/a,security_model=none,multidevs=remap /);
  assert.match(text, /-device virtio-9p-pci,disable-legacy=on,fsdev=folder0,mount_tag=folder0 /);
  assert.match(text, /id=folder1,path=\/b,,c,security_model=none,multidevs=remap,readonly=on /);
  assert.match(text, /mount_tag=folder1$/);
});

test('a shared folder without a path is there for one run', async () => {
  const { run, dispose } = await prepare({ ...image, devices: [{ kind: 'folder', on: 'scratch' }] });
  const shared = run.devices![0]!;
  assert.ok(shared.kind === 'folder' && shared.on !== 'scratch');
  assert.ok(statSync(shared.on.path).isDirectory());
  await dispose();
  assert.equal(existsSync(shared.on.path), false);
});

test('a folder becomes an archive that another program unpacks', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'in/a/empty'), { recursive: true });
  writeFileSync(join(folder, 'in/a/b'), 'text');
  symlinkSync('b', join(folder, 'in/a/link'));
  const { run, dispose } = await prepare({ ...image, rootfs: join(folder, 'in') });
  const listed = execFileSync('cpio', ['--list', '--quiet'], { input: readFileSync(run.initrd!), encoding: 'utf8' });
  assert.deepEqual(listed.trim().split('\n'), ['.', 'a', 'a/b', 'a/empty', 'a/link']);
  await dispose();
  assert.equal(existsSync(run.initrd!), false);
});

const QEMU = '/usr/bin/qemu-system-x86_64';

for (const machine of ['pc', 'q35', 'microvm'] as const) {
  test(`QEMU takes them all on ${machine}`, { skip: !existsSync(QEMU) && 'no QEMU' }, async () => {
    const devices: Device[] = [
      { kind: 'net', on: 'user' },
      { kind: 'net', on: 'hub' },
      { kind: 'net', on: 'hub' },
      { kind: 'rng', properties: { 'max-bytes': 100, period: 10 } },
      { kind: 'disk', on: { size: '1M' } },
      { kind: 'disk', on: { size: '1M' }, readOnly: true },
    ];
    const { run, dispose } = await prepare({ ...image, devices, machine });
    try {
      const bare = ['-machine', machine, '-accel', 'tcg', '-nodefaults', '-display', 'none', '-S', '-monitor', 'stdio'];
      const { status, stdout, stderr } = spawnSync(QEMU, [...bare, ...deviceArguments(run)], {
        input: 'info qtree\nquit\n',
        encoding: 'utf8',
        timeout: 30_000,
      });
      assert.equal(status, 0, stderr);
      assert.equal(stderr.replace(/^.*: warning: hub 0 is not connected to host network\n/, ''), '');
      const legacy = machine === 'microvm' ? /force-legacy = false/ : /disable-legacy = "on"/;
      assert.match(stdout, legacy);
    } finally {
      await dispose();
    }
  });
}
