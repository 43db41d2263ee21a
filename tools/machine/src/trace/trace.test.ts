// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromeTrace, type ChromeEvent } from './chrome.js';
import { readTrace } from './events.js';
import { traceTap } from './tap.js';

const LINES = [
  'begin 3e8 0 7d0 7d0 5', // 1000 ticks are 2000 ns
  'name aa0 main',
  '0 0 1 aa0',
  'name bb8 read',
  '64 4 0 bb8',
  'name cc0 idle',
  '64 0 0 cc0',
  '64 2 20 0',
  '0 1 1 0',
  '64 3 0 0',
  '64 0 1 aa0',
  '64 5 0 ffffffffffffffff',
  '0 8 3 1000',
  '0 6 5dc 0',
  '64 4 0 bb8',
  'end',
];

test('lines of a trace leave the output, whatever pieces it comes in', () => {
  const text = 'a\r\ntrace: begin\r\ntrue\ntrace: 1 2\nb trace: x\ntra';
  for (const size of [1, 2, 3, 7, 100]) {
    const tap = traceTap();
    let shown = '';
    for (let at = 0; at < text.length; at += size)
      shown += Buffer.from(tap.take(Buffer.from(text.slice(at, at + size)))).toString();
    shown += Buffer.from(tap.rest()).toString();
    assert.equal(shown, 'a\r\ntrue\nb trace: x\ntra');
    assert.deepEqual(tap.lines, ['begin', '1 2']);
  }
});

test('events in nanoseconds, with their names', () => {
  const { events, lost } = readTrace(LINES);
  assert.equal(lost, 5);
  assert.deepEqual(events[0], { kind: 'switch', ns: 0, a: 1, b: 0xaa0n, name: 'main' });
  assert.deepEqual(events[3], { kind: 'interrupt', ns: 600, a: 32, b: 0n });
});

test('who had the CPU, calls with results, interrupts, counters', () => {
  const file = JSON.parse(chromeTrace(readTrace(LINES))) as { traceEvents: ChromeEvent[] };
  const found = (ph: string, name: string) => file.traceEvents.filter((one) => one.ph === ph && one.name === name);
  assert.deepEqual(
    found('X', 'main 1').map(({ ts, dur, pid, tid }) => [ts, dur, pid, tid]),
    [
      [0, 0.4, 1, 0],
      [1, 0.4, 1, 0],
    ],
  );
  // The second one has not ended.
  assert.deepEqual(
    found('X', 'read').map(({ ts, dur, tid, args }) => [ts, dur, tid, args]),
    [
      [0.2, 1, 1, { result: -1 }],
      [1.4, 0, 1, undefined],
    ],
  );
  assert.deepEqual(found('X', 'interrupt 32')[0], {
    ph: 'X',
    name: 'interrupt 32',
    pid: 1,
    tid: 1,
    ts: 0.6,
    dur: 0.2,
  });
  assert.deepEqual(found('C', 'heap')[0]!.args, { bytes: 4096 });
  assert.deepEqual(found('i', 'frame sent')[0]!.args, { bytes: 1500 });
  assert.equal(found('i', 'ready').length, 1);
});

test('what is no trace is told', () => {
  assert.throws(() => readTrace([]), /printed no trace/);
  assert.throws(() => readTrace(LINES.slice(0, -1)), /has no end/);
  assert.throws(() => readTrace([LINES[0]!, '1 2 x 4', 'end']), /no line of a trace: 1 2 x 4/);
});
