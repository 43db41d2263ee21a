// SPDX-License-Identifier: BSD-3-Clause
// Parts of the Xen test machine that need no Xen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Duplex, PassThrough } from 'node:stream';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ImageRun } from '../model.js';
import { temporaryFolder } from '../testing.js';
import { agentOver } from './agent.js';
import { consoleLogs } from './console-log.js';
import { isElf, moduleDependencies, neededLibraries } from './elf.js';
import { testGuest } from './guest-image.js';
import { guestType } from './guest-type.js';
import { unpacked, vmlinuxOf } from './kernel.js';
import { packagesFor } from './packages.js';
import { machineArguments, placeArguments } from './qemu-machine.js';
import { qmpOver } from './qmp.js';
import { readReason } from './reason.js';
import { guestOptions } from './run.js';

/** Both ends of a stream: what `far` writes is read from `near`, and the other way round. */
function pair(): { near: Duplex; far: { write(text: string): void; text(): string } } {
  const [toNear, toFar] = [new PassThrough(), new PassThrough()];
  const near = Duplex.from({ readable: toNear, writable: toFar });
  const chunks: Buffer[] = [];
  toFar.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { near, far: { write: (text) => void toNear.write(text), text: () => Buffer.concat(chunks).toString() } };
}

test('the reason of a shutdown is the status of the image', () => {
  assert.deepEqual(readReason(0), { status: 0 });
  for (let status = 1; status <= 125; status++) assert.deepEqual(readReason(128 + status), { status });
  assert.deepEqual(readReason(3), { status: 134 });
  assert.deepEqual(readReason(1), { status: 125, problem: 'the domain was shut down for the reason reboot' });
  for (const reason of [6, 128, 254, 255])
    assert.deepEqual(readReason(reason), {
      status: 125,
      problem: `the domain was shut down for an unknown reason, ${reason}`,
    });
  assert.equal(readReason(undefined).problem, 'the domain is gone and told no reason');
});

test('libraries of a program, as another program names them', () => {
  const text = execFileSync('readelf', ['-d', process.execPath], { encoding: 'utf8' });
  const names = [...text.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
  assert.ok(names.length > 2);
  assert.deepEqual(neededLibraries(readFileSync(process.execPath)), names);
  assert.deepEqual(neededLibraries(Buffer.from('#!/bin/sh\n')), []);
});

test('modules that a kernel module needs', () => {
  assert.deepEqual(moduleDependencies(Buffer.from('license=GPL\0depends=bridge,stp\0name=x\0')), ['bridge', 'stp']);
  assert.deepEqual(moduleDependencies(Buffer.from('license=GPL\0depends=\0name=x\0')), []);
});

test('a kernel is taken out of its compressed image', async () => {
  const kernel = Buffer.from(testGuest('x'));
  const payload = gzipSync(kernel);
  const image = Buffer.alloc(3 * 512 + 64 + payload.length);
  image[0x1f1] = 2;
  image.writeUInt32LE(64, 0x248);
  image.writeUInt32LE(payload.length, 0x24c);
  payload.copy(image, 3 * 512 + 64);
  assert.deepEqual(await vmlinuxOf(image), kernel);
  image.fill(0, 3 * 512 + 64);
  await assert.rejects(vmlinuxOf(image), { message: 'the kernel’s payload is packed in an unknown way' });
});

test('what xz packed is unpacked, also with more behind it', async () => {
  const packed = execFileSync('xz', ['-c'], { input: 'text' });
  assert.equal((await unpacked(Buffer.concat([packed, Buffer.from([4, 0, 0, 0])]))).toString(), 'text');
});

test('the test guest is a PVH image', () => {
  const guest = Buffer.from(testGuest('text'));
  assert.ok(isElf(guest));
  assert.equal(guestType(guest), 'pvh');
  // Another number of the same note.
  guest[guest.indexOf(Buffer.from('Xen\0')) - 4] = 5;
  assert.equal(guestType(guest), 'pv');
});

test('the newest packages and their libraries, nothing else', async () => {
  const all = new Map([
    ['xen-system-amd64', ['xen-hypervisor-4.17-amd64', 'xen-hypervisor-common', 'xen-utils-4.17']],
    ['linux-image-amd64', ['linux-image-6.1.0-9-amd64']],
    ['xen-utils-4.17', ['libc6', 'libxenmisc4.17', 'python3', 'xen-utils-common']],
    ['libxenmisc4.17', ['libc6', 'libyajl2', 'zlib1g']],
    ['python3', ['libpython3-stdlib']],
    ['libc6', ['libgcc-s1']],
  ]);
  const packages = { dependenciesOf: async () => all, download: async () => [] };
  assert.deepEqual(await packagesFor(packages), [
    ...['xen-hypervisor-4.17-amd64', 'linux-image-6.1.0-9-amd64', 'xen-utils-4.17', 'busybox-static', 'xenstore-utils'],
    ...['libc6', 'libgcc-s1', 'libxenmisc4.17', 'libyajl2', 'zlib1g'],
  ]);
  all.delete('linux-image-amd64');
  await assert.rejects(packagesFor(packages), {
    message: 'the package lists of this machine do not hold linux-image-amd64',
  });
});

test('what decides over a saved state names no path, port or network', () => {
  assert.doesNotMatch(machineArguments(768).join(' '), /\/|hostfwd|netdev (user|tap)/);
  const place = { memoryFile: '/c/m', isShared: false, memory: 768, share: '/t/a,b', log: '/t/log', isIncoming: true };
  const text = placeArguments({
    ...place,
    network: { forwards: [{ host: 8080, guest: 80, address: '10.0.2.15' }] },
  }).join(' ');
  assert.match(text, /memory-backend-file,id=ram,size=768M,mem-path=\/c\/m,share=off/);
  assert.match(text, /-netdev user,id=net,hostfwd=tcp:127.0.0.1:8080-10.0.2.15:80/);
  assert.match(text, /path=\/t\/a,,b,.* -incoming defer$/);
});

test('QEMU answers, refuses, tells and ends', async () => {
  const { near, far } = pair();
  const qmp = qmpOver(near);
  let stops = 0;
  qmp.events.on('STOP', () => stops++);
  const good = qmp.execute('stop');
  const bad = qmp.execute('fly');
  const never = qmp.execute('wait');
  far.write('{"QMP": {}}\r\n{"return": {}, "id": 1}\r\n{"event": "STOP"}\r\n{"return": {"a": 1}, ');
  far.write('"id": 2}\r\n{"error": {"class": "x", "desc": "no such thing"}, "id": 3}\r\n');
  assert.deepEqual(await good, { a: 1 });
  await assert.rejects(bad, { message: 'no such thing' });
  assert.equal(stops, 1);
  assert.match(far.text(), /^{"execute":"qmp_capabilities","id":1}\n{"execute":"stop","id":2}\n/);
  near.destroy();
  await assert.rejects(never, { message: 'QEMU has ended' });
  await assert.rejects(qmp.execute('stop'), { message: 'QEMU has ended' });
});

test('orders for dom0, and the domains that it tells of', async (t) => {
  const share = temporaryFolder(t);
  mkdirSync(join(share, 'out'));
  const { near, far } = pair();
  const agent = agentOver(near, share);
  const lists: unknown[] = [];
  agent.events.on('domains', (domains) => lists.push(domains));
  far.write('ready\n');
  await agent.ready;
  const [first, second] = [agent.run('xl list'), agent.run('false')];
  writeFileSync(join(share, 'out/1'), 'text\n');
  far.write('done 2 1\ndone 1 0\ndomain guest1 7 83\ndomain guest2 8 -\ndomains\ndomains\n');
  assert.deepEqual(await first, { status: 0, output: 'text\n' });
  assert.deepEqual(await second, { status: 1, output: '' });
  assert.equal(far.text(), '1 (xl list)\n2 (false)\n');
  assert.deepEqual(lists, [
    [
      { name: 'guest1', id: 7, reason: 131 },
      { name: 'guest2', id: 8 },
    ],
    [],
  ]);
  const lost = agent.run('sleep 9');
  near.destroy();
  await assert.rejects(lost, { message: 'the machine has ended' });
});

test('a console is read as it grows, byte by byte', async (t) => {
  const folder = temporaryFolder(t);
  const logs = consoleLogs(folder);
  t.after(() => logs.close());
  const chunks: Uint8Array[] = [];
  logs.follow('a', (chunk) => chunks.push(chunk));
  const bytes = Buffer.from([0, 255, 10, 13, 128, ...Buffer.alloc(100_000, 7)]);
  appendFileSync(join(folder, 'guest-a.log'), bytes.subarray(0, 3));
  appendFileSync(join(folder, 'guest-b.log'), 'of another guest');
  while (chunks.length === 0) await sleep(5);
  appendFileSync(join(folder, 'guest-a.log'), bytes.subarray(3));
  assert.equal(logs.read('a'), bytes.length);
  assert.deepEqual(Buffer.concat(chunks), bytes);
});

test('what xl is told of a run', () => {
  const elf = Buffer.from(testGuest(''));
  const run: ImageRun = { image: '/d/app', on: 'xen', arch: 'x86_64', arguments: ['a b'], ports: [] };
  const devices = [{ kind: 'net', on: 'user', properties: { mac: '00:16:3e:00:00:01' } }, { kind: 'rng' }] as const;
  assert.deepEqual(guestOptions({ ...run, memory: '512K', settings: ['uc.x=1'], devices }, elf), {
    image: '/d/app',
    type: 'pvh',
    commandLine: 'uc.x=1 "a b"',
    memoryMiB: 2,
    cards: [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:01' }],
  });
  assert.equal(guestOptions({ ...run, domainType: 'pv', memory: '1M' }, elf).memoryMiB, 4);
  assert.throws(() => guestOptions({ ...run, devices: [{ kind: 'folder', on: 'scratch' }] }, elf), {
    message: 'UNICORE_E_RUN_DEVICE: a domain of Xen has no shared folders',
  });
  assert.throws(() => guestOptions({ ...run, ports: [{ host: 1, guest: 2 }] }, elf), /UNICORE_E_RUN_PORTS/);
});
