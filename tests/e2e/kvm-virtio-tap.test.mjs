// SPDX-License-Identifier: BSD-3-Clause
// virtio-net at a tap, where QEMU offers what it can: the device cuts a large segment, and this host's TCP takes all of
// it with checksums that are right. In a network namespace of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { enterNamespace, noNamespace } from '../support/namespace.mjs';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const image = join(workspace, 'dist/test-lib-virtio-net/kvm-x86_64/test-lib-virtio-net');
const PASSED = ((0 + 1) << 1) | 1;
const missing = noNamespace();
if (!missing) {
  if (!process.env.UNICORE_TEST_NAMESPACE) {
    const command = ['tools/nx/bin/unicore.mjs', 'test', 'lib-virtio-net', '-c', 'kvm-x86_64'];
    execFileSync(process.execPath, command, { cwd: workspace, stdio: 'inherit' });
  }
  enterNamespace(import.meta.filename ?? fileURLToPath(import.meta.url));
}

const ip = (...words) => execFileSync('ip', words);
const skip = missing ?? false;

/** A tap that is the gateway of the image's test: libs/drivers/virtio-net/tests/wire.c. */
const withTap = (several, use) => {
  ip('tuntap', 'add', 'dev', 'tap0', 'mode', 'tap', ...(several ? ['multi_queue'] : []));
  try {
    ip('address', 'add', '10.0.2.2/24', 'dev', 'tap0');
    ip('link', 'set', 'tap0', 'up');
    use();
  } finally {
    ip('link', 'delete', 'tap0');
  }
};

/** A counter of this namespace's TCP. */
const tcpCounter = (name) => {
  const [names, values] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf(name)]);
};

const SEVERAL = 'pc, two queue pairs';
const devices = {
  [SEVERAL]: ['-device', 'virtio-net-pci,disable-legacy=on,netdev=n,romfile=,mq=on,vectors=6'],
  pc: ['-device', 'virtio-net-pci,disable-legacy=on,netdev=n,romfile='],
  q35: ['-device', 'virtio-net-pci,disable-legacy=on,netdev=n,romfile='],
  microvm: ['-global', 'virtio-mmio.force-legacy=false', '-device', 'virtio-net-device,netdev=n'],
};

for (const [machine, device] of Object.entries(devices)) {
  for (const name of ['a_large_segment_arrives_whole', 'the_gateway_answers']) {
    test(`${machine}: ${name}`, { skip }, () => {
      const command = [
        ...[
          '-machine',
          machine.split(',')[0],
          '-accel',
          'tcg',
          '-cpu',
          'max',
          '-m',
          '32M',
          '-kernel',
          image,
          '-append',
          name,
        ],
        ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
        ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4'],
        ...[
          '-netdev',
          `tap,id=n,ifname=tap0,script=no,downscript=no,vhost=off${machine === SEVERAL ? ',queues=2' : ''}`,
          ...device,
        ],
      ];
      const wrongBefore = tcpCounter('InCsumErrors');
      let result;
      withTap(machine === SEVERAL, () => {
        result = spawnSync('qemu-system-x86_64', command, { encoding: 'utf8', timeout: 60000 });
      });
      const { status, stdout } = result;
      assert.equal(status, PASSED, stdout);
      assert.match(stdout, new RegExp(`^ok 1 - ${name}$`, 'm'));
      if (name === 'the_gateway_answers')
        assert.ok(stdout.includes(`# ${machine === SEVERAL ? 2 : 1} queue pairs`), stdout);
      assert.equal(tcpCounter('InCsumErrors'), wrongBefore, 'the host saw wrong checksums');
    });
  }
}
