// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '@unicore/core/model.js';
import { progress } from './progress.js';

const action: Action = {
  id: 'compile lib-a src/a.c 0123456789ab',
  kind: 'compile',
  project: 'lib-a',
  inputs: [],
  outputs: [],
};
const start = { type: 'start' as const, task: 't', action };

function sink(isTTY: boolean) {
  const parts: string[] = [];
  return { isTTY, columns: 30, write: (text: string) => parts.push(text), text: () => parts.join('') };
}

test('a terminal: one line that is written over and gone at the end', () => {
  const out = sink(true);
  const on = progress(out);
  on({ type: 'plan', task: 't', total: 3 });
  on(start);
  on({ type: 'done', task: 't', action, how: 'ran', milliseconds: 1 });
  on(start);
  on({ type: 'output', task: 't', action, text: 'warning: x\n' });
  on({ type: 'finished', task: 't', success: true, diagnostics: [], ran: 1, fromStore: 0, current: 0 });
  assert.equal(
    out.text(),
    '\r\x1b[K[0/3] compile lib-a src/a.c\r\x1b[K[1/3] compile lib-a src/a.c\r\x1b[Kwarning: x\n',
  );
});

test('a file: whole lines, at most one per interval', () => {
  const out = sink(false);
  let now = 0;
  const on = progress(out, { intervalMs: 1000, now: () => now });
  on({ type: 'plan', task: 't', total: 3 });
  on(start);
  now = 999;
  on(start);
  now = 1000;
  on(start);
  now = 1500;
  on(start);
  assert.equal(out.text(), '[0/3] compile lib-a src/a.c\n');
});

test('where someone else shows what compilers print, only progress is', () => {
  const out = sink(false);
  const on = progress(out, { only: 'progress', intervalMs: 0 });
  on({ type: 'output', task: 't', action, text: 'warning: x\n' });
  on({ type: 'explain', task: 't', action, text: 'a.c changed' });
  on(start);
  assert.equal(out.text(), '[0/0] compile lib-a src/a.c\n');
});
