// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { removeIn, setIn } from './edit.js';

const PLAIN = `{
  "name": "app-a",
  "unicore": {
    "kind": "application",
    "use": { "libc": "lib-musl" },
    "targets": {
      "kvm": { "use": { "sockets": "lib-lwip" } },
      "xen": {}
    }
  }
}
`;

test('a value is replaced where it stands', () => {
  assert.equal(setIn(PLAIN, ['unicore', 'use', 'libc'], 'lib-nolibc'), PLAIN.replace('lib-musl', 'lib-nolibc'));
});

test('a key goes beside its like, in the style of its neighbours', () => {
  const beside = { after: ['use'], before: ['targets'] };
  const line = '    "set": { "b.size": 3 },\n';
  const made = setIn(PLAIN, ['unicore', 'set', 'b.size'], 3, beside);
  assert.equal(made, PLAIN.replace('    "targets"', `${line}    "targets"`));
  assert.equal(setIn(made, ['unicore', 'set', 'c.on'], true), made.replace('"b.size": 3', '"b.size": 3, "c.on": true'));
  const without = removeIn(PLAIN, ['unicore', 'use']);
  assert.equal(without, PLAIN.replace('    "use": { "libc": "lib-musl" },\n', ''));
  assert.equal(
    setIn(without, ['unicore', 'set', 'b.size'], 3, beside),
    PLAIN.replace('    "use": { "libc": "lib-musl" },\n', line),
  );
});

test('an empty object, and one on a line', () => {
  assert.equal(
    setIn(PLAIN, ['unicore', 'targets', 'xen', 'set', 'b.on'], false),
    PLAIN.replace('"xen": {}', '"xen": { "set": { "b.on": false } }'),
  );
  assert.equal(
    setIn(PLAIN, ['unicore', 'targets', 'kvm', 'set', 'b.on'], false),
    PLAIN.replace('"lib-lwip" } }', '"lib-lwip" }, "set": { "b.on": false } }'),
  );
});

test('a line that grows too long is broken, as prettier would', () => {
  const long = 'lib-with-a-name-so-long-that-two-do-not-fit-into-one-line';
  assert.equal(
    setIn(PLAIN, ['unicore', 'use', 'sockets'], long),
    PLAIN.replace('"use": { "libc": "lib-musl" },', `"use": { "libc": "lib-musl", "sockets": "${long}" },`),
  );
  assert.equal(
    setIn(PLAIN, ['unicore', 'use', 'sockets'], `${long}-${long}`),
    PLAIN.replace(
      '"use": { "libc": "lib-musl" },',
      `"use": {\n      "libc": "lib-musl",\n      "sockets": "${long}-${long}"\n    },`,
    ),
  );
});

test('tabs and CRLF stay', () => {
  const text = PLAIN.replaceAll('  ', '\t').replaceAll('\n', '\r\n');
  const made = setIn(text, ['unicore', 'set', 'b.size'], 3, { after: ['use'] });
  assert.equal(made, text.replace('\t\t"targets"', '\t\t"set": { "b.size": 3 },\r\n\t\t"targets"'));
  assert.equal(removeIn(made, ['unicore', 'set']), text);
});

test('what is taken out leaves its neighbours', () => {
  const text = setIn(setIn(PLAIN, ['unicore', 'use', 'a'], 'x'), ['unicore', 'use', 'b'], 'y');
  assert.equal(removeIn(text, ['unicore', 'use', 'libc']), text.replace('"libc": "lib-musl", ', ''));
  assert.equal(removeIn(text, ['unicore', 'use', 'a']), text.replace(', "a": "x"', ''));
  assert.equal(removeIn(text, ['unicore', 'use', 'b']), text.replace(', "b": "y"', ''));
  assert.equal(removeIn(text, ['unicore', 'none']), text);
  assert.equal(removeIn(PLAIN, ['unicore', 'use', 'libc']), PLAIN.replace('{ "libc": "lib-musl" }', '{}'));
});
