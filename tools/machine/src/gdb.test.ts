// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gdbWords, isMoving, loadOffset } from './gdb.js';

test('an image that runs where it was linked', () => {
  assert.equal(loadOffset('0000000000101f23 t main\n'), 0);
  assert.deepEqual(gdbWords('/d/app.dbg', 1234, 0, '/w'), [
    ...['gdb', '-q', '-d', '/w', '/d/app.dbg'],
    ...['-ex', 'target remote 127.0.0.1:1234', '-ex', 'hbreak main'],
  ]);
});

test('an image that its loader puts elsewhere', () => {
  const symbols = '0000000000100000 A uc_metal_link_base\n0000000000010000 A uc_kvm_multiboot_base\n';
  assert.equal(loadOffset(symbols), -0xf0000);
  assert.deepEqual(gdbWords('/d/app.dbg', 1, -0xf0000).slice(2, 4), ['-ex', 'symbol-file /d/app.dbg -o -0xf0000']);
});

test('an image that moves is told from others', () => {
  assert.equal(isMoving('0000000000000001 a uc_metal_kaslr\n'), true);
  assert.equal(isMoving('0000000000000000 a uc_metal_kaslr\n0000000000101f23 t main\n'), false);
});

test('without symbols there is no main to stop at', () => {
  assert.deepEqual(gdbWords(undefined, 7), ['gdb', '-q', '-ex', 'target remote 127.0.0.1:7']);
});
