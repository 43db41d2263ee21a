// SPDX-License-Identifier: BSD-3-Clause
// A source is fetched and unpacked while the disk of the cache fills at ever later bytes: a diagnostic each time, never half a
// source, and all of it once there is room.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareSource } from '../../tools/core/dist/fetch/sources.js';
import { readTexts } from '../../tools/core/dist/manifest/read.js';

const DISK_KIB = 1024;
const STEP_KIB = 24;

/** A small disk, or undefined where none can be mounted. */
function mountDisk(t) {
  const disk = mkdtempSync(join(tmpdir(), 'unicore-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_KIB}k`, 'tmpfs', disk], { stdio: 'ignore' });
  t.after(() => {
    // A file that was left open would keep it.
    if (status === 0) assert.equal(spawnSync('umount', [disk]).status, 0);
    rmSync(disk, { recursive: true, force: true });
  });
  return status === 0 ? disk : undefined;
}

/** Leaves `free` KiB of it. */
function fill(disk, free) {
  const filler = join(disk, 'filler');
  rmSync(filler, { force: true });
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=16k'], { stdio: 'ignore' });
  spawnSync('truncate', ['-s', String(Math.max(0, statSync(filler).size - free * 1024)), filler]);
}

/** An archive of files that do not compress. */
function makeArchive(folder) {
  const files = {};
  mkdirSync(join(folder, 'source-1/deep'), { recursive: true });
  for (let n = 0; n < 8; n++) {
    const name = n % 2 ? `deep/${n}.c` : `${n}.c`;
    files[name] = randomBytes(20_000);
    writeFileSync(join(folder, 'source-1', name), files[name]);
  }
  const archive = join(folder, 'source-1.tar.gz');
  const { status } = spawnSync('tar', ['-czf', archive, '-C', folder, 'source-1']);
  assert.equal(status, 0);
  return { files, bytes: readFileSync(archive) };
}

test('a disk that fills while a source is fetched', { timeout: 300_000 }, async (t) => {
  const disk = mountDisk(t);
  if (disk === undefined) return t.skip('no tmpfs can be mounted here');
  const folder = mkdtempSync(join(tmpdir(), 'unicore-fetch-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { files, bytes } = makeArchive(folder);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const server = createServer((_request, response) => response.end(bytes)).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/source-1.tar.gz`;
  const unicore = {
    kind: 'library',
    summary: 'x',
    fetch: { source: { version: '1', url, sha256, sha256From: 'here' } },
  };
  const text = JSON.stringify({ name: 'lib-x', unicore });
  const project = (await readTexts(folder, [['libs/x/project.json', text]])).projects.get('lib-x');
  const cache = join(disk, 'cache');
  process.env.UNICORE_CACHE = cache;
  t.after(() => delete process.env.UNICORE_CACHE);

  const fetched = () => prepareSource(folder, project, 'source');
  const whole = ({ id, files: names }) => {
    assert.deepEqual(names, Object.keys(files).sort());
    for (const name of names)
      assert.deepEqual(readFileSync(join(cache, 'sources', id, 'tree', name)), files[name], name);
  };
  const codes = new Set();
  let failures = 0;
  for (let free = 0; ; free += STEP_KIB) {
    rmSync(cache, { recursive: true, force: true });
    fill(disk, free);
    const result = await fetched().catch((error) => error);
    if (!(result instanceof Error)) {
      whole(result);
      break;
    }
    failures++;
    for (const { code, location } of result.diagnostics ?? assert.fail(result)) {
      codes.add(code);
      assert.equal(location.file, 'libs/x/project.json');
    }
    // Nothing under a name that a later build would trust, and nothing that stays in the way.
    const download = join(cache, 'downloads', sha256);
    if (existsSync(download)) assert.equal(createHash('sha256').update(readFileSync(download)).digest('hex'), sha256);
    const left = existsSync(join(cache, 'sources')) ? readdirSync(join(cache, 'sources')) : [];
    assert.deepEqual(left, [], `${free} KiB`);
    assert.ok(free < DISK_KIB, 'it never succeeds');
    // Room again: the same command goes on from there.
    rmSync(join(disk, 'filler'));
    whole(await fetched());
  }
  assert.deepEqual([...codes], ['UNICORE_E_DISK_FULL']);
  // While the archive comes, while its files are written, and before either.
  assert.ok(failures > 10, `${failures} failures`);
});
