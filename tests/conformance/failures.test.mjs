// SPDX-License-Identifier: BSD-3-Clause
// What a user sees when an action fails: code, place, source line, fix; nothing half-written.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { renderDiagnostic } from '../../tools/core/dist/diagnostic-text.js';
import { APPLICATION, buildIn, folderOf, LIBRARY, makeWorkspace } from './support/workspace.mjs';

/** Builds what must fail. Tells the first diagnostic as text, without the compiler's output. */
async function failing(t, files, prepare = () => {}) {
  const workspace = makeWorkspace(t, files);
  prepare(workspace);
  const { success, diagnostics } = await buildIn(workspace.root);
  assert.equal(success, false);
  assert.ok(!existsSync(join(folderOf(workspace.root), 'app-one')), 'nothing is half-written');
  const [{ output: _output, ...first }] = diagnostics;
  return { text: renderDiagnostic(first), diagnostics, workspace };
}

test('a source that does not compile', async (t) => {
  const { text, diagnostics } = await failing(t, {
    'apps/one/main.c': 'int app_main(void);\nint app_main(void) { return nothing; }\n',
  });
  assert.match(
    text,
    /^apps\/one\/main\.c:2:29: error: compile app-one main\.c failed: 'nothing' undeclared \(first use in this function\) \[UNICORE_E_COMPILE\]\n  int app_main\(void\) \{ return nothing; \}\n {30}\^\n  note: command: \/usr\/bin\/x86_64-linux-gnu-gcc .* -c apps\/one\/main\.c -o dist\/app-one\/mini-x86_64\/\.build\/obj\/app-one\/[0-9a-f]{12}\/main\.c\.o\n$/,
  );
  // The compiler's output, once and whole.
  assert.equal(diagnostics.filter(({ output }) => output?.includes('nothing')).length, 1);
});

test('the failing command fails alike when it is pasted', async (t) => {
  const { diagnostics, workspace } = await failing(t, { 'apps/one/main.c': '#error no\n' });
  const { spawnSync } = await import('node:child_process');
  const command = diagnostics[0].notes[0].message.replace('command: ', '');
  const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: workspace.root, encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /#error no/);
});

test('warnings are told once, by the build that compiles', async (t) => {
  const { root } = makeWorkspace(t, { 'libs/core/hello/src/more.c': '#warning "look here"\n' });
  const outputs = ({ events }) =>
    events.filter(({ type, action }) => type === 'output' && action.kind === 'compile').map(({ text }) => text);
  const [text, ...others] = outputs(await buildIn(root));
  assert.match(text, /^libs\/core\/hello\/src\/more\.c:1:2: warning: #warning "look here"/);
  assert.deepEqual(others, []);
  assert.deepEqual(outputs(await buildIn(root)), []);
});

test('a symbol that nobody defines, one that a library outside of the image has, and one of a library never built', async (t) => {
  const { diagnostics } = await failing(
    t,
    {
      'apps/one/main.c':
        'int absent(void);\nint never(void);\nint app_main(void);\nint app_main(void) { return absent() + never(); }\n',
      'libs/core/never/never.c': 'int never(void);\nint never(void)\n{\n\treturn 0;\n}\n',
    },
    ({ writeProject }) => writeProject('libs/core/never', 'lib-never', { kind: 'library', sources: ['*.c'] }),
  );
  const [absent, never, link] = diagnostics.map(({ output: _output, notes, ...rest }) => ({
    ...rest,
    used: notes?.[0],
  }));
  assert.deepEqual(
    [absent, never].map(({ code, message, hint, location, used }) => [code, message, hint, location.file, used]),
    [
      [
        'UNICORE_E_LINK_UNDEFINED',
        'app-one uses absent, which nothing in the image defines',
        'no source of the pools defines absent: is its name right?',
        'apps/one/project.json',
        { message: 'used in app_main', location: { file: 'apps/one/main.c', line: 4, column: 1 } },
      ],
      [
        'UNICORE_E_LINK_UNDEFINED',
        'app-one uses never, which nothing in the image defines',
        'add "lib-never" to "requires" of app-one: lib-never defines it in libs/core/never/never.c, line 2',
        'apps/one/project.json',
        { message: 'used in app_main', location: { file: 'apps/one/main.c', line: 4, column: 1 } },
      ],
    ],
  );
  assert.match(absent.sourceLine, /"requires"/);
  assert.equal(link.code, 'UNICORE_E_LINK');
});

test('a symbol that two libraries define', async (t) => {
  const { diagnostics } = await failing(
    t,
    { 'libs/core/again/again.c': 'int other(void);\nint other(void) { return 2; }\n' },
    ({ writeProject }) => {
      writeProject('libs/core/again', 'lib-again', { kind: 'library', sources: ['*.c'] });
      writeProject('apps/one', 'app-one', { ...APPLICATION, requires: ['lib-hello', 'lib-again'] });
    },
  );
  assert.equal(diagnostics[0].code, 'UNICORE_E_LINK_DUPLICATE');
  assert.equal(diagnostics[0].message, 'other is defined by lib-again and by lib-hello');
  assert.deepEqual(
    diagnostics[0].notes.map(({ location }) => location.file),
    ['libs/core/again/again.c', 'libs/core/hello/src/other.c'],
  );
});

test('a header that the project does not require', async (t) => {
  const { text } = await failing(
    t,
    {
      'libs/core/never/include/never.h': '#define NEVER 1\n',
      'libs/core/hello/src/hello.c':
        '#include <unicore/hello.h>\n#include "../../never/include/never.h"\nint hello(void) { return NEVER; }\n',
    },
    ({ writeProject }) =>
      writeProject('libs/core/never', 'lib-never', { kind: 'library', includes: { public: ['include'] } }),
  );
  assert.match(
    text,
    /^libs\/core\/hello\/project\.json:\d+:\d+: error: compile lib-hello src\/hello\.c reads libs\/core\/never\/include\/never\.h, which lib-hello does not see \[UNICORE_E_UNDECLARED_HEADER\]/,
  );
  assert.match(text, /fix: add "lib-never" to "requires", and include the header by its public name\n$/);
});

test('a CONFIG_ name that is put together', async (t) => {
  const { text } = await failing(t, {
    'libs/core/hello/src/hello.c':
      '#include <unicore/hello.h>\n#define OPTION(x) CONFIG_HELLO_##x\nint hello(void) { return OPTION(ANSWER); }\n',
  });
  assert.equal(
    text,
    'libs/core/hello/src/hello.c:2:19: error: a CONFIG_ name is put together by ## [UNICORE_E_CONFIG_PASTING]\n  #define OPTION(x) CONFIG_HELLO_##x\n                    ^\n  fix: write the names out, so that the build knows on which options the file depends\n',
  );
});

test('an .incbin whose file is named by a macro', async (t) => {
  const { text } = await failing(t, {
    'apps/one/blob.S':
      '#define FILE "apps/one/blob.bin"\n.section .rodata.blob,"a"\n.global blob\nblob:\n.incbin FILE\n',
  });
  assert.match(
    text,
    /^apps\/one\/blob\.S:5:1: error: the file of an \.incbin is named by a macro \[UNICORE_E_COMPUTED_INCBIN\]/,
  );
});

test('a generated header of a project that is not required is not read by chance', async (t) => {
  const { diagnostics } = await failing(
    t,
    { 'apps/one/main.c': '#include "made.h"\n', 'libs/core/hello/made.h.in': '#define MADE 1\n' },
    ({ writeProject }) =>
      writeProject('libs/core/hello', 'lib-hello', {
        ...LIBRARY,
        generate: [{ output: 'made.h', template: 'made.h.in' }],
      }),
  );
  assert.equal(diagnostics[0].code, 'UNICORE_E_COMPILE');
});

test('a failed build leaves the last image, and the next one is right', async (t) => {
  const { root, write, read } = makeWorkspace(t);
  await buildIn(root);
  const image = readFileSync(join(folderOf(root), 'app-one'));
  const text = read('apps/one/main.c');
  write('apps/one/main.c', `${text}#error no\n`);
  assert.equal((await buildIn(root)).success, false);
  assert.deepEqual(readFileSync(join(folderOf(root), 'app-one')), image);
  write('apps/one/main.c', text);
  const { success, compiled } = await buildIn(root);
  assert.deepEqual([success, compiled], [true, []]);
});
