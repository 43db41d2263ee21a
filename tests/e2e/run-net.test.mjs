// SPDX-License-Identifier: BSD-3-Clause
// `unicore run` and the network: nginx in a virtual machine at a port of this host, without root, and at a tap interface.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { enterNamespace, makeTap, noNamespace } from '../support/namespace.mjs';
import { environment, repository } from './support/workspace.mjs';

const unicore = join(repository, 'tools/nx/bin/unicore.mjs');
const page = readFileSync(join(repository, 'apps/nginx/rootfs/www/index.html'), 'utf8');
const WAIT_MS = 60_000;

/** curl until it answers; what it fetched, or undefined after a while. */
async function curl(url) {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; await sleep(100)) {
    const { status, stdout } = spawnSync('curl', ['-s', '-f', '-m', '2', url], { encoding: 'utf8' });
    if (status === 0) return stdout;
  }
  return undefined;
}

/** Runs nginx; `stop()` ends it and gives its status and all that was printed. */
function start(target, flags) {
  const args = [unicore, 'run', 'app-nginx', '-c', target, ...flags];
  const child = spawn(process.execPath, args, {
    cwd: repository,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  const ended = once(child, 'close');
  const seen = async (pattern) => {
    for (const end = Date.now() + WAIT_MS; Date.now() < end; await sleep(20)) {
      const found = pattern.exec(text);
      if (found) return found;
    }
    throw new Error(`no ${pattern} in:\n${text}`);
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const [status] = await ended;
    return { status, text };
  };
  return { seen, stop };
}

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });

/** In the namespace: a page over the tap from each target. */
async function overTap() {
  const { tap, mac, host, guest, bits, guest6, bits6 } = makeTap();
  for (const [target, machine] of [
    ['kvm-x86_64', ['--machine', 'microvm']],
    ['linuxu-x86_64-tap', []],
  ]) {
    const address = ['--address', `${guest}/${bits}`, '--address', `${guest6}/${bits6}`, '--gateway', host];
    const run = start(target, [...machine, '--tap', tap, '--mac', mac, ...address]);
    try {
      assert.equal(await curl(`http://${guest}/`), page, target);
      const neighbours = execFileSync('ip', ['neighbour', 'show', 'dev', tap], { encoding: 'utf8' });
      assert.match(neighbours, new RegExp(`${guest} lladdr ${mac}`));
    } finally {
      const { text } = await run.stop();
      process.stdout.write(text);
    }
  }
}

if (process.argv[2] === 'tap') {
  enterNamespace(fileURLToPath(import.meta.url), ['tap']);
  await overTap();
  process.exit(0);
}

before(() => {
  for (const target of ['kvm-x86_64', 'linuxu-x86_64', 'linuxu-x86_64-tap'])
    execFileSync(process.execPath, [unicore, 'build', 'app-nginx', '-c', target], {
      cwd: repository,
      stdio: 'inherit',
    });
});

for (const machine of ['pc', 'q35', 'microvm']) {
  test(`a page at a port of this host, ${machine}`, async () => {
    const run = start('kvm-x86_64', ['--machine', machine, '--port', '0:http']);
    const [, port] = await run.seen(/^http: http:\/\/127\.0\.0\.1:(\d+)$/m);
    const found = await curl(`http://127.0.0.1:${port}/`);
    const { status, text } = await run.stop();
    assert.equal(found, page, text);
    assert.match(text, /"GET \/ HTTP\/1\.1" 200/);
    assert.equal(status, 0, text);
    assert.equal(await accepts(Number(port)), false, 'nothing is left behind');
  });
}

for (const [target, flags] of [
  ['kvm-x86_64', ['--machine', 'microvm']],
  ['linuxu-x86_64', []],
]) {
  test(`a folder of this host as the root file system, ${target}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'run-rootfs-'));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const name of ['etc/nginx', 'www/a folder']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'etc/nginx/nginx.conf'), 'events {} http { server { listen 80; root /www; } }');
    writeFileSync(join(folder, 'www/a folder/page.txt'), 'from a folder');
    const run = start(target, [...flags, '--port', '0:80', '--rootfs', folder]);
    const [, port] = await run.seen(/^http: http:\/\/127\.0\.0\.1:(\d+)$/m);
    const found = await curl(`http://127.0.0.1:${port}/a%20folder/page.txt`);
    const { text } = await run.stop();
    assert.equal(found, 'from a folder', text);
  });
}

test('at a tap interface, with addresses of the command line', { skip: noNamespace() ?? false }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'tap'], {
    encoding: 'utf8',
    timeout: 3 * WAIT_MS,
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
});
