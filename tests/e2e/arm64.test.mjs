// SPDX-License-Identifier: BSD-3-Clause
// arm64: an image as a process under qemu-user, and on QEMU's virt with both interrupt controllers; ends, crashes, initrd, and
// pages of nginx over virtio-net.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runImage } from '../../tools/machine/dist/index.js';
import { fetchRaw } from './support/nginx.mjs';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const unicore = (...words) =>
  execFileSync(process.execPath, ['tools/nx/bin/unicore.mjs', ...words], {
    cwd: workspace,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
const imageOf = (name, target) => join(workspace, 'dist', name, target, name);
const crashing = (target) => ({
  image: imageOf('test-lib-crash', target),
  dbg: `${imageOf('test-lib-crash', target)}.dbg`,
});

before(() => {
  for (const target of ['linuxu-arm64', 'kvm-arm64']) unicore('build', 'app-helloworld', '-c', target);
  unicore('test', 'lib-crash', 'plat-kvm', '-c', 'kvm-arm64');
});

const run = async (target, more = {}) => {
  const chunks = [];
  const result = await runImage(
    {
      image: imageOf('app-helloworld', target),
      on: target.startsWith('kvm') ? 'qemu' : 'host',
      arch: 'arm64',
      arguments: [],
      ports: [],
      ...more,
    },
    { stdin: 'ignore', write: (chunk) => chunks.push(chunk), timeoutMs: 60000 },
  );
  return { ...result, output: Buffer.concat(chunks).toString('utf8') };
};

for (const target of ['linuxu-arm64', 'kvm-arm64']) {
  test(`${target}: says hello, takes arguments, ends with the status of main`, async () => {
    const { status, output } = await run(target, { arguments: ['7', 'a b'] });
    assert.equal(status, 7, output);
    assert.match(output, new RegExp(`Hello from ${target}`));
    assert.match(output, /a b/);
  });
}

test('kvm-arm64: a crash has its status and names functions', async () => {
  const { status, output } = await run('kvm-arm64', { ...crashing('kvm-arm64'), arguments: ['write_zero_page'] });
  assert.equal(status, 134, output);
  assert.match(output, /crash: page fault: write at 0x10 \(zero page\)/);
  assert.match(output, / in write_to at .*rights\.c:/);
});

for (const version of ['2', '3']) {
  test(`kvm-arm64: GICv${version}`, () => {
    const image = imageOf('app-helloworld', 'kvm-arm64');
    const machine = ['-machine', `virt,gic-version=${version}`, '-accel', 'tcg', '-cpu', 'max', '-m', '64M'];
    const quiet = ['-nodefaults', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'];
    const end = ['-semihosting-config', 'enable=on,target=native'];
    const child = spawn('qemu-system-aarch64', [...machine, ...quiet, ...end, '-kernel', image], { timeout: 60000 });
    return once(child, 'exit').then(([code]) => assert.equal(code, ((0 + 1) << 1) | 1));
  });
}

test('kvm-arm64: without semihosting an end tells no status', () => {
  const image = imageOf('app-helloworld', 'kvm-arm64');
  const words = ['-machine', 'virt', '-accel', 'tcg', '-cpu', 'max', '-m', '64M', '-nodefaults', '-no-reboot'];
  const child = spawn('qemu-system-aarch64', [...words, '-display', 'none', '-kernel', image], { timeout: 60000 });
  return once(child, 'exit').then(([code]) => assert.equal(code, 0));
});

test('kvm-arm64: an initrd outside of memory is a crash', async () => {
  const { status, output } = await run('kvm-arm64', { settings: ['uc.initrd=0x1000+0x10'] });
  assert.equal(status, 134);
  assert.match(output, /uc\.initrd is not in memory/);
});

test('kvm-arm64: nginx serves its pages, and ends when it is asked', async () => {
  unicore('build', 'app-nginx', '-c', 'kvm-arm64');
  const port = 20000 + (process.pid % 20000);
  const abort = new AbortController();
  const ended = runImage(
    {
      image: imageOf('app-nginx', 'kvm-arm64'),
      on: 'qemu',
      arch: 'arm64',
      arguments: [],
      memory: '64M',
      ports: [{ host: port, guest: 80 }],
      devices: [{ kind: 'net', on: 'user' }],
    },
    { stdin: 'ignore', write: () => undefined, signal: abort.signal, timeoutMs: 120000, graceMs: 20000 },
  );
  let page;
  for (let tries = 0; tries < 200 && !page; tries++) {
    page = await fetchRaw(`http://127.0.0.1:${port}/`).catch(() => sleep(200));
  }
  assert.equal(page?.status, 200);
  assert.match(page.body.toString('utf8'), /nginx/);
  abort.abort();
  assert.equal((await ended).status, 0);
});
