// SPDX-License-Identifier: BSD-3-Clause
// Configuration in a copy of this workspace with a store of its own: what whatif foresees is what the next build compiles, and
// why-rebuilt tells of it afterwards.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { copyOfRepository } from './support/workspace.mjs';

const workspace = copyOfRepository();
const store = mkdtempSync(join(tmpdir(), 'unicore-store-'));
const env = { UNICORE_STORE: store };
after(() => {
  workspace.close();
  rmSync(store, { recursive: true, force: true });
});

const APP = 'app-helloworld';
const TARGET = 'linuxu-x86_64';
const MANIFEST = join(workspace.root, 'apps/helloworld/project.json');
const folder = join(workspace.root, 'dist', APP, TARGET);

async function unicore(...argv) {
  const { status, text } = await workspace.unicore(argv, { env });
  assert.equal(status, 0, text);
  return text;
}

const build = () => unicore('build', APP, '-c', TARGET);
const whatif = async (...sets) =>
  JSON.parse(await unicore('whatif', APP, '-c', TARGET, '--json', ...sets.flatMap((one) => ['--set', one])));

/** Objects that the last build compiled. */
async function compiled() {
  const made = JSON.parse(await unicore('why-rebuilt', APP, '-c', TARGET, '--json'));
  return made
    .filter(({ action, how }) => how === 'ran' && /^(?:compile|assemble) /.test(action))
    .map(({ action }) => action.replace(/^\w+ /, ''))
    .sort();
}

before(build, { timeout: 600_000 });

test('a build with nothing to do is foreseen as one', async () => {
  const { objects, links, options } = await whatif();
  assert.deepEqual({ objects, links, options }, { objects: [], links: false, options: [] });
});

for (const [set, least] of [
  ['heap.track=true', 2],
  ['build.debug=true', 3],
  ['use.sched=lib-preempt', 2],
  ['build.optimise=size', 50],
])
  test(`whatif --set ${set} is what the next build compiles`, { timeout: 600_000 }, async () => {
    const text = readFileSync(MANIFEST, 'utf8');
    const state = () =>
      readdirSync(folder).map((name) => [name, name.startsWith('.') || readFileSync(join(folder, name))]);
    const before = state();
    const { objects, links } = await whatif(set);
    assert.deepEqual(state(), before);
    assert.equal(readFileSync(MANIFEST, 'utf8'), text);
    assert.ok(objects.length >= least && links, `${objects.length}`);
    await unicore('config', 'set', APP, set, '-c', TARGET);
    // What is saved is what was asked for once.
    assert.deepEqual((await whatif()).objects, objects);
    await build();
    assert.deepEqual(await compiled(), objects);
    assert.deepEqual((await whatif()).objects, []);
    // Back: the store has them all.
    await unicore('config', 'unset', APP, set.replace(/=.*/, ''), '-c', TARGET);
    assert.equal(readFileSync(MANIFEST, 'utf8'), text);
    assert.deepEqual((await whatif()).objects, []);
    await build();
    assert.deepEqual(await compiled(), []);
  });

test('what changed on disk is foreseen, and told afterwards', async () => {
  const printk = join(workspace.root, 'libs/core/printk/src/printk.c');
  appendFileSync(printk, '/* The text that is compiled stays as it was. */\n');
  assert.deepEqual((await whatif()).objects, []);
  appendFileSync(printk, 'const int more_than_before = 1;\n');
  assert.deepEqual((await whatif()).objects, ['lib-printk src/printk.c']);
  await build();
  assert.deepEqual(await compiled(), ['lib-printk src/printk.c']);
  assert.match(
    await unicore('why-rebuilt', APP, '-c', TARGET, 'printk.c'),
    /^compile lib-printk src\/printk\.c: made: libs\/core\/printk\/src\/printk\.c changed \([0-9a-f]{8} → [0-9a-f]{8}\)\n$/,
  );
  assert.match(
    await unicore('why-rebuilt', APP, '-c', TARGET, 'lib-printk/src/format.c'),
    /^compile lib-printk src\/format\.c: (?:made|taken from the store) in an earlier build: /,
  );
});

test('why-size tells bytes, reasons, objects and symbols', async () => {
  const text = await unicore('why-size', APP, '-c', TARGET, 'lib-printk');
  assert.match(text, /^lib-printk: \d+ bytes of \d+ \(\d+\.\d %\): text \d+, rodata \d+, data \d+, bss \d+\n/);
  assert.match(text, /^lib-printk is in the image:\n {2}required by /m);
  assert.match(text, /^its objects:\n {2}src\/format\.c +\d+\n/m);
  const { bytes, objects } = JSON.parse(await unicore('why-size', APP, '-c', TARGET, 'lib-printk', '--json'));
  assert.equal(
    Object.values(objects).reduce((sum, one) => sum + one, 0),
    bytes,
  );
});

test('a file of options is built in a folder of its own, and again when it changes', { timeout: 600_000 }, async () => {
  workspace.write('a.config', 'heap.track=true\n');
  const argv = ['build', APP, '-c', TARGET, '--config', 'a.config'];
  assert.match(await unicore(...argv), /^dist\/app-helloworld\/linuxu-x86_64\+a\.config: /m);
  const config = join(workspace.root, 'dist', APP, `${TARGET}+a.config`, 'config');
  assert.match(readFileSync(config, 'utf8'), /^CONFIG_HEAP_TRACK=y$/m);
  workspace.write('a.config', 'heap.track=false\n');
  await unicore(...argv);
  assert.match(readFileSync(config, 'utf8'), /^# CONFIG_HEAP_TRACK is not set$/m);
  assert.ok(existsSync(config));
});

test('errors, as a user sees them', async () => {
  const refused = async (...argv) => {
    const { status, text } = await workspace.unicore(argv, { env });
    assert.notEqual(status, 0);
    return text;
  };
  assert.equal(
    await refused('why-rebuilt', APP, '-c', 'kvm-x86_64'),
    `error: app-helloworld was not built for kvm-x86_64 [UNICORE_E_NOT_BUILT]
  fix: unicore build app-helloworld -c kvm-x86_64
`,
  );
  assert.equal(
    await refused('why-rebuilt', APP, '-c', TARGET, 'printq.c'),
    `error: app-helloworld for linuxu-x86_64 is made of no object "printq.c" [UNICORE_E_OBJECT_UNKNOWN]
  fix: unicore plan app-helloworld -c linuxu-x86_64 lists them
`,
  );
  assert.match(
    await refused('why-size', APP, '-c', TARGET, 'lib-printq'),
    /^error: nothing of "lib-printq" is in app-helloworld for linuxu-x86_64 \[UNICORE_E_LIBRARY_UNKNOWN\]\n {2}fix: did you mean "lib-printk"\?\n$/,
  );
});
