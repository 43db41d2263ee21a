// SPDX-License-Identifier: BSD-3-Clause
// kvm.kaslr: an image is somewhere else at each boot, and all its tests pass there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withoutMultiboot } from '../bench/image.mjs';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const built = join(workspace, 'dist/test-lib-metal/kvm-x86_64+kvm.kaslr=true/test-lib-metal');
const images = { multiboot: built };
let folder;
before(() => {
  const tests = ['tools/nx/bin/unicore.mjs', 'test', 'lib-metal', '-c', 'kvm-x86_64', '--set', 'kvm.kaslr=true'];
  execFileSync(process.execPath, tests, { cwd: workspace, stdio: 'inherit' });
  folder = mkdtempSync(join(tmpdir(), 'kvm-kaslr-'));
  images.pvh = withoutMultiboot(built, join(folder, 'pvh'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const MIB = 1048576;
const PLACE = ((23 + 1) << 1) | 1; // STATUS_PLACE of platforms/metal/tests/loader.c

/** Boots the image; gives the address where it then is. */
const placeOf = (way, { machine = 'pc', memory = '64M', more = [] } = {}) => {
  const command = [
    ...['-machine', machine, '-accel', 'tcg', '-cpu', 'max', '-m', memory, '-kernel', images[way]],
    ...['-append', 'say_where_the_image_is', '-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ...['-monitor', 'none', '-serial', 'stdio', '-device', 'isa-debug-exit,iobase=0x501,iosize=4', ...more],
  ];
  const { status, stdout } = spawnSync('qemu-system-x86_64', command, { encoding: 'utf8', timeout: 60000 });
  assert.equal(status, PLACE, stdout);
  return Number(stdout.match(/^image at (0x[0-9a-f]+)$/m)[1]);
};

const BOOTS = 12;
for (const [way, machine, memory, end] of [
  ['multiboot', 'pc', '64M', 64 * MIB],
  ['pvh', 'q35', '64M', 64 * MIB],
  ['multiboot', 'microvm', '6G', 1024 * MIB],
]) {
  test(`${machine} with ${memory}, ${way}: another page at each boot`, () => {
    const places = Array.from({ length: BOOTS }, () => placeOf(way, { machine, memory }));
    for (const place of places) {
      assert.equal(place % 4096, 0);
      assert.ok(place >= 2 * MIB && place < end, `${place}`);
    }
    // Two of twelve may be the same page of 15,000 once in 200 runs; three never.
    assert.ok(new Set(places).size >= BOOTS - 1, places.join(' '));
    assert.ok(Math.max(...places) - Math.min(...places) > end / 8, places.join(' '));
  });
}

test('an initrd stays whole, and is where the image could be', () => {
  const initrd = join(folder, 'initrd');
  writeFileSync(initrd, Buffer.alloc(40 * MIB, 1));
  for (let n = 0; n < 4; n++) {
    const place = placeOf('multiboot', { more: ['-initrd', initrd] });
    assert.ok(place >= 41 * MIB, `${place}: multiboot puts 40 MiB right behind the image`);
  }
});

test('without a place to move to, an image stays where it was loaded', () => {
  assert.equal(placeOf('multiboot', { memory: '2M' }), MIB);
});
