// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { byLine } from './by-line.js';

function collect(isTTY = false) {
  const pieces: string[] = [];
  const lines = byLine({ isTTY, write: (chunk) => pieces.push(Buffer.from(chunk).toString()) });
  return { pieces, lines, put: (text: string) => lines.write(Buffer.from(text)) };
}

test('pieces of a line come as one', () => {
  const { pieces, lines, put } = collect();
  for (const text of ['H', 'ello f', 'rom kvm\nsec', 'ond\n', 'rest']) put(text);
  assert.deepEqual(pieces, ['Hello from kvm\n', 'second\n']);
  lines.end();
  assert.deepEqual(pieces, ['Hello from kvm\n', 'second\n', 'rest']);
});

test('a prompt is not held back for ever', async () => {
  const { pieces, put } = collect();
  put('name? ');
  await sleep(400);
  assert.deepEqual(pieces, ['name? ']);
});

test('a terminal sees every piece at once', () => {
  const { pieces, put } = collect(true);
  put('H');
  put('i');
  assert.deepEqual(pieces, ['H', 'i']);
});
