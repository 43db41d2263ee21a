// SPDX-License-Identifier: BSD-3-Clause
// The store and the output folder when things go wrong: killed builds, several at once, damage, collection, a full disk.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { collect, storeLimit } from '../../tools/core/dist/store/collect.js';
import { outputsOf } from './support/outputs.mjs';
import { buildIn, folderOf, makeWorkspace } from './support/workspace.mjs';

const SCRIPT = join(import.meta.dirname, 'support/build-once.mjs');

function start(root, store) {
  const child = spawn(process.execPath, [SCRIPT, root, store], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const ended = new Promise((resolve) =>
    child.on('close', (status, signal) => resolve({ status, signal, ...(text ? JSON.parse(text) : {}) })),
  );
  return { child, ended };
}

const files = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    : [];

const seed = Number(process.env.UNICORE_TEST_SEED ?? Date.now() % 1e9);
/** Numbers in [0, 1), the same for the same seed. */
function random(state = seed) {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function cleanOutputs(t) {
  const { root } = makeWorkspace(t);
  await buildIn(root);
  return outputsOf(root);
}

test('two builds at once in one workspace', async (t) => {
  const { root, path } = makeWorkspace(t);
  const results = await Promise.all([start(root, path('.store')).ended, start(root, path('.store')).ended]);
  assert.deepEqual(
    results.map(({ success }) => success),
    [true, true],
  );
  // The second waits for the first and finds all done.
  assert.deepEqual(results.map(({ compiled }) => compiled.length).sort(), [0, 5]);
  assert.deepEqual(outputsOf(root), await cleanOutputs(t));
});

test('two builds at once in two clones with one store', async (t) => {
  const [a, b] = [makeWorkspace(t), makeWorkspace(t)];
  const results = await Promise.all([a, b].map(({ root }) => start(root, a.path('.store')).ended));
  assert.deepEqual(
    results.map(({ success }) => success),
    [true, true],
  );
  assert.deepEqual(outputsOf(a.root), outputsOf(b.root));
});

test('kill -9 at random moments: the next build is right, and nothing is left behind', async (t) => {
  t.diagnostic(`UNICORE_TEST_SEED=${seed}`);
  const next = random();
  const { root, path } = makeWorkspace(t);
  const expected = await cleanOutputs(t);
  for (let n = 0; n < 8; n++) {
    rmSync(path('dist'), { recursive: true, force: true });
    if (n % 2 === 0) rmSync(path('.store'), { recursive: true, force: true });
    const { child, ended } = start(root, path('.store'));
    await sleep(100 + next() * 900);
    child.kill('SIGKILL');
    await ended;
    // What is there is whole: an output of before or of after.
    const folder = folderOf(root);
    if (existsSync(folder))
      for (const [name, hash] of Object.entries(outputsOf(root)))
        if (!name.endsWith('~')) assert.equal(hash, expected[name], name);
  }
  const { success } = await buildIn(root, { store: path('.store') });
  assert.ok(success);
  assert.deepEqual(outputsOf(root), expected);
  assert.deepEqual(
    files(join(folderOf(root), '.build/aside')).filter((file) => !/\/\.(?:printed|command|depfile|text)$/.test(file)),
    [],
  );
});

/** Processes that run a file below `root`. */
const processesOf = (root) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(root);
      } catch {
        return false;
      }
    });

test('an interrupted build ends its compilers and tells so', async (t) => {
  // A "compiler" that would run for a minute.
  const { root, path } = makeWorkspace(t, { 'libs/core/hello/make.sh': 'sleep 60\n' });
  const manifest = JSON.parse(readFileSync(path('libs/core/hello/project.json'), 'utf8'));
  manifest.unicore.generate = [{ output: 'made.h', script: 'make.sh', interpreter: 'sh' }];
  writeFileSync(path('libs/core/hello/project.json'), JSON.stringify(manifest));
  const { child, ended } = start(root, path('.store'));
  while (!processesOf(root).some((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('make.sh')))
    await sleep(20);
  child.kill('SIGINT');
  const { status, codes } = await ended;
  assert.equal(status, 1);
  assert.deepEqual(codes, ['UNICORE_E_ABORTED']);
  await sleep(50);
  assert.deepEqual(processesOf(root), []);
  assert.ok(!existsSync(join(folderOf(root), 'app-one')));
});

test('a flipped bit in any entry of the store', async (t) => {
  t.diagnostic(`UNICORE_TEST_SEED=${seed}`);
  const next = random(seed + 1);
  const { root, path, remove } = makeWorkspace(t);
  await buildIn(root);
  const expected = outputsOf(root);
  for (let round = 0; round < 6; round++) {
    for (const file of files(path('.store'))) {
      if (round > 0 && next() < 0.5) continue;
      const bytes = readFileSync(file);
      if (bytes.length === 0) continue;
      bytes[Math.floor(next() * bytes.length)] ^= 1 << Math.floor(next() * 8);
      rmSync(file);
      writeFileSync(file, bytes);
    }
    remove('dist');
    const { success, diagnostics } = await buildIn(root);
    assert.deepEqual([success, diagnostics], [true, []]);
    assert.deepEqual(outputsOf(root), expected);
  }
});

test('entries that are cut short or gone', async (t) => {
  const { root, path, remove } = makeWorkspace(t);
  await buildIn(root);
  const expected = outputsOf(root);
  for (const [index, file] of files(path('.store')).entries()) {
    const bytes = readFileSync(file);
    rmSync(file);
    if (index % 2 === 0) writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
  }
  remove('dist');
  assert.ok((await buildIn(root)).success);
  assert.deepEqual(outputsOf(root), expected);
});

test('a store that loses contents, but not traces: what is needed is made again', async (t) => {
  const { root, path, remove, write } = makeWorkspace(t);
  await buildIn(root);
  rmSync(path('.store/contents'), { recursive: true });
  remove('dist');
  write('apps/one/blob.bin', '\x05');
  assert.ok((await buildIn(root)).success);
  assert.equal(spawnSync(join(folderOf(root), 'app-one')).status, 42 + 1 + 5);
});

test('collection takes what was not used for longest, and keeps the size', async (t) => {
  const { root, path } = makeWorkspace(t);
  await buildIn(root);
  const store = path('.store');
  const all = files(join(store, 'contents'));
  const [old] = all;
  utimesSync(old, new Date(0), new Date(0));
  const total = collect(store, Number.MAX_SAFE_INTEGER).bytes;
  const { removed } = collect(store, total - 1);
  assert.ok(removed > 0);
  assert.ok(!existsSync(old));
  const { bytes } = collect(store, Number.MAX_SAFE_INTEGER);
  assert.ok(bytes <= total * 0.8);
});

test('a collection that races with builds costs time only', async (t) => {
  const { root, path, write } = makeWorkspace(t);
  const store = path('.store');
  let stop = false;
  const racing = (async () => {
    for (; !stop; await sleep(3)) collect(store, 20_000);
  })();
  for (let n = 0; n < 6; n++) {
    write('apps/one/blob.bin', String.fromCharCode(n));
    rmSync(path('dist'), { recursive: true, force: true });
    const { success, diagnostics } = await buildIn(root, { store });
    assert.deepEqual([success, diagnostics], [true, []]);
    assert.equal(spawnSync(join(folderOf(root), 'app-one')).status, 42 + 1 + n);
  }
  stop = true;
  await racing;
});

test('the size of the store is read from UNICORE_STORE_SIZE', () => {
  assert.equal(storeLimit('100'), 100);
  assert.equal(storeLimit('2G'), 2 * 2 ** 30);
  assert.throws(() => storeLimit('much'), /UNICORE_E_STORE_SIZE: UNICORE_STORE_SIZE is "much"/);
});

test('a disk that fills: a clear error, nothing half-written, and right again when there is room', async (t) => {
  if (process.getuid() !== 0) return t.skip('mounting a small tmpfs needs root');
  const disk = mkdtempSync(join(tmpdir(), 'unicore-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status !== 0) {
    rmSync(disk, { recursive: true });
    return t.skip('no tmpfs can be mounted here');
  }
  t.after(() => {
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  const expected = await cleanOutputs(t);
  const { root } = makeWorkspace(undefined, {}, disk);
  const codes = new Set();
  // Ever more room: the disk fills at ever later writes.
  for (let free = 0; ; free += 28) {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    rmSync(join(root, '.store'), { recursive: true, force: true });
    const filler = join(disk, 'filler');
    rmSync(filler, { force: true });
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'], { stdio: 'ignore' });
    const { size } = statSync(filler);
    spawnSync('truncate', ['-s', String(Math.max(0, size - free * 1024)), filler]);
    const { success, diagnostics } = await buildIn(root);
    for (const { code } of diagnostics) codes.add(code);
    if (existsSync(folderOf(root)))
      for (const [name, hash] of Object.entries(outputsOf(root)))
        assert.equal(hash, expected[name], `${name} with ${free} KiB`);
    if (success) break;
    assert.ok(diagnostics.length > 0);
    assert.ok(free < 2048, 'it never succeeds');
  }
  assert.deepEqual([...codes], ['UNICORE_E_DISK_FULL']);
  rmSync(join(disk, 'filler'));
  assert.ok((await buildIn(root)).success);
  assert.deepEqual(outputsOf(root), expected);
});
