// SPDX-License-Identifier: BSD-3-Clause
// A history of changes, and exactly which tasks `nx affected` marks for each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fixture } from './support/workspace.mjs';

const library = (name, unicore) => ({
  name,
  projectType: 'library',
  unicore: { kind: 'library', summary: name, ...unicore },
});
const platform = (name) => ({
  name: `plat-${name}`,
  unicore: {
    kind: 'platform',
    summary: name,
    provides: ['platform'],
    supports: { archs: ['x86_64'] },
    sources: ['*.c'],
    link: { script: '{arch}/link.lds' },
    run: { machine: 'host' },
  },
});
const heap = {
  name: 'heap',
  unicore: {
    kind: 'interface',
    summary: 'memory',
    includes: { public: ['include'] },
    tests: { sources: ['tests/*.c'] },
  },
};

const workspace = fixture({
  'archs/x86_64/project.json': {
    name: 'arch-x86_64',
    unicore: { kind: 'arch', summary: 'x86', provides: ['arch'], triplets: { gcc: 'x86_64-linux-gnu-' } },
  },
  'platforms/kvm/project.json': platform('kvm'),
  'platforms/kvm/start.c': '',
  'platforms/linuxu/project.json': platform('linuxu'),
  'platforms/linuxu/start.c': '',
  'libs/libc/project.json': { name: 'libc', unicore: { kind: 'interface', summary: 'C library' } },
  'libs/nolibc/project.json': library('lib-nolibc', { provides: ['libc'], sources: ['*.c'] }),
  'libs/nolibc/memory.c': '',
  'libs/test/project.json': library('lib-test', { sources: ['*.c'] }),
  'libs/test/main.c': '',
  'libs/heap/project.json': heap,
  'libs/heap/include/unicore/heap.h': '',
  'libs/heap/tests/contract.c': '',
  'libs/tlsf/project.json': library('lib-tlsf', {
    provides: ['heap'],
    defaultFor: ['heap'],
    sources: ['src/*.c', { files: 'src/extra/*.c', when: 'extra' }],
    options: { extra: { type: 'bool', default: false } },
    tests: { sources: ['tests/*.c'] },
  }),
  'libs/tlsf/src/heap.c': '',
  'libs/tlsf/src/internal.h': '',
  'libs/tlsf/src/extra/debug.c': '',
  'libs/tlsf/tests/bounds.c': '',
  'libs/tlsf/README.md': '# lib-tlsf\n',
  'libs/region/project.json': library('lib-region', { provides: ['heap'], sources: ['src/*.c'] }),
  'libs/region/src/heap.c': '',
  'libs/virtio/project.json': library('lib-virtio', { sources: ['src/*.c'], supports: { platforms: ['kvm'] } }),
  'libs/virtio/src/ring.c': '',
  'apps/hello/project.json': {
    name: 'app-hello',
    unicore: {
      kind: 'application',
      summary: 'hello',
      requires: ['heap', { name: 'lib-virtio', when: "target.platform == 'kvm'" }],
      sources: ['src/*.c'],
      targets: { 'linuxu-x86_64': {}, 'kvm-x86_64': {} },
    },
  },
  'apps/hello/src/main.c': '',
  'apps/web/project.json': {
    name: 'app-web',
    unicore: {
      kind: 'application',
      summary: 'web',
      requires: ['heap'],
      use: { heap: 'lib-region' },
      sources: ['src/*.c'],
      targets: { 'linuxu-x86_64': {} },
    },
  },
  'apps/web/src/main.c': '',
});
after(() => workspace.close());

const EACH = ['build--linuxu-x86_64', 'build--kvm-x86_64', 'test--linuxu-x86_64', 'test--kvm-x86_64'];
const ALL = ['build-all', 'test-all'];

async function tasksOf(verbs) {
  const file = join(workspace.root, '.nx', 'affected.json');
  const base = ['affected', '-t', ...verbs, '--base=HEAD~1', '--head=HEAD', `--graph=${file}`];
  const { status, text } = await workspace.nx(base);
  assert.equal(status, 0, text);
  return Object.keys(JSON.parse(readFileSync(file, 'utf8')).tasks.tasks);
}

/** What the last commit marks. `…-all` also lists what it waits for, marked or not. */
async function affected() {
  const all = (await tasksOf(ALL)).filter((id) => id.endsWith('-all'));
  return [...(await tasksOf(EACH)), ...all].sort();
}

const HELLO = ['app-hello:build--kvm-x86_64', 'app-hello:build--linuxu-x86_64', 'app-hello:build-all'];
const WEB = ['app-web:build--linuxu-x86_64', 'app-web:build-all'];
const tests = (...projects) =>
  projects.flatMap((project) => [
    `${project}:test--kvm-x86_64`,
    `${project}:test--linuxu-x86_64`,
    `${project}:test-all`,
  ]);

const changed = (file) => () => workspace.write(file, `/* changed */\n`);

const HISTORY = [
  [
    'a source of a library that one application uses',
    changed('libs/tlsf/src/heap.c'),
    [...HELLO, ...tests('heap', 'lib-tlsf')],
  ],
  ['a private header', changed('libs/tlsf/src/internal.h'), [...HELLO, ...tests('heap', 'lib-tlsf')]],
  [
    'a source that only one target includes',
    changed('libs/virtio/src/ring.c'),
    ['app-hello:build--kvm-x86_64', 'app-hello:build-all'],
  ],
  [
    'a source of a platform',
    changed('platforms/kvm/start.c'),
    [
      'app-hello:build--kvm-x86_64',
      'app-hello:build-all',
      'heap:test--kvm-x86_64',
      'heap:test-all',
      'lib-region:test--kvm-x86_64',
      'lib-region:test-all',
      'lib-tlsf:test--kvm-x86_64',
      'lib-tlsf:test-all',
    ],
  ],
  [
    'a header of an interface',
    changed('libs/heap/include/unicore/heap.h'),
    [...HELLO, ...WEB, ...tests('heap', 'lib-region', 'lib-tlsf')],
  ],
  ['a source whose condition does not hold', changed('libs/tlsf/src/extra/debug.c'), []],
  ['documentation', changed('libs/tlsf/README.md'), []],
  ['a test of a library', changed('libs/tlsf/tests/bounds.c'), tests('lib-tlsf')],
  ['a contract test', changed('libs/heap/tests/contract.c'), tests('heap', 'lib-region', 'lib-tlsf')],
  ['an application', changed('apps/web/src/main.c'), WEB],
  ['a new library that nobody requires', () => workspace.write('libs/new/project.json', library('lib-new', {})), []],
  [
    'a tag in a manifest',
    () =>
      workspace.write('libs/virtio/project.json', {
        ...library('lib-virtio', { sources: ['src/*.c'], supports: { platforms: ['kvm'] } }),
        tags: ['pool:net'],
      }),
    // More than the truth: Nx takes any change of a project.json for one of the whole.
    ['app-hello:build--kvm-x86_64', 'app-hello:build-all'],
  ],
];

for (const [what, change, expected] of HISTORY) {
  test(what, async () => {
    change();
    workspace.commit(what);
    assert.deepEqual(await affected(), [...expected].sort());
  });
}
