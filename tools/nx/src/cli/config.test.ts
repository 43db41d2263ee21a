// SPDX-License-Identifier: BSD-3-Clause
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { GROUND, rendered, textOf } from '@unicore/core/resolve/fixture.js';
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import type { FlagValues } from './command.js';
import { COMMANDS } from './commands.js';

const MANIFESTS: Readonly<Record<string, object>> = {
  ...GROUND,
  'app-a': {
    kind: 'application',
    summary: 'an application',
    requires: ['lib-b'],
    targets: { 'kvm-x86_64': {}, 'linuxu-x86_64': { set: { 'b.size': 4 } } },
  },
  'lib-b': {
    kind: 'library',
    summary: 'a library',
    options: {
      size: { type: 'int', range: [1, 8], default: 2, unit: 'pages', prompt: 'Size', help: 'Of it.' },
      more: { type: 'bool', default: true },
    },
  },
};

let root = '';
before(() => {
  root = mkdtempSync(join(tmpdir(), 'unicore-'));
  process.env['UNICORE_STORE'] = join(root, 'store');
  for (const [name, manifest] of Object.entries(MANIFESTS)) {
    const folder = join(root, name.startsWith('app-') ? 'apps' : 'libs', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'project.json'), textOf(name, manifest));
  }
});
after(() => rmSync(root, { recursive: true }));

const file = (): string => join(root, 'apps/app-a/project.json');

/** What a command prints, and its status if that is not 0. */
async function unicore(line: string, flags: FlagValues = {}): Promise<string> {
  const [name = '', ...words] = line.split(' ');
  const command = await COMMANDS[name]!();
  try {
    const outcome = await command.run({ root, words, flags, onEvent: () => {}, signal: new AbortController().signal });
    return `${rendered(outcome.diagnostics ?? [])}${outcome.text ?? ''}${outcome.status || ''}`;
  } catch (error) {
    if (error instanceof UnicoreError) return rendered(error.diagnostics);
    throw error;
  }
}

test('set and unset: one line comes and goes, mode and all other bytes stay, nothing is left aside', async () => {
  const text = readFileSync(file(), 'utf8');
  chmodSync(file(), 0o640);
  assert.equal(
    await unicore('config set app-a b.size=3', { 'dry-run': true }),
    `apps/app-a/project.json: would be changed
kvm-x86_64:
  b.size  2 → 3  set by app-a
linuxu-x86_64:
  b.size  4 → 3  set by app-a
`,
  );
  assert.equal(readFileSync(file(), 'utf8'), text);
  assert.equal(
    await unicore('config set app-a b.size=3', { configuration: 'kvm-x86_64' }),
    `apps/app-a/project.json: changed
kvm-x86_64:
  b.size  2 → 3  set by the target kvm-x86_64
`,
  );
  assert.equal(
    await unicore('config set app-a b.size=3', { configuration: 'kvm-x86_64' }),
    'apps/app-a/project.json: nothing to change, it is so already\n',
  );
  assert.equal(statSync(file()).mode & 0o777, 0o640);
  assert.equal(await unicore('config get app-a b.size'), '3\n');
  await unicore('config unset app-a b.size', { configuration: 'kvm-x86_64' });
  assert.equal(readFileSync(file(), 'utf8'), text);
  assert.deepEqual(readdirSync(join(root, 'apps/app-a')), ['project.json']);
});

test('diff: with the defaults, and with another target', async () => {
  assert.equal(await unicore('config diff app-a'), 'nothing differs from the defaults\n');
  assert.equal(
    await unicore('config diff app-a', { configuration: 'linuxu-x86_64' }),
    'b.size  2 → 4  set by the target linuxu-x86_64\n',
  );
  assert.equal(
    await unicore('config diff app-a linuxu-x86_64', { configuration: 'kvm-x86_64' }),
    `b.size  2 → 4  set by the target linuxu-x86_64
with plat-linuxu
without plat-kvm
`,
  );
});

test('defconfig is a fragment that makes the same', async () => {
  const text = await unicore('config defconfig app-a', { configuration: 'linuxu-x86_64', set: ['b.more=false'] });
  assert.equal(text, '# app-a for linuxu-x86_64\nb.more=false\nb.size=4\n');
  writeFileSync(join(root, 'a.config'), text);
  assert.equal(await unicore('config get app-a b.size b.more', { config: [join(root, 'a.config')] }), '4\nfalse\n');
  assert.equal(
    await unicore('why app-a b.size', { config: [join(root, 'a.config')] }),
    'b.size = 4: set by a.config (a.config:3:8)\n',
  );
});

test('JSON of each', async () => {
  const json = async (line: string, flags: FlagValues = {}): Promise<unknown> =>
    JSON.parse(await unicore(line, { json: true, ...flags }));
  assert.deepEqual(await json('config get app-a b.size'), [
    {
      name: 'b.size',
      macro: 'CONFIG_B_SIZE',
      type: 'int',
      value: 2,
      off: false,
      prompt: 'Size',
      help: 'Of it.',
      range: [1, 8],
      unit: 'pages',
      why: {
        by: 'default',
        text: 'the default of lib-b',
        location: { file: 'libs/lib-b/project.json', line: 13, column: 20, length: 1 },
        from: [],
      },
    },
  ]);
  const list = (await json('config list app-a')) as { options: { name: string }[] };
  assert.ok(list.options.some(({ name }) => name === 'build.debug'));
  const set = (await json('config set app-a b.size=5', { 'dry-run': true })) as { changed: boolean; effects: object };
  assert.deepEqual([set.changed, Object.keys(set.effects)], [true, ['kvm-x86_64', 'linuxu-x86_64']]);
  assert.deepEqual(await json('config defconfig app-a', { configuration: 'linuxu-x86_64' }), { 'b.size': 4 });
  const { options } = (await json('config diff app-a', { configuration: 'linuxu-x86_64' })) as { options: object[] };
  assert.equal(options.length, 1);
  assert.deepEqual(await json('query somepath app-a lib-b'), ['app-a', 'lib-b']);
});

test('query, in all manifests and in one image', async () => {
  assert.equal(await unicore('query deps app-a'), 'lib-b\n');
  assert.equal(await unicore('query deps app-a', { in: 'app-a' }), 'arch-x86_64\nlib-b\nplat-kvm\n');
  assert.equal(await unicore('query somepath lib-b app-a'), 'lib-b does not reach app-a\n1');
});

test('what is refused', async () => {
  const cases: [string, FlagValues, string][] = [
    [
      'config',
      {},
      `error: config needs to be told what to do [UNICORE_E_USAGE]
  fix: it can get, set, unset, list, diff, defconfig
`,
    ],
    [
      'config set app-a b.size',
      {},
      `error: b.size has no value [UNICORE_E_USAGE]
  fix: unicore config set <application> <option>=<value>…
`,
    ],
    [
      'config get app-a b.sise',
      {},
      `error: nothing in app-a for kvm-x86_64 is called "b.sise" [UNICORE_E_WHY_UNKNOWN]
  fix: did you mean "b.size"?
`,
    ],
    [
      'config list app-a',
      { config: ['none.config'] },
      `error: --config none.config cannot be read [UNICORE_E_USAGE]
  fix: name a file of <option>=<value> lines
`,
    ],
    [
      'query deps',
      {},
      `error: query needs a question and its projects [UNICORE_E_USAGE]
  fix: unicore query deps|rdeps <project>, somepath <project> <project> [--in <application> -c <target>]
`,
    ],
    [
      'query deps app-a',
      { configuration: 'kvm-x86_64' },
      `error: -c kvm-x86_64 names no image by itself [UNICORE_E_USAGE]
  fix: add --in <application>
`,
    ],
  ];
  for (const [line, flags, text] of cases) assert.equal(await unicore(line, flags), text);
});
