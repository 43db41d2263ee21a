// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepReport, previousReport, sizeChange } from './size-change.js';
import type { SizeReport } from './size.js';

type Symbols = Record<string, Record<string, number>>;

/** Library → function → bytes; all text. */
function report(libraries: Symbols): SizeReport {
  const text = (symbols: Record<string, number>) => Object.values(symbols).reduce((a, b) => a + b, 0);
  const sizes = (bytes: number) => ({ text: bytes, rodata: 0, data: 0, bss: 0 });
  return {
    image: 1000,
    total: sizes(Object.values(libraries).reduce((sum, symbols) => sum + text(symbols), 0)),
    libraries: Object.fromEntries(Object.entries(libraries).map(([name, symbols]) => [name, sizes(text(symbols))])),
    symbols: Object.entries(libraries).flatMap(([library, symbols]) =>
      Object.entries(symbols).map(([name, bytes]) => ({ library, name: name.trim(), section: 'text' as const, bytes })),
    ),
  };
}

test('what changed most stands first; what came, went and moved is told', () => {
  const before = report({ a: { f: 10, gone: 5 }, b: { g: 100, same: 1 }, c: { moved: 8, other: 2 } });
  const after = report({ a: { f: 12, made: 40 }, b: { g: 20, same: 1 }, c: { moved: 2, other: 8 } });
  const change = (name: string, old: number, now: number) => ({ name, section: 'text', before: old, after: now });
  assert.deepEqual(sizeChange(before, after), [
    { name: 'b', before: 101, after: 21, symbols: [change('g', 100, 20)] },
    { name: 'a', before: 15, after: 52, symbols: [change('made', 0, 40), change('gone', 5, 0), change('f', 10, 12)] },
    { name: 'c', before: 10, after: 10, symbols: [change('moved', 8, 2), change('other', 2, 8)] },
  ]);
  assert.deepEqual(sizeChange(after, after), []);
});

test('functions of one name in one library count together', () => {
  const before = report({ a: { 'init ': 5, init: 3 } });
  const after = report({ a: { 'init ': 5, init: 4 } });
  assert.deepEqual(sizeChange(before, after)[0]?.symbols, [{ name: 'init', section: 'text', before: 8, after: 9 }]);
});

test('a library that is new or gone', () => {
  const [change] = sizeChange(report({}), report({ a: { f: 3 } }));
  assert.deepEqual([change?.name, change?.before, change?.after], ['a', 0, 3]);
});

test('the report of the last build that was another', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-size-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const build = (libraries: Symbols): void => {
    writeFileSync(join(folder, 'size.json'), JSON.stringify(report(libraries)));
    keepReport(folder);
  };
  const bytes = (): number | undefined => previousReport(folder)?.total.text;
  keepReport(folder);
  assert.equal(bytes(), undefined);
  build({ a: { f: 1 } });
  assert.equal(bytes(), undefined);
  build({ a: { f: 2 } });
  assert.equal(bytes(), 1);
  build({ a: { f: 2 } });
  assert.equal(bytes(), 1);
  // An image that was put there, not built.
  writeFileSync(join(folder, 'size.json'), JSON.stringify(report({ a: { f: 9 } })));
  assert.equal(bytes(), 2);
});
