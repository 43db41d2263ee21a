// SPDX-License-Identifier: BSD-3-Clause
// Random edits of a small workspace. After each few the build must have run exactly the objects whose preprocessed text, command
// or embedded file was never seen before; each new object is compared with what its command makes alone, and the image, every so
// often, with that of a clean build. UNICORE_TEST_EDITS and UNICORE_TEST_SEED repeat or lengthen a run.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { readRecord } from '../../tools/core/dist/engine/record.js';
import { makeOracle, title } from './support/oracle.mjs';
import { outputsOf } from './support/outputs.mjs';
import { APPLICATION, buildIn, FILES, folderOf, LIBRARY, makeWorkspace } from './support/workspace.mjs';

const EDITS = Number(process.env.UNICORE_TEST_EDITS ?? 500);
const SEED = Number(process.env.UNICORE_TEST_SEED ?? Date.now() % 1e9);
const EDITS_PER_BUILD = 10;
const BUILDS_PER_CLEAN_BUILD = 10;

const request = { application: 'app-one', target: 'mini-x86_64' };

function makeRandom(state) {
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] };
}

const HEADER = 'libs/core/hello/include/unicore/hello.h';
const SHADOWS = [
  'libs/core/hello/private/unicore/hello.h',
  'libs/core/hello/src/inner.h',
  'libs/core/hello/private/extra.h',
];
const PROTOTYPES = 'int hello(void);\nint other(void);\n';

/** One edit; tells what it did. Every state compiles. */
function edit({ write, read, remove, touch, writeProject }, state, { below, pick, next }) {
  const more = (n) => `libs/core/hello/src/more${n}.c`;
  const kinds = {
    'change a source': () =>
      write('apps/one/main.c', FILES['apps/one/main.c'].replace('blob[0]', `blob[0] + ${below(6)}`)),
    'change a public header': () => write(HEADER, `#define HELLO_BASE ${below(4)}\n${PROTOTYPES}`),
    'change lines of a header': () =>
      write(HEADER, `${'\n'.repeat(below(3))}#define HELLO_BASE ${below(2)}\n${PROTOTYPES}`),
    'change a comment': () =>
      write(
        HEADER,
        `/* ${'x'.repeat(below(9))} */ #define HELLO_BASE 1\n#undef HELLO_BASE\n#define HELLO_BASE 1\n${PROTOTYPES}`.replace(
          '*/ #define',
          '*/\n#define',
        ),
      ),
    'change a private header': () => write('libs/core/hello/private/inner.h', `#define INNER ${below(4)}\n`),
    'shadow or unveil a header': () => {
      const file = pick(SHADOWS);
      if (next() < 0.4) return remove(file);
      const text = {
        'hello.h': `#define HELLO_BASE ${below(3)}\n${PROTOTYPES}`,
        'inner.h': `#define INNER ${below(3)}\n`,
        'extra.h': `#define EXTRA ${below(3)}\n`,
      };
      write(file, text[file.split('/').pop()]);
    },
    'change what is embedded': () => write('apps/one/blob.bin', String.fromCharCode(below(5))),
    'add a source': () => {
      const n = below(3);
      write(more(n), `int more${n}(void);\nint more${n}(void) { return ${below(3)}; }\n`);
    },
    'delete a source': () => remove(more(below(3))),
    'rename a source': () => {
      const [from, to] = state.renamed ? ['hallo.c', 'hello.c'] : ['hello.c', 'hallo.c'];
      write(`libs/core/hello/src/${to}`, read(`libs/core/hello/src/${from}`));
      remove(`libs/core/hello/src/${from}`);
      state.renamed = !state.renamed;
    },
    'touch only': () => touch(pick(['apps/one/main.c', HEADER, 'apps/one/blob.bin', 'platforms/mini/x86_64/link.lds'])),
    'set an option': () =>
      writeProject('apps/one', 'app-one', {
        ...APPLICATION,
        set: { [pick(['hello.answer', 'hello.unused'])]: below(4), 'hello.loud': next() < 0.5 },
      }),
    'change flags': () =>
      writeProject('libs/core/hello', 'lib-hello', {
        ...LIBRARY,
        ...(next() < 0.5 ? { flags: { compile: [`-DX=${below(3)}`] } } : {}),
      }),
    'change the linker script': () =>
      write(
        'platforms/mini/x86_64/link.lds',
        FILES['platforms/mini/x86_64/link.lds'].replaceAll('4096', pick(['4096', '8192'])),
      ),
    'revert all': () => {
      for (const file of SHADOWS) remove(file);
      for (const [name, text] of Object.entries(FILES))
        if (!name.endsWith('src/hello.c') || !state.renamed) write(name, text);
    },
  };
  const kind = pick(Object.keys(kinds));
  kinds[kind]();
  return kind;
}

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function compareWithClean(t, root, where) {
  const clean = makeWorkspace(t).root;
  for (const folder of ['archs', 'platforms', 'libs', 'apps']) {
    rmSync(join(clean, folder), { recursive: true });
    cpSync(join(root, folder), join(clean, folder), { recursive: true });
  }
  assert.ok((await buildIn(clean)).success);
  assert.deepEqual(outputsOf(root), outputsOf(clean), where);
}

test(`${EDITS} random edits`, async (t) => {
  t.diagnostic(`UNICORE_TEST_SEED=${SEED}`);
  const random = makeRandom(SEED);
  const workspace = makeWorkspace(t);
  const { root, path } = workspace;
  const state = { renamed: false };
  /** Identity of an object → sha256 of its bytes. */
  const known = new Map();
  const history = [];
  for (let n = 0; n * EDITS_PER_BUILD < EDITS; n++) {
    for (let k = 0; k < EDITS_PER_BUILD && n > 0; k++) history.push(edit(workspace, state, random));
    const where = `build ${n} with seed ${SEED}, after: ${history.slice(-2 * EDITS_PER_BUILD).join(', ')}`;
    const { success, diagnostics, compiled } = await buildIn(root);
    assert.deepEqual([success, diagnostics], [true, []], where);

    const oracle = await makeOracle(root, request, path('dist/oracle'));
    const record = readRecord(join(folderOf(root), '.build/record.json'));
    const expected = [];
    for (const action of oracle.actions) {
      const identity = await oracle.identity(action);
      if (!known.has(identity)) {
        expected.push(title(action));
        known.set(identity, digest(await oracle.bytes(action)));
      }
      const [[, made]] = record.actions.get(title(action)).trace.made;
      assert.equal(made, known.get(identity), `${title(action)} differs: ${where}`);
    }
    assert.deepEqual(compiled, expected.sort(), where);
    if (n % BUILDS_PER_CLEAN_BUILD === BUILDS_PER_CLEAN_BUILD - 1) await compareWithClean(t, root, where);
  }
});
