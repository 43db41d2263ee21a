// SPDX-License-Identifier: BSD-3-Clause
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { rendered, GROUND, textOf } from '@unicore/core/resolve/fixture.js';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import type { FlagValues } from './command.js';
import { COMMANDS } from './commands.js';

const MANIFESTS: Readonly<Record<string, object | string>> = {
  ...GROUND,
  'app-a': {
    kind: 'application',
    summary: 'an application',
    requires: ['lib-b'],
    set: { 'b.size': 3 },
    targets: { 'kvm-x86_64': {}, 'linuxu-x86_64': { set: { 'b.size': 9 } } },
  },
  'lib-b': {
    kind: 'library',
    summary: 'a library',
    options: { size: { type: 'int', range: [1, 8], default: 2, unit: 'pages', prompt: 'Size', help: 'Of it.' } },
  },
};

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'unicore-'));
  process.env['UNICORE_STORE'] = join(root, 'store');
  for (const [name, manifest] of Object.entries(MANIFESTS)) {
    await mkdir(join(root, 'libs', name), { recursive: true });
    await writeFile(join(root, 'libs', name, 'project.json'), textOf(name, manifest));
  }
});
after(() => rm(root, { recursive: true }));

/** Status and text of a command, or what it refuses. */
async function asked(name: string, words: readonly string[], flags: FlagValues = {}): Promise<string> {
  const command = await COMMANDS[name]!();
  try {
    const outcome = await command.run({ root, words, flags, onEvent: () => {}, signal: new AbortController().signal });
    return `${rendered(outcome.diagnostics ?? [])}${outcome.text ?? ''}${outcome.status}`;
  } catch (error) {
    if (error instanceof UnicoreError) return rendered(error.diagnostics);
    throw error;
  }
}

test('list: projects with their targets', async () => {
  const text = await asked('list', []);
  assert.ok(text.includes('app-a\tan application\tkvm-x86_64 linuxu-x86_64\n'), text);
  assert.ok(text.endsWith('0'), text);
});

test('options: of the first target, with what is set for this time only', async () => {
  const line = async (flags: FlagValues) =>
    (await asked('options', ['app-a'], flags)).split('\n').find((one) => one.startsWith('b.'));
  assert.equal(await line({}), 'b.size                3        set by app-a              Size (1 to 8 pages)');
  assert.equal(
    await line({ set: ['b.size=0x5'] }),
    'b.size                5        set on the command line   Size (1 to 8 pages)',
  );
});

test('why: with the place', async () => {
  assert.equal(await asked('why', ['app-a', 'b.size']), 'b.size = 3: set by app-a (libs/app-a/project.json:10:17)\n0');
  assert.equal(
    await asked('why', ['app-a', 'lib-b']),
    'lib-b is in the image:\n  required by app-a (libs/app-a/project.json:7:7)\n  the application\n0',
  );
});

test('as JSON', async () => {
  const json = async (name: string, words: readonly string[]): Promise<unknown> => {
    const text = await asked(name, words, { json: true });
    assert.ok(text.endsWith('0'), text);
    return JSON.parse(text.slice(0, -1));
  };
  assert.deepEqual(await json('why', ['app-a', 'b.size']), [
    'b.size = 3: set by app-a (libs/app-a/project.json:10:17)',
  ]);
  const { options } = (await json('options', ['app-a'])) as { options: { name: string; value: unknown }[] };
  assert.equal(options.find(({ name }) => name === 'b.size')?.value, 3);
  const projects = (await json('list', [])) as { name: string }[];
  assert.deepEqual(
    projects.find(({ name }) => name === 'app-a'),
    {
      name: 'app-a',
      folder: 'libs/app-a',
      kind: 'application',
      summary: 'an application',
      targets: ['kvm-x86_64', 'linuxu-x86_64'],
    },
  );
});

test('what is refused', async () => {
  const cases: [string, string[], FlagValues, string][] = [
    [
      'why',
      ['app-a'],
      {},
      `error: why needs a name [UNICORE_E_USAGE]
  fix: unicore why app-a -c kvm-x86_64 <project or option>
`,
    ],
    [
      'options',
      ['app-b'],
      {},
      `error: no project is called "app-b" [UNICORE_E_PROJECT_UNKNOWN]
  fix: did you mean "app-a"?
`,
    ],
    [
      'options',
      ['app-a'],
      { configuration: 'kvm-x86_46' },
      `libs/app-a/project.json:12:5: error: app-a has no target "kvm-x86_46" [UNICORE_E_TARGET_UNKNOWN]
      "targets": {
      ^~~~~~~~~
  fix: did you mean "kvm-x86_64"?
`,
    ],
    [
      'options',
      ['app-a'],
      { configuration: 'linuxu-x86_64' },
      `libs/app-a/project.json:16:21: error: b.size: 9 is out of range [UNICORE_E_OPTION_VALUE]
            "b.size": 9
                      ^
  fix: write a value from 1 to 8 pages
`,
    ],
    [
      'options',
      ['app-a'],
      { set: ['b.size'] },
      `error: --set b.size has no value [UNICORE_E_USAGE]
  fix: write --set <option>=<value>
`,
    ],
    [
      'options',
      ['app-a'],
      { set: ['b.size=big'] },
      `error: b.size: "big" is not a whole number [UNICORE_E_OPTION_VALUE]
  fix: write a whole number
`,
    ],
    [
      'options',
      ['app-a'],
      { set: ['b.sise=1'] },
      `error: no option is called "b.sise" [UNICORE_E_OPTION_UNKNOWN]
  fix: did you mean "b.size"?
`,
    ],
    [
      'options',
      ['lib-b'],
      {},
      `libs/lib-b/project.json:4:13: error: lib-b is of kind library [UNICORE_E_NOT_AN_APPLICATION]
      "kind": "library",
              ^~~~~~~~~
  fix: an image is made of an application; unicore test lib-b makes one of its tests
`,
    ],
    [
      'lint',
      ['lib-c'],
      {},
      `error: no project is called "lib-c" [UNICORE_E_PROJECT_UNKNOWN]
  fix: did you mean "lib-b"?
`,
    ],
  ];
  for (const [name, words, flags, text] of cases) assert.equal(await asked(name, words, flags), text);
});

test('lint: the faults, their number and the status', async () => {
  assert.equal(
    await asked('lint', ['lib-b']),
    `libs/lib-b/project.json:3:3: error: lib-b has no README.md [UNICORE_E_LINT_README]
    "unicore": {
    ^~~~~~~~~
  fix: add one: what it gives, what it needs
1 fault
1`,
  );
});
