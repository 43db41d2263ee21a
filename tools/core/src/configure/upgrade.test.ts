// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { GROUND, lib, workspaceOf } from '../resolve/fixture.js';
import { upgradeReport } from './upgrade.js';

const BEFORE = {
  ...GROUND,
  'lib-b': lib({
    options: {
      size: { type: 'int', default: 2 },
      old: { type: 'bool', default: true },
      lost: { type: 'bool' },
      same: { type: 'bool' },
    },
  }),
  'lib-c': lib({ options: { x: { type: 'bool' } } }),
};

const AFTER = {
  ...GROUND,
  'lib-b': lib({
    options: {
      size: { type: 'int', default: [{ value: 4, when: 'same' }, { value: 3 }] },
      present: { type: 'bool', default: false, renamedFrom: ['old'] },
      fresh: { type: 'bool' },
      same: { type: 'bool' },
    },
  }),
  'lib-c': lib({ options: { y: { type: 'bool' } } }),
};

test('new, renamed, gone, and other defaults', async () => {
  const [before, after] = [await workspaceOf(BEFORE), await workspaceOf(AFTER)];
  assert.deepEqual(upgradeReport(before, after, new Set(['lib-b'])), {
    added: ['b.fresh'],
    renamed: [{ before: 'b.old', after: 'b.present' }],
    gone: ['b.lost'],
    defaults: [
      { name: 'b.present', before: 'true', after: 'false' },
      { name: 'b.size', before: '2', after: '4 if same, 3' },
    ],
  });
  const all = upgradeReport(before, after);
  assert.deepEqual(
    [all.added, all.gone],
    [
      ['b.fresh', 'c.y'],
      ['b.lost', 'c.x'],
    ],
  );
  const same = { added: [], renamed: [], gone: [], defaults: [] };
  assert.deepEqual(upgradeReport(after, await workspaceOf(AFTER)), same);
});
