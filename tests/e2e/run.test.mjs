// SPDX-License-Identifier: BSD-3-Clause
// `unicore run` as a user meets it: what it prints, what it refuses, gdb on the image of a virtual machine.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { environment, repository, run } from './support/workspace.mjs';

const unicore = join(repository, 'tools/nx/bin/unicore.mjs');
const tool = (args, more) => run(repository, process.execPath, [unicore, ...args], more);
const IMAGE = ['app-helloworld', '-c', 'kvm-x86_64'];

before(() => execFileSync(process.execPath, [unicore, 'build', ...IMAGE], { cwd: repository, stdio: 'inherit' }));

test('--dry-run prints a command that a shell can run', async () => {
  const { status, text } = await tool(['run', ...IMAGE, '--dry-run', '--machine', 'microvm', '--', '7', "it's"]);
  assert.equal(status, 0, text);
  const ended = await run(repository, 'sh', ['-c', text.trim()]);
  assert.match(ended.text, /^argument 2: it's\r?$/m);
  assert.equal(ended.status, ((7 + 1) << 1) | 1);
});

test('what cannot work is refused, with what to write', async () => {
  for (const [flags, problem, fix] of [
    [['--port', '80'], /--port 80 is not <host port>:<image port>/, /write --port 8080:80/],
    [['--port', '0:80'], /UNICORE_E_RUN_PORTS/, /holds a driver/],
    [['--machine', 'vax'], /--machine vax is not known/, /pc, q35, microvm/],
    [['--memory', '64'], /--memory 64 is not an amount/, /64M/],
    [['--disk', '/nowhere/disk'], /no disk at \/nowhere\/disk/, /truncate -s 16M \/nowhere\/disk/],
    [['--mac', '01:00:00:00:00:00'], /not the address of a network card/, /52:54:00/],
    [['--rootfs', '/nowhere'], /no folder at \/nowhere/, /name a folder/],
    [['--gdb', '99999'], /--gdb 99999 is not a port/, /--gdb 1234/],
  ]) {
    const { status, text } = await tool(['run', ...IMAGE, ...flags]);
    assert.notEqual(status, 0, text);
    assert.match(text, problem);
    assert.match(text, fix);
  }
});

test('a port that is taken is said before anything starts', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address();
  const { status, text } = await tool(['run', 'app-helloworld', '-c', 'linuxu-x86_64', '--port', `${port}:80`]);
  assert.match(text, new RegExp(`port ${port} is taken`));
  assert.doesNotMatch(text, /Hello/);
  assert.notEqual(status, 0);
});

test('gdb stops at main, by the line that run prints', { timeout: 120_000 }, async (t) => {
  const child = spawn(process.execPath, [unicore, 'run', ...IMAGE, '--gdb', '--', '5'], {
    cwd: repository,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGTERM'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  const ended = once(child, 'close');
  while (!/waits for: .*\n/.test(text)) await once(child.stderr, 'data');
  const [, line] = /waits for: (.*)\n/.exec(text);
  assert.doesNotMatch(text, /Hello/);
  const gdb = await run(repository, 'sh', ['-c', `sleep 1; ${line} -batch -ex continue -ex bt -ex kill`]);
  assert.match(gdb.text, /main \(argc=2, argv=.*\) at \.\/apps\/helloworld\/src\/main\.c:\d+/, gdb.text);
  await ended;
});
