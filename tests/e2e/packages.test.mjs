// SPDX-License-Identifier: BSD-3-Clause
// The plugin as others get it: packed, installed into an empty Nx workspace elsewhere, and used there from the first command on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { repository, run } from './support/workspace.mjs';

const PACKAGES = ['archs', 'platforms', 'libs', 'tools/core', 'tools/machine', 'tools/nx'];
const TARGETS = ['linuxu-x86_64', 'kvm-x86_64'];

let folder;
let root;
const json = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const change = (file, more) => {
  const value = json(file);
  more(value);
  writeFileSync(join(root, file), JSON.stringify(value, undefined, 2));
};
const must = async (command, args, more) => {
  const { status, text } = await run(more?.cwd ?? root, command, args, { timeout: 600_000, ...more });
  assert.equal(status, more?.status ?? 0, `${command} ${args.join(' ')}\n${text}`);
  return text;
};
const npm = (args, more) => must('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline'], more);
const nx = (args, more) => must(join(root, 'node_modules/.bin/nx'), args, more);
const unicore = (args, more) => must(join(root, 'node_modules/.bin/unicore'), args, more);
const generate = (kind, ...words) => nx(['g', `@unicore/nx:${kind}`, ...words, '--no-interactive']);
const pack = (from) =>
  join(
    folder,
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', from], { cwd: folder, encoding: 'utf8' }).trim(),
  );

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unicore-packages-'));
  root = join(folder, 'elsewhere');
  mkdirSync(root);
  const packed = Object.fromEntries(
    PACKAGES.map((part) => {
      const { name } = JSON.parse(readFileSync(join(repository, part, 'package.json'), 'utf8'));
      return [name, `file:${pack(join(repository, part))}`];
    }),
  );
  const nxVersion = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).devDependencies.nx;
  const files = {
    'package.json': {
      name: 'elsewhere',
      version: '0.0.0',
      private: true,
      devDependencies: { nx: nxVersion, ...packed },
    },
    'nx.json': { analytics: false, neverConnectToCloud: true, cacheDirectory: '.nx/cache' },
  };
  for (const [file, value] of Object.entries(files)) writeFileSync(join(root, file), JSON.stringify(value));
  await npm(['install']);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('init: the plugin, and nothing that is there is changed', async () => {
  const dry = await generate('init', '--dry-run');
  assert.match(dry, /CREATE \.clang-format/);
  assert.ok(!existsSync(join(root, '.clang-format')));
  await generate('init');
  assert.deepEqual(json('nx.json').plugins, ['@unicore/nx']);
  const again = await generate('init');
  assert.doesNotMatch(again, /CREATE|UPDATE/);
});

test('app, lib, interface, platform and arch: what is made is clean', async () => {
  await generate('app', 'hi');
  await generate('lib', 'greet-all');
  await generate('interface', 'ticks');
  await generate('platform', 'toy');
  await generate('arch', 'wide', '--from', 'x86_64');
  assert.equal(await unicore(['lint']), 'no fault\n');
  const twice = await nx(['g', '@unicore/nx:app', 'hi', '--no-interactive'], { status: 1 });
  assert.match(twice, /apps\/hi is a project already: choose another name, or give --directory \[UNICORE_E_USAGE\]/);
  const wrong = await nx(['g', '@unicore/nx:lib', 'Hi', '--no-interactive'], { status: 1 });
  assert.match(wrong, /"Hi" is no name: write small letters, digits and hyphens, a letter first \[UNICORE_E_USAGE\]/);
});

test('it builds for the targets, the port that was begun included, and runs', async () => {
  change('apps/hi/project.json', ({ unicore: own }) => (own.targets['toy-x86_64'] = {}));
  await nx(['run', 'app-hi:build-all']);
  for (const target of [...TARGETS, 'toy-x86_64'])
    assert.ok(existsSync(join(root, 'dist/app-hi', target, 'app-hi')), target);
  for (const target of TARGETS) {
    const text = await unicore(['run', 'app-hi', '-c', target, '--', '3'], { status: 3 });
    assert.match(text, /hello from app-hi/, target);
  }
  const again = await nx(['run', 'app-hi:build-all']);
  assert.equal(again.match(/\[local cache\]/g)?.length, 3, again);
});

test('what was made passes its tests, contracts included', async () => {
  const text = await unicore(['test', 'lib-greet-all', 'lib-ticks-count', '-c', 'linuxu-x86_64']);
  assert.match(text, /^ok {2}lib-greet-all linuxu-x86_64: 2 passed/m);
  assert.match(text, /^ok {2}ticks \(lib-ticks-count\) linuxu-x86_64: 1 passed/m);
});

test('a library of another repository, installed as a package', async () => {
  const other = join(folder, 'other');
  mkdirSync(other);
  execFileSync('git', ['init', '-q'], { cwd: other });
  // Made here, moved there: its own repository holds nothing but it.
  await generate('lib', 'far', '--publishable', '--directory', 'tmp/far');
  execFileSync('cp', ['-r', `${root}/tmp/far/.`, other]);
  rmSync(join(root, 'tmp'), { recursive: true });
  await npm(['install', '--save-dev', `file:${pack(other)}`]);
  change('apps/hi/project.json', ({ unicore: own }) => own.requires.push('lib-far'));
  writeFileSync(
    join(root, 'apps/hi/src/main.c'),
    `/* SPDX-License-Identifier: BSD-3-Clause */
/* Ends with what lib-far lets through. */
#include <unicore/far.h>

int main(void)
{
	return uc_far_limit(1000);
}
`,
  );
  await unicore(['run', 'app-hi', '-c', 'linuxu-x86_64'], { status: 100 });
  await unicore(['run', 'app-hi', '-c', 'linuxu-x86_64', '--set', 'far.limit=7'], { status: 7 });
});

test('eject: a local project in place of the package’s, which changes what is built', async () => {
  assert.equal(await unicore(['eject', 'lib-far']), 'lib-far is in libs/far now, in place of that of lib-far\n');
  change('libs/far/project.json', ({ unicore: own }) => (own.options.limit.default = 9));
  await nx(['build', 'app-hi', '-c', 'linuxu-x86_64']);
  await unicore(['run', 'app-hi', '-c', 'linuxu-x86_64'], { status: 9 });
  assert.equal(
    await unicore(['eject', 'lib-far'], { status: 2 }),
    'error: lib-far is of this workspace already [UNICORE_E_EJECT_LOCAL]\n  fix: change it in libs/far\n',
  );
  assert.match(
    await unicore(['eject', 'lib-tlsf']),
    /^lib-tlsf is in libs\/core\/tlsf now, in place of that of @unicore\/libs\n$/,
  );
  assert.match(await unicore(['lint', 'lib-tlsf']), /no fault/);
  await unicore(['run', 'app-hi', '-c', 'linuxu-x86_64'], { status: 9 });
});
