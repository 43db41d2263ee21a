// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { definitionInAssembly, definitionInC } from './definitions.js';

const defines = (text: string, symbol = 'target'): number | undefined => definitionInC(text, symbol);

test('definitions of functions', () => {
  assert.equal(defines('int target(void)\n{\n}\n'), 1);
  assert.equal(defines('\nint\ntarget(int a,\n\tint (*f)(int))\n{\n'), 3);
  assert.equal(defines('void *target(void) __attribute__((cold)) {'), 1);
  assert.equal(defines('UC_SYSCALL3(read, int, a, void *, b, size_t, c)\n{', 'uc_sys_read'), 1);
  assert.equal(defines('weak_alias(__target, target);'), 1);
});

test('definitions of objects', () => {
  assert.equal(defines('const char target[] = "x";'), 1);
  assert.equal(defines('struct x *target;'), 1);
});

test('uses and declarations are none', () => {
  assert.equal(defines('int target(void);'), undefined);
  assert.equal(defines('extern int target;'), undefined);
  assert.equal(defines('static int target(void)\n{'), undefined);
  assert.equal(defines('\treturn target(1);'), undefined);
  assert.equal(defines('#define target(x) {'), undefined);
  assert.equal(defines('int target_of(void)\n{'), undefined);
});

test('definitions in assembly are labels that are shown', () => {
  assert.equal(definitionInAssembly('.global target\ntarget:\n', 'target'), 2);
  assert.equal(definitionInAssembly('target:\n', 'target'), undefined);
});
