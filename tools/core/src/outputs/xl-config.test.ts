// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoted, xlConfig } from './xl-config.js';
import { domainMemory } from './xl-domain.js';

test('a domain for xl', () => {
  assert.equal(
    xlConfig({
      name: 'app',
      type: 'pvh',
      kernel: '/d/app',
      ramdisk: '/d/r',
      commandLine: 'a "b c"',
      memoryMiB: 8,
      cards: [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:01' }, { bridge: 'xenbr0' }],
      disks: [{ path: '/dev/sda' }, { path: '/a,b', readOnly: true }],
      actions: { poweroff: 'destroy' },
    }),
    [
      ...['name = "app"', 'type = "pvh"', 'kernel = "/d/app"', 'ramdisk = "/d/r"', `cmdline = 'a "b c"'`],
      ...['memory = 8', 'vcpus = 1', 'vif = [ "mac=00:16:3e:00:00:01,bridge=xenbr0", "bridge=xenbr0" ]'],
      'disk = [ "format=raw,vdev=xvda,access=rw,target=/dev/sda", "format=raw,vdev=xvdb,access=ro,target=/a,b" ]',
      'on_poweroff = "destroy"',
      '',
    ].join('\n'),
  );
});

test('what xl cannot be told', () => {
  assert.equal(quoted('a\\b'), '"a\\\\b"');
  assert.throws(() => quoted(`it's "b"`), /UNICORE_E_XL_TEXT/);
  assert.throws(() => quoted('a\nb'), /UNICORE_E_XL_TEXT/);
});

test('memory as xl counts it, and no less than a domain needs', () => {
  assert.equal(domainMemory('16M', 'pvh'), 16);
  assert.equal(domainMemory('2500K', 'pvh'), 3);
  assert.equal(domainMemory('1G', 'pv'), 1024);
  assert.equal(domainMemory('512K', 'pvh'), 2);
  assert.equal(domainMemory('512K', 'pv'), 4);
  assert.equal(domainMemory(undefined, 'pv'), 64);
});
