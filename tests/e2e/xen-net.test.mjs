// SPDX-License-Identifier: BSD-3-Clause
// Front ends under the real hypervisor: nginx behind netfront, dom0's bridge and a port of the host, every page compared; what
// xl asks of it; and a disk behind blkfront, its bytes compared by dom0 and in the host's file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plugDisk } from '../../tools/machine/dist/xen/disks.js';
import { createGuest } from '../../tools/machine/dist/xen/guest.js';
import { startXen } from '../../tools/machine/dist/xen/machine.js';
import { writeCpio } from './support/cpio.mjs';
import { buildImage, fetchRaw, noise, sha256, workspace } from './support/nginx.mjs';
import { freePorts } from './support/servers.mjs';

const TARGET = 'xen-x86_64';
const ADDRESS = '10.0.2.15';
const big = noise(1_500_001);

let folder;
let machine;
let port;

/** The image's own pages and a large file, as an initrd. */
const makeSite = () => {
  const root = join(folder, 'root');
  mkdirSync(root);
  cpSync(join(workspace, 'apps/nginx/rootfs'), root, { recursive: true });
  writeFileSync(join(root, 'www/big.bin'), big);
  writeCpio(root, join(folder, 'site'));
  return join(folder, 'site');
};

before(
  async () => {
    folder = mkdtempSync(join(tmpdir(), 'xen-net-'));
    [port] = await freePorts(1);
    const forwards = [{ host: port, guest: 80, address: ADDRESS }];
    machine = await startXen({ network: { forwards }, tell: (line) => process.stderr.write(`${line}\n`) });
  },
  { timeout: 600_000 },
);
after(async () => {
  await machine?.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (options) => {
  const chunks = [];
  const guest = await createGuest(machine, { type: 'pvh', ...options, write: (chunk) => chunks.push(chunk) });
  return { guest, text: () => Buffer.concat(chunks).toString('latin1') };
};

const fetch = (path) => fetchRaw(`http://127.0.0.1:${port}${path}`);

const isServed = async (text) => {
  for (let tries = 0; tries < 120; tries++) {
    if (
      await fetch('/').then(
        ({ status }) => status === 200,
        () => false,
      )
    )
      return;
    await sleep(500);
  }
  assert.fail(`nobody answers\n${text()}`);
};

const servesAll = async () => {
  for (const name of ['index.html', 'about.html', 'style.css', 'icon.svg']) {
    const { status, body } = await fetch(`/${name}`);
    assert.equal(status, 200);
    assert.ok(body.equals(readFileSync(join(workspace, 'apps/nginx/rootfs/www', name))), `${name} is another`);
  }
  assert.equal(sha256((await fetch('/big.bin')).body), sha256(big));
};

test('nginx serves through netfront, and does what xl asks', { timeout: 600_000 }, async (t) => {
  const { guest, text } = await start({
    image: buildImage(TARGET),
    initrd: makeSite(),
    memoryMiB: 48,
    commandLine: `uc.net0.address=${ADDRESS}/24 uc.net0.gateway=10.0.2.2`,
    cards: [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:07' }],
  });
  await isServed(text);
  await t.test('pages are the same, byte by byte', servesAll);
  await t.test('16 clients at once', async () => {
    const client = async () => {
      for (let n = 0; n < 10; n++) assert.equal(sha256((await fetch('/big.bin')).body), sha256(big));
    };
    await Promise.all(Array.from({ length: 4 }, client));
    const small = readFileSync(join(workspace, 'apps/nginx/rootfs/www/index.html'));
    const many = async () => {
      for (let n = 0; n < 20; n++) assert.ok((await fetch('/')).body.equals(small));
    };
    await Promise.all(Array.from({ length: 16 }, many));
  });
  await t.test('memory goes and comes back', async () => {
    assert.equal((await guest.xl('mem-set', '40')).status, 0);
    await servesAll();
    assert.equal((await guest.xl('mem-set', '48')).status, 0);
    await servesAll();
  });
  await t.test('xl shutdown ends it in order', async () => {
    assert.equal((await guest.xl('shutdown')).status, 0);
    assert.equal(await guest.ended, 0);
  });
});

/** What the image writes: libs/drivers/blkdev/tests/disk.h. */
const diskByte = (at) => (Math.floor(at / 512) * 13 + (at % 512) * 7 + 1) & 0xff;

// In one of three runs beside another machine the image of the contract does not end, or is gone: CAVEATS.md.
const skip = !process.env['UNICORE_TEST_XEN'] && 'set UNICORE_TEST_XEN=1 to run it';
test('what blkfront writes is on the disk, for dom0 and for the host', { timeout: 300_000, skip }, async () => {
  const words = ['test', 'lib-blkfront', '-c', TARGET];
  const suite = 'test-blkdev-on-lib-blkfront';
  // Builds it, and runs it once.
  const out = execFileSync(process.execPath, ['tools/nx/bin/unicore.mjs', ...words], {
    cwd: workspace,
    encoding: 'utf8',
  });
  assert.match(out, /^ok {2}blkdev \(lib-blkfront\)/m);
  const file = join(folder, 'disk');
  writeFileSync(file, '');
  truncateSync(file, 4 << 20);
  const disk = await plugDisk(machine, file);
  const { guest, text } = await start({
    image: join(workspace, 'dist', suite, TARGET, suite),
    memoryMiB: 32,
    commandLine: 'what_is_written_can_be_read_in_other_pieces',
    disks: [{ path: disk.path }],
  });
  assert.equal(await guest.ended, 0, text());
  const expected = Buffer.alloc(1 << 20).map((_, at) => diskByte(at));
  const { output } = await machine.run(`dd if=${disk.path} bs=64k count=16 iflag=direct 2>/dev/null | sha256sum`);
  assert.equal(output.split(' ')[0], createHash('sha256').update(expected).digest('hex'));
  await disk.unplug();
  assert.ok(
    readFileSync(file)
      .subarray(0, 1 << 20)
      .equals(expected),
  );
});
