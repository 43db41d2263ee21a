// SPDX-License-Identifier: BSD-3-Clause
// Virtio devices whose other side is this host: a disk's file is compared byte by byte, a console echoes over a socket,
// a cable is pulled, and devices with the legacy interface are left alone; over PCI and over MMIO.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const imageOf = (name) => join(workspace, `dist/test-${name}/kvm-x86_64/test-${name}`);
const SUITES = {
  blkdev: 'blkdev-on-lib-virtio-blk',
  consoledev: 'consoledev-on-lib-virtio-console',
  rng: 'rng-on-lib-virtio-rng',
  'lib-virtio-net': 'lib-virtio-net',
};
const PASSED = ((0 + 1) << 1) | 1;
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvm-virtio-'));
  const test = ['tools/nx/bin/unicore.mjs', 'test', ...Object.keys(SUITES), '-c', 'kvm-x86_64'];
  execFileSync(process.execPath, test, { cwd: workspace, stdio: 'inherit' });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the image of a suite; `said` gets all that it has printed whenever there is more, `ended` holds its status and output. */
const start = (suite, machine, line, words, said) => {
  const command = [
    ...['-machine', machine, '-accel', 'tcg', '-cpu', 'max', '-m', '32M', '-kernel', imageOf(SUITES[suite])],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
    ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4', '-append', line, ...words],
  ];
  const qemu = spawn('qemu-system-x86_64', command, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60000 });
  const chunks = [];
  qemu.stdout.on('data', (chunk) => {
    chunks.push(chunk);
    said?.(Buffer.concat(chunks).toString());
  });
  const ended = new Promise((resolve) =>
    qemu.on('close', (status) => resolve({ status, output: Buffer.concat(chunks).toString() })),
  );
  return { qemu, ended };
};

const MODERN = { pc: [], q35: [], microvm: ['-global', 'virtio-mmio.force-legacy=false'] };
const device = (machine, name, properties = '') =>
  machine === 'microvm'
    ? [...MODERN.microvm, '-device', `virtio-${name}-device${properties}`]
    : ['-device', `virtio-${name}-pci,disable-legacy=on${properties}`];

/** What a console is given at once. */
const PIECE = 16384;

/** What the image writes: libs/drivers/blkdev/tests/disk.h. */
const diskByte = (at) => (Math.floor(at / 512) * 13 + (at % 512) * 7 + 1) & 0xff;

for (const machine of Object.keys(MODERN)) {
  test(`${machine}: what the image wrote and flushed is in the file`, async () => {
    const file = join(folder, `${machine}.img`);
    writeFileSync(file, Buffer.alloc(4 << 20, 0xee));
    const drive = ['-drive', `if=none,id=d,format=raw,file=${file}`, ...device(machine, 'blk', ',drive=d')];
    const { ended } = start('blkdev', machine, 'what_is_written_can_be_read_in_other_pieces', drive);
    const { status, output } = await ended;
    assert.equal(status, PASSED, output);
    assert.match(output, /^ok 1 - what_is_written_can_be_read_in_other_pieces$/m);
    const expected = Buffer.alloc(4 << 20, 0xee);
    for (let at = 0; at < 1 << 20; at++) expected[at] = diskByte(at);
    assert.ok(readFileSync(file).equals(expected), 'the file holds other bytes');
  });

  test(`${machine}: a console gives back a megabyte`, async () => {
    const path = join(folder, `${machine}.socket`);
    const sent = Buffer.from(Array.from({ length: 1 << 20 }, (_, n) => (n * 7 + (n >> 8)) & 0x7f));
    const greeting = 'ready\n';
    const chunks = [];
    let count = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        chunks.push(chunk);
        count += chunk.length;
        // QEMU drops what a console writes while the socket is full, and what is on its way when the image ends.
        const next = count - greeting.length;
        if (next === sent.length) socket.write('end\n');
        else if (next >= 0 && next % PIECE === 0) socket.write(sent.subarray(next, next + PIECE));
      });
    }).listen(path);
    const words = [
      '-chardev',
      `socket,id=c,path=${path}`,
      ...device(machine, 'serial'),
      '-device',
      'virtconsole,chardev=c',
    ];
    const { ended } = start('consoledev', machine, 'a_console_echoes', words);
    const { status, output } = await ended;
    server.close();
    assert.equal(status, PASSED, output);
    const received = Buffer.concat(chunks).subarray(0, greeting.length + sent.length);
    assert.ok(received.equals(Buffer.concat([Buffer.from(greeting), sent])), 'it gave back other bytes');
  });
}

test('a disk that may only be read', async () => {
  const file = join(folder, 'readonly.img');
  writeFileSync(file, Buffer.alloc(2 << 20, 0x33));
  const words = ['-drive', `if=none,id=d,format=raw,readonly=on,file=${file}`, ...device('pc', 'blk', ',drive=d')];
  const { status, output } = await start('blkdev', 'pc', '', words).ended;
  assert.equal(status, PASSED, output);
  assert.ok(readFileSync(file).equals(Buffer.alloc(2 << 20, 0x33)));
});

test('a disk of blocks of 4096 bytes', async () => {
  const file = join(folder, 'blocks.img');
  writeFileSync(file, Buffer.alloc(2 << 20));
  const size = ',drive=d,logical_block_size=4096,physical_block_size=4096';
  const words = ['-drive', `if=none,id=d,format=raw,file=${file}`, ...device('pc', 'blk', size)];
  const { status, output } = await start('blkdev', 'pc', '', words).ended;
  assert.equal(status, PASSED, output);
});

for (const [machine, words] of [
  ['pc', ['-device', 'virtio-rng-pci,disable-modern=on,disable-legacy=off']],
  ['microvm', ['-device', 'virtio-rng-device']],
]) {
  test(`${machine}: a device with the legacy interface is left alone, and the image says so`, async () => {
    const { status, output } = await start('rng', machine, '', words).ended;
    assert.equal(status, PASSED, output);
    assert.match(output, /^virtio-(pci|mmio).*legacy.*left alone$/m);
    assert.match(output, /there is no rng/);
  });
}

test('a transitional device is driven by its modern interface', async () => {
  const { status, output } = await start('rng', 'pc', '', ['-device', 'virtio-rng-pci']).ended;
  assert.equal(status, PASSED, output);
  assert.doesNotMatch(output, /SKIP/);
});

test('a device without messages interrupts by its pin', async () => {
  const words = ['-device', 'virtio-rng-pci,disable-legacy=on,vectors=0'];
  const { status, output } = await start('rng', 'pc', '', words).ended;
  assert.equal(status, PASSED, output);
  assert.doesNotMatch(output, /SKIP/);
});

for (const machine of Object.keys(MODERN)) {
  test(`${machine}: the link goes down and comes back`, async () => {
    const path = join(folder, `${machine}.qmp`);
    const name = 'the_link_goes_and_comes';
    const words = ['-netdev', 'user,id=n', ...device(machine, 'net', ',netdev=n,id=card')];
    let monitor;
    const server = createServer((socket) => {
      monitor = socket.on('error', () => undefined).resume();
      socket.write(JSON.stringify({ execute: 'qmp_capabilities' }));
    }).listen(path);
    let steps = 0;
    const setLink = (up) => {
      monitor.write(JSON.stringify({ execute: 'set_link', arguments: { name: 'card', up } }));
      return steps + 1;
    };
    const qmp = ['-chardev', `socket,id=q,path=${path}`, '-mon', 'chardev=q,mode=control'];
    const { ended } = start('lib-virtio-net', machine, name, [...words, ...qmp], (text) => {
      if (steps === 0 && text.includes('# pull the cable')) steps = setLink(false);
      if (steps === 1 && text.includes('# put it back')) steps = setLink(true);
    });
    const { status, output } = await ended;
    server.close();
    assert.equal(status, PASSED, output);
    assert.match(output, new RegExp(`^ok 1 - ${name}$`, 'm'));
  });
}
