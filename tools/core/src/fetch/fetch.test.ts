// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { UnicoreError } from '../diagnostic.js';
import { download } from './download.js';
import { refusal, unpack } from './unpack.js';

const place = { location: { file: 'libs/x/project.json', line: 3, column: 5 }, sourceLine: '"x": {' };

const diagnosticOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  assert.ok(error instanceof UnicoreError, `no diagnostic: ${String(error)}`);
  return error.diagnostics[0]!;
};

async function served(body: Buffer, cut: boolean, use: (url: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'unicore-'));
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': body.length });
    if (!cut) response.end(body);
    else response.write(body.subarray(0, body.length / 2), () => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x.tar`, folder);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true });
  }
}

const body = Buffer.alloc(100_000, 'unicore ');
const sha256 = createHash('sha256').update(body).digest('hex');

test('a download has its final name only when it is whole and its checksum is right', async () => {
  await served(body, false, async (url, folder) => {
    await download(url, sha256, join(folder, 'file'), place);
    assert.deepEqual(await readFile(join(folder, 'file')), body);
    assert.deepEqual(await readdir(folder), ['file']);
  });
});

test('a wrong checksum is an error and leaves nothing', async () => {
  await served(body, false, async (url, folder) => {
    const d = await diagnosticOf(download(url, '0'.repeat(64), join(folder, 'file'), place));
    assert.equal(d.code, 'UNICORE_E_FETCH_CHECKSUM');
    assert.equal(d.message, `${url} has sha256 ${sha256}, expected ${'0'.repeat(64)}`);
    assert.deepEqual(await readdir(folder), []);
  });
});

test('an interrupted download is an error and leaves nothing', async () => {
  await served(body, true, async (url, folder) => {
    const d = await diagnosticOf(download(url, sha256, join(folder, 'file'), place));
    assert.equal(d.code, 'UNICORE_E_FETCH_INTERRUPTED');
    assert.deepEqual(await readdir(folder), []);
  });
});

test('a host that cannot be reached is named as such', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unicore-'));
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  const d = await diagnosticOf(download(`http://127.0.0.1:${port}/x`, sha256, join(folder, 'file'), place));
  assert.equal(d.code, 'UNICORE_E_FETCH_HOST');
  assert.equal(d.hint, 'check the network; after one success no network is needed');
  await rm(folder, { recursive: true });
});

test('entries that write or point outside of the folder are refused', () => {
  assert.equal(refusal({ path: '/etc/passwd', type: 'File' }), '"/etc/passwd" is an absolute path');
  assert.equal(refusal({ path: 'x/../../y', type: 'File' }), '"x/../../y" leaves the folder');
  assert.notEqual(refusal({ path: 'x/link', type: 'SymbolicLink', linkpath: '../../etc/passwd' }), undefined);
  assert.notEqual(refusal({ path: 'x/link', type: 'SymbolicLink', linkpath: '/etc/passwd' }), undefined);
  assert.notEqual(refusal({ path: 'x/tty', type: 'CharacterDevice' }), undefined);
  assert.equal(refusal({ path: 'x/a.c', type: 'File' }), undefined);
});

test('a hostile archive is an error and writes nothing outside', async () => {
  const { create } = await import('tar');
  const folder = await mkdtemp(join(tmpdir(), 'unicore-'));
  await mkdir(join(folder, 'in/top'), { recursive: true });
  await mkdir(join(folder, 'out/tree'), { recursive: true });
  await writeFile(join(folder, 'in/escaped'), 'outside');
  await writeFile(join(folder, 'in/top/a.c'), 'int a;\n');
  const good = join(folder, 'good.tar.gz');
  await create({ file: good, gzip: true, cwd: join(folder, 'in') }, ['top']);
  await unpack(good, join(folder, 'out/tree'), 'good.tar.gz', place);
  assert.equal(await readFile(join(folder, 'out/tree/a.c'), 'utf8'), 'int a;\n');
  const bad = join(folder, 'bad.tar');
  await create({ file: bad, preservePaths: true, cwd: join(folder, 'in/top') }, ['../escaped']);
  await diagnosticOf(unpack(bad, join(folder, 'out/tree'), 'bad.tar', place));
  assert.deepEqual(await readdir(join(folder, 'out')), ['tree']);
  await rm(folder, { recursive: true });
});

// A tarball with one file, top/file, by xz -9.
const xz = [
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AHpdADobymMkBJSzSsi80f5CS2UkaaOFSzenkE0OjO3bamt02N8v9SXyKO2q',
  'U8LuU5ML772ycQyH5nkaXfE4Ra1hWHwyV+Mi3TM+8WnCf8XraQIlIeE5LoShYks2CekMo06RF3+aCkfpXwyeG8uwyp5tCGZ4',
  'fK0KgE1ZwSkAAAAA2wz0Ed2mcf4AAZYBgFAAALiQ77SxxGf7AgAAAAAEWVo=',
].join('');

test('an archive of xz is unpacked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unicore-'));
  const archive = join(folder, 'x.tar.xz');
  await writeFile(archive, Buffer.from(xz, 'base64'));
  await mkdir(join(folder, 'tree'));
  await unpack(archive, join(folder, 'tree'), 'x.tar.xz', place);
  assert.equal(await readFile(join(folder, 'tree/file'), 'utf8'), 'data\n');
  await rm(folder, { recursive: true });
});
