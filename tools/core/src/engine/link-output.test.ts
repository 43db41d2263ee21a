// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { readLinkOutput } from './link-output.js';

test('undefined symbols of objects and archive members, with and without debug information', () => {
  const { undefined: missing } = readLinkOutput(
    [
      "/usr/bin/ld: dist/.build/obj/app-one/0/main.c.o: in function `app_main':",
      "././apps/one/main.c:4: undefined reference to `first'",
      "/usr/bin/ld: ././apps/one/main.c:5: undefined reference to `second'",
      "/usr/bin/ld: dist/.build/lib/lib-x.a(one.o): in function `f':",
      "(.text.f+0x5): undefined reference to `second'",
      "/usr/bin/ld: dist/.build/obj/app-one/0/data.c.o:(.data+0x0): undefined reference to `third'",
    ].join('\n'),
  );
  assert.deepEqual(missing.get('first'), [
    { object: 'dist/.build/obj/app-one/0/main.c.o', function: 'app_main', file: 'apps/one/main.c', line: 4 },
  ]);
  assert.deepEqual(
    missing.get('second')?.map(({ object }) => object),
    ['dist/.build/obj/app-one/0/main.c.o', 'dist/.build/lib/lib-x.a(one.o)'],
  );
  assert.deepEqual(missing.get('third'), [{ object: 'dist/.build/obj/app-one/0/data.c.o' }]);
});

test('a symbol that two objects define', () => {
  const { duplicates } = readLinkOutput(
    [
      "/usr/bin/ld: dist/.build/obj/lib-b/0/b.c.o: in function `other':",
      "././libs/b/b.c:2: multiple definition of `other'; dist/.build/obj/lib-a/0/a.c.o:././libs/a/a.c:1: first defined here",
    ].join('\n'),
  );
  assert.deepEqual(duplicates.get('other'), [
    { object: 'dist/.build/obj/lib-a/0/a.c.o', file: 'libs/a/a.c', line: 1 },
    { object: 'dist/.build/obj/lib-b/0/b.c.o', function: 'other', file: 'libs/b/b.c', line: 2 },
  ]);
});

test('another failure names no symbol', () => {
  const faults = readLinkOutput('/usr/bin/ld: cannot open linker script file x.lds: No such file or directory');
  assert.deepEqual([faults.undefined.size, faults.duplicates.size], [0, 0]);
});
