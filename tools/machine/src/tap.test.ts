// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTap } from './tap.js';

test('tests among the console’s other lines', () => {
  const output =
    'Booting from ROM..\r\nTAP version 13\r\n1..4\r\nok 1 - adds\r\nhello\r\n# src/a.c:12: x is 1, not 2\r\n# src/a.c:13: y\r\n' +
    'not ok 2 - subtracts\r\nok 3 - divides # SKIP no division here\r\nok 4 - last\r\n';
  assert.deepEqual(parseTap(output), {
    cases: [
      { name: 'adds', result: 'passed' },
      { name: 'subtracts', result: 'failed', message: 'src/a.c:12: x is 1, not 2; src/a.c:13: y' },
      { name: 'divides', result: 'skipped', message: 'no division here' },
      { name: 'last', result: 'passed' },
    ],
  });
});

test('what is wrong with the whole', () => {
  assert.equal(parseTap('hello\n').problem, 'it printed no TAP');
  assert.equal(parseTap('TAP version 13\n1..3\nok 1 - a\n').problem, '3 tests were planned, and 1 ran');
  assert.equal(parseTap('TAP version 13\nok 1 - a\n').problem, 'the plan is missing: the image ended early');
  assert.equal(parseTap('TAP version 13\n1..2\nok 1 - a\nBail out! no memory\n').problem, 'bailed out: no memory');
  assert.equal(parseTap('TAP version 13\n1..0\n').problem, undefined);
});
