// SPDX-License-Identifier: BSD-3-Clause
// 10,000 random edits (BENCH_EDITS: another number): the test of tests/conformance at length. What is rebuilt is exactly what
// changed, and the objects are those of a clean build; the seed is told.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './timed.mjs';

const TEST = 'tests/conformance/edits.test.mjs';

/** Rows of the table, and all figures. */
export const benchEdits = () => {
  const edits = Number(process.env.BENCH_EDITS ?? 10000);
  const began = performance.now();
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', join(root, TEST)], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, UNICORE_TEST_EDITS: String(edits) },
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - began) / 1000;
  const [, seed] = stdout.match(/UNICORE_TEST_SEED=(\d+)/) ?? [];
  const [, passed = '0'] = stdout.match(/^# pass (\d+)$/m) ?? [];
  const met = status === 0 && Number(passed) > 0;
  const reason = stdout.match(/^\s+error: (.*)$/m)?.[1] ?? `status ${status}`;
  const rows = [
    {
      what: `${edits.toLocaleString('en-US')} random edits: rebuilt objects against the oracle, images against clean builds`,
      peer: '',
      here: met ? `all right (seed ${seed}, ${seconds.toFixed(0)} s)` : `WRONG with seed ${seed}: ${reason}`,
      bar: 'exactly what changed',
      met,
    },
  ];
  return { rows, figures: { edits, seed: Number(seed), seconds, passed: met } };
};
