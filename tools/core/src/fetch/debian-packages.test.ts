// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dependenciesIn } from './debian-packages.js';
import { sourceLines, sourceStanzas } from './debian.js';

test('what packages depend on', () => {
  const text = [
    'xen-utils-common',
    ' |Depends: sysvinit-utils',
    '  Depends: lsb-base',
    '    sysvinit-utils',
    '  Depends: <python3:any>',
    '  PreDepends: libc6',
    '<python3:any>',
    'libc6',
    '  Depends: libgcc-s1',
    '',
  ].join('\n');
  const all = dependenciesIn(text);
  assert.deepEqual(all.get('xen-utils-common'), ['sysvinit-utils', 'libc6']);
  assert.deepEqual(all.get('libc6'), ['libgcc-s1']);
});

test('lists of packages, or of their sources', () => {
  assert.equal(sourceLines('deb [arch=amd64] a b main\n# deb c d\n', 'deb'), 'deb [arch=amd64] a b main\n');
  assert.equal(sourceStanzas('Types: deb deb-src\nURIs: a\n', 'deb'), 'Types: deb\nURIs: a\n');
});
