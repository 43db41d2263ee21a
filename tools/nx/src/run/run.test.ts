// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Configuration, ConfiguredProject, Manifest } from '@unicore/core/model.js';
import { withOptionalValues } from '../cli/flags.js';
import { addressWords, drivenDevices, manifestDevice, runDevices } from './devices.js';
import { gdbFlag, refuseUseless } from './flags.js';
import { portLines } from './ports.js';

/** An image of projects that provide these. */
function image(...provided: string[]): Configuration {
  const projects = provided.map((name, index): [string, ConfiguredProject] => {
    const manifest: Manifest = { kind: 'library', summary: '', provides: [name] };
    return [`lib-${index}`, { project: { name, manifest } } as unknown as ConfiguredProject];
  });
  return { projects: new Map(projects) } as unknown as Configuration;
}

const refused = (message: RegExp, work: () => unknown): void =>
  assert.throws(work, (error) => error instanceof UnicoreError && message.test(error.message));

test('an image gets a device of each kind that it drives', () => {
  assert.deepEqual(drivenDevices(image('heap', 'sched')), []);
  assert.deepEqual(drivenDevices(image('rng', 'netdev', 'blkdev')), [{ kind: 'net', on: 'user' }, { kind: 'rng' }]);
});

test('devices of a manifest', () => {
  assert.deepEqual(manifestDevice('hub'), { kind: 'net', on: 'hub' });
  assert.deepEqual(manifestDevice({ kind: 'net', properties: { packed: true } }), {
    kind: 'net',
    on: 'user',
    properties: { packed: true },
  });
  assert.deepEqual(manifestDevice({ kind: 'disk', size: '1M', readOnly: true }), {
    kind: 'disk',
    on: { size: '1M' },
    readOnly: true,
  });
  refused(/UNICORE_E_RUN_DISK/, () => manifestDevice({ kind: 'disk' }));
});

test('a tap takes the place of the user network; a process has taps alone', () => {
  const flags = { tap: ['tap0', 'tap1'], mac: '52:54:00:00:00:09' };
  const taps = [
    { kind: 'net', on: { tap: 'tap0' }, properties: { mac: '52:54:00:00:00:09' } },
    { kind: 'net', on: { tap: 'tap1' } },
  ];
  assert.deepEqual(runDevices(image('netdev', 'rng'), flags, true), [...taps, { kind: 'rng' }]);
  assert.deepEqual(runDevices(image('netdev', 'rng'), flags, false), taps);
  assert.deepEqual(runDevices(image('netdev'), {}, false), []);
  refused(/--tap a,b is not/, () => runDevices(image(), { tap: ['a,b'] }, true));
});

test('a disk that is there, and one that is not', () => {
  const [disk] = runDevices(image(), { disk: ['/etc/hostname,ro'] }, true);
  assert.deepEqual(disk, { kind: 'disk', on: { file: '/etc/hostname' }, readOnly: true });
  refused(/no disk at \/nowhere/, () => runDevices(image(), { disk: ['/nowhere'] }, true));
  refused(/names no file/, () => runDevices(image(), { disk: [',ro'] }, true));
});

test('addresses', () => {
  assert.deepEqual(addressWords({ address: ['10.0.0.2/24', 'fd00::2/64'], gateway: '10.0.0.1' }), [
    'uc.net0.address=10.0.0.2/24',
    'uc.net0.address=fd00::2/64',
    'uc.net0.gateway=10.0.0.1',
  ]);
  for (const address of ['10.0.0.2', '10.0.0.2/33', '10.0.0.2/0', 'x/24', '10.0.0.2/2 4', 'fd00::2/129'])
    refused(/is not known/, () => addressWords({ address: [address] }));
  refused(/--gateway fd00::1/, () => addressWords({ gateway: 'fd00::1' }));
});

test('flags that mean nothing are refused', () => {
  refused(/--machine is for virtual machines/, () => refuseUseless({ machine: 'pc' }, 'linuxu-x86_64', false, true));
  refused(/--address is for images with a driver/, () => refuseUseless({ address: ['x'] }, 'kvm-x86_64', true, false));
  refused(/--tap is for images with a driver/, () => refuseUseless({ tap: ['x'] }, 'linuxu-x86_64', false, false));
  refuseUseless({ tap: ['x'] }, 'kvm-x86_64', true, false);
});

test('--gdb with and without a port', () => {
  const words = (line: string): string[] => withOptionalValues(line.split(' '));
  assert.deepEqual(words('a --gdb -c t'), ['a', '--gdb=', '-c', 't']);
  assert.deepEqual(words('a --gdb 1234'), ['a', '--gdb', '1234']);
  assert.deepEqual(words('a --gdb'), ['a', '--gdb=']);
  assert.deepEqual(words('a -- --gdb x'), ['a', '--', '--gdb', 'x']);
  assert.deepEqual([gdbFlag({}), gdbFlag({ gdb: '' }), gdbFlag({ gdb: '99' })], [undefined, {}, { port: 99 }]);
  refused(/--gdb 0 is not a port/, () => gdbFlag({ gdb: '0' }));
});

test('what the user is told of ports', () => {
  const ports = [
    { host: 8080, guest: 80 },
    { host: 5353, guest: 53, protocol: 'udp' as const },
    { host: 9000, guest: 9000 },
  ];
  assert.deepEqual(portLines({ http: 80, dns: 53 }, ports), [
    'http: http://127.0.0.1:8080',
    'port 53/udp: 127.0.0.1:5353',
    'port 9000: 127.0.0.1:9000',
  ]);
});
