// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { LINT_CASES } from './lint.cases.js';
import { linted } from './lint.fixture.js';

for (const one of LINT_CASES) {
  test(one.name, async () => assert.equal(await linted(one), one.shows.slice(1)));
}
