// SPDX-License-Identifier: BSD-3-Clause
// Each kind of input is changed: the objects that are built again are exactly those whose preprocessed text or command changed.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { identities } from './support/oracle.mjs';
import { APPLICATION, ARCH, buildIn, LIBRARY, makeWorkspace } from './support/workspace.mjs';

const HELLO = 'compile lib-hello src/hello.c';
const OTHER = 'compile lib-hello src/other.c';
const MAIN = 'compile app-one main.c';
const BLOB = 'assemble app-one blob.S';
const ENTRY = 'assemble plat-mini x86_64/entry.S';
const ALL = [BLOB, ENTRY, MAIN, HELLO, OTHER].sort();

const request = { application: 'app-one', target: 'mini-x86_64' };

/** Builds, changes, builds again; what ran must be what the preprocessor says, and what the test says. */
async function changes(t, { change, compiled, links = compiled.length > 0, explain, files = {}, prepare = () => {} }) {
  const workspace = makeWorkspace(t, files);
  await prepare(workspace);
  const first = await buildIn(workspace.root);
  assert.deepEqual(first.diagnostics, []);
  const before = await identities(workspace.root, request, join(workspace.root, 'dist/oracle'));
  await change(workspace);
  const after = await identities(workspace.root, request, join(workspace.root, 'dist/oracle'));
  const expected = [...after].filter(([name, identity]) => before.get(name) !== identity).map(([name]) => name);
  const second = await buildIn(workspace.root, { explain: true });
  assert.deepEqual(second.diagnostics, []);
  assert.deepEqual(second.compiled, compiled.toSorted(), 'what the test expects');
  if (explain !== 'tool') assert.deepEqual(second.compiled, expected.toSorted(), 'what the preprocessor says');
  assert.equal(second.linked.length, links ? 1 : 0);
  if (explain instanceof RegExp) assert.match(second.explained.join('\n'), explain);
  const third = await buildIn(workspace.root);
  assert.deepEqual(third.actions, []);
  return workspace;
}

const replace = (file, from, to) => (workspace) => {
  const text = workspace.read(file);
  assert.ok(text.includes(from));
  workspace.write(file, text.replace(from, to));
};

test('nothing changed: nothing runs', (t) => changes(t, { change: () => {}, compiled: [] }));

test('touched only: nothing runs', (t) =>
  changes(t, {
    change: ({ touch }) => ['apps/one/main.c', 'libs/core/hello/include/unicore/hello.h'].forEach(touch),
    compiled: [],
  }));

test('a source', (t) =>
  changes(t, {
    change: replace('apps/one/main.c', 'blob[0]', 'blob[0] + 1'),
    compiled: [MAIN],
    explain: /^compile app-one main\.c: apps\/one\/main\.c changed \([0-9a-f]{8} → [0-9a-f]{8}\)$/m,
  }));

test('a public header', (t) =>
  changes(t, {
    change: replace('libs/core/hello/include/unicore/hello.h', 'BASE 0', 'BASE 5'),
    compiled: [HELLO],
    explain: /hello\.c: libs\/core\/hello\/include\/unicore\/hello\.h changed/,
  }));

test('a private header', (t) =>
  changes(t, { change: replace('libs/core/hello/private/inner.h', 'INNER 1', 'INNER 2'), compiled: [OTHER] }));

test('a header that __has_include asked for appears', (t) =>
  changes(t, {
    change: ({ write }) => write('libs/core/hello/private/extra.h', '#define EXTRA 4\n'),
    compiled: [OTHER],
    explain: /other\.c: libs\/core\/hello\/private\/extra\.h appeared/,
  }));

test('a header that __has_include found disappears', (t) =>
  changes(t, {
    files: { 'libs/core/hello/private/extra.h': '#define EXTRA 4\n' },
    change: ({ remove }) => remove('libs/core/hello/private/extra.h'),
    compiled: [OTHER],
    explain: /extra\.h is gone/,
  }));

test('a header shadows another one', (t) =>
  changes(t, {
    change: ({ write }) =>
      write('libs/core/hello/private/unicore/hello.h', '#define HELLO_BASE 9\nint hello(void);\nint other(void);\n'),
    compiled: [HELLO, OTHER],
    explain: /private\/unicore\/hello\.h appeared/,
  }));

test('a header beside the source shadows one of the include path', (t) =>
  changes(t, { change: ({ write }) => write('libs/core/hello/src/inner.h', '#define INNER 3\n'), compiled: [OTHER] }));

test('a file that .incbin embeds', (t) =>
  changes(t, {
    change: ({ write }) => write('apps/one/blob.bin', '\x02'),
    compiled: [BLOB],
    explain: /blob\.S: apps\/one\/blob\.bin changed/,
  }));

test('an option that one object mentions', (t) =>
  changes(t, {
    change: ({ writeProject }) =>
      writeProject('libs/core/hello', 'lib-hello', {
        ...LIBRARY,
        options: { ...LIBRARY.options, answer: { ...LIBRARY.options.answer, default: 43 } },
      }),
    compiled: [HELLO],
    explain: /hello\.c: CONFIG_HELLO_ANSWER changed \(42 → 43\)/,
  }));

test('an option that no object mentions', (t) =>
  changes(t, {
    change: ({ writeProject }) => writeProject('apps/one', 'app-one', { ...APPLICATION, set: { 'hello.unused': 5 } }),
    compiled: [],
  }));

test('a flag of one library', (t) =>
  changes(t, {
    change: ({ writeProject }) =>
      writeProject('libs/core/hello', 'lib-hello', { ...LIBRARY, flags: { compile: ['-fno-builtin'] } }),
    compiled: [HELLO, OTHER],
    explain: /hello\.c: command changed \(nothing → -fno-builtin\)/,
  }));

test('a flag of the architecture', (t) =>
  changes(t, {
    change: ({ writeProject }) =>
      writeProject('archs/x86_64', 'arch-x86_64', {
        ...ARCH,
        archFlags: { compile: [...ARCH.archFlags.compile, '-fno-common'] },
      }),
    compiled: ALL,
  }));

test('the summary in a manifest', (t) =>
  changes(t, {
    change: ({ writeProject }) => writeProject('libs/core/hello', 'lib-hello', { ...LIBRARY, summary: 'another' }),
    compiled: [],
  }));

test('the linker script', (t) =>
  changes(t, {
    change: replace('platforms/mini/x86_64/link.lds', 'ALIGN(4096)', 'ALIGN(8192)'),
    compiled: [],
    links: true,
    explain: /link app-one: platforms\/mini\/x86_64\/link\.lds changed/,
  }));

test('a source is added', (t) =>
  changes(t, {
    change: ({ write }) => write('libs/core/hello/src/more.c', 'int more(void);\nint more(void) { return 1; }\n'),
    compiled: ['compile lib-hello src/more.c'],
  }));

test('a source is taken away', (t) =>
  changes(t, {
    files: { 'libs/core/hello/src/more.c': 'int more(void);\nint more(void) { return 1; }\n' },
    change: ({ remove }) => remove('libs/core/hello/src/more.c'),
    compiled: [],
    links: true,
  }));

test('a source is renamed', (t) =>
  changes(t, {
    change: ({ path }) => renameSync(path('libs/core/hello/src/hello.c'), path('libs/core/hello/src/hallo.c')),
    compiled: ['compile lib-hello src/hallo.c'],
  }));

test('a template and the value in it', async (t) => {
  const generate = { ...LIBRARY, generate: [{ output: 'made.h', template: 'made.h.in' }] };
  const files = {
    'libs/core/hello/made.h.in': '#define MADE {{value "answer"}}\n',
    'libs/core/hello/src/hello.c': '#include <unicore/hello.h>\n#include "made.h"\nint hello(void) { return MADE; }\n',
  };
  const prepare = ({ writeProject }) => writeProject('libs/core/hello', 'lib-hello', generate);
  await changes(t, {
    files,
    prepare,
    change: replace('libs/core/hello/made.h.in', 'MADE', 'MADE 1 +'),
    compiled: [HELLO],
  });
  await changes(t, {
    files,
    prepare,
    change: ({ writeProject }) => writeProject('apps/one', 'app-one', { ...APPLICATION, set: { 'hello.answer': 1 } }),
    compiled: [HELLO],
  });
  // The same bytes from another template: nothing further is built.
  await changes(t, {
    files,
    prepare,
    change: replace('libs/core/hello/made.h.in', '{{value "answer"}}', '{{#when "loud"}}1{{else}}42{{/when}}'),
    compiled: [],
  });
});

test('a script that generates a header', (t) =>
  changes(t, {
    files: {
      'libs/core/hello/make.sh': 'echo "#define MADE 1" >"$1"\n',
      'libs/core/hello/src/hello.c':
        '#include <unicore/hello.h>\n#include "made.h"\nint hello(void) { return MADE; }\n',
    },
    prepare: ({ writeProject }) =>
      writeProject('libs/core/hello', 'lib-hello', {
        ...LIBRARY,
        generate: [{ output: 'made.h', script: 'make.sh', interpreter: 'sh' }],
      }),
    change: replace('libs/core/hello/make.sh', 'MADE 1', 'MADE 2'),
    compiled: [HELLO],
  }));

/** A folder with tools that stand before the real ones in PATH. */
function toolFolder(t, { path }) {
  mkdirSync(path('tools'), { recursive: true });
  const before = process.env.PATH;
  process.env.PATH = `${path('tools')}:${before}`;
  t.after(() => (process.env.PATH = before));
  return (name, text) => {
    writeFileSync(path(`tools/${name}`), text);
    chmodSync(path(`tools/${name}`), 0o755);
  };
}

for (const [what, tool] of [
  ['compiler', 'x86_64-linux-gnu-gcc'],
  ['assembler', 'as'],
  ['linker', 'x86_64-linux-gnu-ld'],
]) {
  test(`another ${what}`, async (t) => {
    const real = `/usr/bin/${tool}`;
    await changes(t, {
      prepare: (workspace) => (workspace.put = toolFolder(t, workspace)),
      change: ({ put }) => put(tool, `#!/bin/sh\n# another one\nexec ${real} "$@"\n`),
      compiled: ALL,
      explain: 'tool',
    });
  });
}

test('a target forth and back: nothing is built again', async (t) => {
  const { root } = makeWorkspace(t);
  const first = await buildIn(root);
  const other = await buildIn(root, { target: 'mini-x86_64-b' });
  // Only the object that names the option differs.
  assert.deepEqual(other.compiled, [HELLO]);
  assert.deepEqual((await buildIn(root)).actions, []);
  assert.deepEqual((await buildIn(root, { target: 'mini-x86_64-b' })).actions, []);
  assert.equal(first.compiled.length, ALL.length);
});

test('an option forth and back: nothing is built again', async (t) => {
  const { root, writeProject } = makeWorkspace(t);
  await buildIn(root);
  writeProject('apps/one', 'app-one', { ...APPLICATION, set: { 'hello.loud': true } });
  assert.deepEqual((await buildIn(root)).compiled, [OTHER]);
  writeProject('apps/one', 'app-one', APPLICATION);
  const back = await buildIn(root);
  assert.deepEqual([back.compiled, back.linked], [[], []]);
});

test('an edit right after the build is seen', async (t) => {
  const { root, write, read } = makeWorkspace(t);
  await buildIn(root);
  for (let n = 0; n < 20; n++) {
    // The same size, within the tick of a time stamp of the build before.
    write('apps/one/blob.bin', String.fromCharCode(65 + n));
    const { compiled, success } = await buildIn(root);
    assert.ok(success);
    assert.deepEqual(compiled, [BLOB]);
    assert.ok(readFileSync(join(root, 'dist/app-one/mini-x86_64/app-one')).includes(read('apps/one/blob.bin')));
  }
});

test('a comment that changes while the build begins: no object is built again', async (t) => {
  const { root, read, write } = makeWorkspace(t);
  await buildIn(root);
  const header = 'libs/core/hello/include/unicore/hello.h';
  write(header, `${read(header).trimEnd()} /* one */\n`);
  const { diagnostics, compiled } = await buildIn(root, {
    onEvent: ({ type }) => type === 'plan' && write(header, read(header).replace('one', 'two')),
  });
  assert.deepEqual([diagnostics, compiled], [[], []]);
});
