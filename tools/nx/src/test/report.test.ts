// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrix, renderSuite, renderSummary } from './report.js';
import type { SuiteResult } from './suites.js';

const passed: SuiteResult = {
  project: 'heap',
  provider: 'lib-tlsf',
  target: 'kvm-x86_64',
  passed: true,
  built: true,
  cases: [
    { name: 'aligned', result: 'passed' },
    { name: 'huge', result: 'skipped', message: 'too little memory' },
  ],
  problems: [],
  diagnostics: [],
  output: 'TAP version 13\n',
  milliseconds: 1234,
};

const failed: SuiteResult = {
  ...passed,
  project: 'lib-zlib',
  passed: false,
  cases: [{ name: 'crc', result: 'failed', message: 'tests/checksum.c:9: crc is 1, not 2' }],
  problems: ['the image crashed'],
  output: 'TAP version 13\ncrash: x',
};
delete (failed as { provider?: string }).provider;

const unbuilt: SuiteResult = {
  ...failed,
  project: 'lib-new',
  built: false,
  cases: [],
  problems: [],
  output: '',
  diagnostics: [{ code: 'UNICORE_E_NO_PROVIDER', message: 'nothing provides net', hint: 'add one' }],
};

test('a line for what passed, everything for what did not', () => {
  assert.equal(renderSuite(passed), 'ok  heap (lib-tlsf) kvm-x86_64: 1 passed, 1 skipped (1.2 s)\n');
  assert.equal(
    renderSuite(failed),
    'FAILED  lib-zlib kvm-x86_64: 0 passed, 1 failed (1.2 s)\n' +
      '  crc: tests/checksum.c:9: crc is 1, not 2\n  the image crashed\n' +
      '  --- output of the image\nTAP version 13\ncrash: x\n  --- end of output\n',
  );
  assert.equal(
    renderSuite(unbuilt),
    'not built  lib-new kvm-x86_64\nerror: nothing provides net [UNICORE_E_NO_PROVIDER]\n  fix: add one\n',
  );
});

test('the summary', () => {
  assert.equal(
    renderSummary([{ ...passed, retried: true }]),
    'flaky, passed when run once more: heap (lib-tlsf) kvm-x86_64\n1 image: 1 passed, 1 skipped\n',
  );
  assert.equal(renderSummary([passed]), '1 image: 1 passed, 1 skipped\n');
  assert.equal(
    renderSummary([passed, failed]),
    'failed: lib-zlib kvm-x86_64\n2 images: 1 passed, 1 failed, 1 skipped; 1 of the images failed\n',
  );
});

test('the matrix is the same for the same results, in any order', () => {
  const expected = {
    targets: ['kvm-x86_64'],
    rows: [
      {
        project: 'heap',
        provider: 'lib-tlsf',
        target: 'kvm-x86_64',
        result: 'passed',
        passed: 1,
        failed: 0,
        skipped: 1,
        failures: [],
      },
      {
        project: 'lib-new',
        target: 'kvm-x86_64',
        result: 'not built',
        passed: 0,
        failed: 0,
        skipped: 0,
        failures: ['UNICORE_E_NO_PROVIDER: nothing provides net'],
      },
      {
        project: 'lib-zlib',
        target: 'kvm-x86_64',
        result: 'failed',
        passed: 0,
        failed: 1,
        skipped: 0,
        failures: ['crc', 'the image crashed'],
      },
    ],
  };
  assert.deepEqual(matrix([passed, failed, unbuilt]), expected);
  assert.deepEqual(matrix([unbuilt, passed, failed]), expected);
});
