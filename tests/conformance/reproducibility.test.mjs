// SPDX-License-Identifier: BSD-3-Clause
// The same bits from any folder and on a second run; a second clone builds nothing; ninja makes the same of the exported plan.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readWorkspace } from '../../tools/core/dist/manifest/read.js';
import { exportNinja, planJson } from '../../tools/core/dist/plan/export.js';
import { prepare } from '../../tools/core/dist/prepare.js';
import { outputsOf } from './support/outputs.mjs';
import { buildIn, folderOf, makeWorkspace } from './support/workspace.mjs';

const request = { application: 'app-one', target: 'mini-x86_64' };

test('the image runs', async (t) => {
  const { root } = makeWorkspace(t);
  assert.deepEqual((await buildIn(root)).diagnostics, []);
  assert.equal(spawnSync(join(folderOf(root), 'app-one')).status, 42 + 1 + 1);
});

test('two folders and a second run give the same bits, and no file names a folder of this machine', async (t) => {
  const deep = mkdtempSync(join(tmpdir(), 'unicore-a-rather-long-folder-name-'));
  t.after(() => rmSync(deep, { recursive: true, force: true }));
  const first = makeWorkspace(t);
  const second = makeWorkspace(t, {}, deep);
  await buildIn(first.root);
  await buildIn(second.root);
  const bits = outputsOf(first.root);
  assert.deepEqual(Object.keys(bits), [
    'app-one',
    'app-one.dbg',
    'app-one.map',
    'config',
    'enosys.json',
    'sbom.cdx.json',
    'sbom.spdx.json',
    'size.json',
  ]);
  assert.deepEqual(outputsOf(second.root), bits);
  first.remove('dist');
  first.remove('.store');
  const again = await buildIn(first.root);
  assert.equal(again.compiled.length, 5);
  assert.deepEqual(outputsOf(first.root), bits);
  for (const name of Object.keys(bits)) {
    const text = readFileSync(join(folderOf(first.root), name), 'latin1');
    for (const path of [first.root, deep, process.cwd()]) assert.ok(!text.includes(path), `${name} names ${path}`);
  }
});

test('the debug file describes sources by their place in the workspace', async (t) => {
  const { root } = makeWorkspace(t);
  await buildIn(root);
  const info = execFileSync('readelf', ['--debug-dump=info', join(folderOf(root), 'app-one.dbg')], {
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  assert.match(info, /DW_AT_name .*libs\/core\/hello\/src\/hello\.c/);
});

test('a second clone with the same store compiles and links nothing', async (t) => {
  const first = makeWorkspace(t);
  const store = first.path('.store');
  await buildIn(first.root, { store });
  const second = makeWorkspace(t);
  const { actions, success } = await buildIn(second.root, { store });
  assert.ok(success);
  assert.deepEqual(actions, []);
  assert.deepEqual(outputsOf(second.root), outputsOf(first.root));
  // Objects are of no use to anyone there, so they stay in the store.
  assert.ok(!readdirSync(join(folderOf(second.root), '.build')).includes('obj'));
});

test('ninja makes the same bits of the exported plan', async (t) => {
  if (spawnSync('ninja', ['--version']).error) return t.skip('ninja is not installed');
  const { root } = makeWorkspace(t);
  await buildIn(root);
  const { plan } = await prepare(await readWorkspace(root), request);
  const folder = join(root, 'dist/ninja');
  mkdirSync(folder);
  const file = exportNinja(root, plan, folder);
  execFileSync('ninja', ['-f', file], { cwd: root });
  for (const [name, path] of plan.outputs) {
    assert.deepEqual(
      readFileSync(join(folder, 'build', path.slice('out:'.length))),
      readFileSync(join(folderOf(root), name)),
      name,
    );
  }
  assert.match(execFileSync('ninja', ['-f', file], { cwd: root, encoding: 'utf8' }), /no work to do/);
});

test('the plan as JSON is the same in every folder', async (t) => {
  const plans = [];
  for (const { root } of [makeWorkspace(t), makeWorkspace(t)])
    plans.push(planJson((await prepare(await readWorkspace(root), request)).plan));
  assert.equal(plans[0], plans[1]);
  assert.equal(JSON.parse(plans[0]).actions.filter(({ kind }) => kind === 'compile').length, 3);
});

test('compile_commands.json holds the commands of all images', async (t) => {
  const { root, path } = makeWorkspace(t);
  await buildIn(root);
  await buildIn(root, { target: 'mini-x86_64-b' });
  const entries = JSON.parse(readFileSync(path('compile_commands.json'), 'utf8'));
  const of = (file) =>
    entries
      .filter((entry) => entry.file === file)
      .map(({ output }) => output.split('/')[2])
      .sort();
  assert.deepEqual(of('apps/one/main.c'), ['mini-x86_64', 'mini-x86_64-b']);
  for (const entry of entries) {
    const at = entry.arguments.indexOf('-c');
    execFileSync(entry.arguments[0], [...entry.arguments.slice(1, at), '-fsyntax-only', entry.arguments[at + 1]], {
      cwd: entry.directory,
    });
  }
});

test('equal actions of two targets run once, whatever is built together', async (t) => {
  const { root } = makeWorkspace(t);
  const { build } = await import('../../tools/core/dist/build.js');
  process.env.UNICORE_STORE = join(root, '.store');
  const ran = [];
  const onEvent = (event) =>
    event.type === 'done' && event.how === 'ran' && event.action.kind === 'compile' && ran.push(event.action.id);
  await build([request, { ...request, target: 'mini-x86_64-b' }, request], { root, jobs: 2, onEvent });
  const count = (name) => ran.filter((id) => id.includes(name)).length;
  assert.deepEqual([count('main.c'), count('other.c'), count('hello.c')], [1, 1, 2]);
});

test('a copied workspace builds nothing', async (t) => {
  const first = makeWorkspace(t);
  const store = first.path('.store');
  await buildIn(first.root, { store });
  const copy = mkdtempSync(join(tmpdir(), 'unicore-copy-'));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(first.root, copy, { recursive: true });
  assert.deepEqual((await buildIn(copy, { store })).actions, []);
});
