// SPDX-License-Identifier: BSD-3-Clause
// Every fault of a configuration, as a user sees it: one fixture, the whole text.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CLOSURE_CASES } from './closure.cases.js';
import { configured } from './fixture.js';
import { OPTION_CASES } from './options.cases.js';

for (const { name, manifests, asked, shows } of [...OPTION_CASES, ...CLOSURE_CASES]) {
  test(name, async () => {
    const found = await configured(manifests, asked);
    assert.equal(typeof found === 'string' ? found : 'no fault', shows.slice(1));
  });
}
