// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTests } from './test-image.js';
import { fakeImage } from './testing.js';

const TAP = 'printf "TAP version 13\\n1..1\\nok 1 - adds\\n"';

test('all tests, then each crash test in a start of its own', async (t) => {
  const image = fakeImage(
    t,
    `case $1 in smash) echo "crash: stack smashed"; kill -ABRT $$;; survives) exit 0;; *) ${TAP};; esac`,
  );
  const crashes = [
    { name: 'smash', expect: 'stack smashed' },
    { name: 'survives', expect: 'any' },
  ];
  const { passed, cases, problems } = await runTests({ image, crashes, timeoutMs: 5000 });
  assert.equal(passed, false);
  assert.deepEqual(problems, []);
  assert.deepEqual(cases, [
    { name: 'adds', result: 'passed' },
    { name: 'crash: smash', result: 'passed' },
    { name: 'crash: survives', result: 'failed', message: 'it should crash, and ended with status 0' },
  ]);
});

test('a crash for another reason does not count', async (t) => {
  const image = fakeImage(t, `case $1 in smash) echo "crash: out of memory"; kill -ABRT $$;; *) ${TAP};; esac`);
  const { cases } = await runTests({ image, crashes: [{ name: 'smash', expect: 'smashed' }], timeoutMs: 5000 });
  assert.deepEqual(cases[1], {
    name: 'crash: smash',
    result: 'failed',
    message: 'it crashed without the text "smashed"',
  });
});

test('several texts count in their order', async (t) => {
  const image = fakeImage(
    t,
    `case $1 in chain) printf 'crash: x\\n#0 inner\\n#1 outer\\n'; kill -ABRT $$;; *) ${TAP};; esac`,
  );
  const judge = async (expect: string[]) =>
    (await runTests({ image, crashes: [{ name: 'chain', expect }], timeoutMs: 5000 })).cases[1];
  assert.deepEqual(await judge(['crash: x', 'inner', 'outer']), { name: 'crash: chain', result: 'passed' });
  assert.deepEqual(await judge(['crash: x', 'outer', 'inner']), {
    name: 'crash: chain',
    result: 'failed',
    message: 'it crashed without the text "inner"',
  });
});

test('the status must agree with the report', async (t) => {
  const problems = async (script: string) =>
    (await runTests({ image: fakeImage(t, script), crashes: [], timeoutMs: 300 })).problems;
  assert.deepEqual(await problems(`${TAP}; exit 3`), ['the image ended with status 3, though no test failed']);
  assert.deepEqual(await problems('printf "TAP version 13\\n1..1\\nnot ok 1 - a\\n"'), [
    'the image ended with status 0, though a test failed',
  ]);
  assert.deepEqual(await problems(`${TAP}; kill -ABRT $$`), ['the image crashed']);
  assert.deepEqual(await problems('printf "TAP version 13\\n1..0\\n"'), ['it holds no test']);
  assert.deepEqual(await problems(`${TAP}; sleep 9`), ['it did not end within 0.3 s']);
});
