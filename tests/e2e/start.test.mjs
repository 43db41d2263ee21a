// SPDX-License-Identifier: BSD-3-Clause
// `npm start` in a copy of this workspace: a page, the time of each step, and nothing left behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from './support/processes.mjs';
import { copyOfRepository, environment, run } from './support/workspace.mjs';

const workspace = copyOfRepository();
after(() => workspace.close());

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const STEPS = /\n {2}compile the tool +\d+\.\d s\n {2}build +\d+\.\d s\n {2}start and first page +\d+\.\d s\n/;

test('--once ends after the first page', async () => {
  const port = await freePort();
  const { status, text } = await run(workspace.root, 'npm', ['start', '--', '--once', '--port', String(port)], {
    timeout: 1_500_000,
  });
  assert.equal(status, 0, text);
  assert.match(
    text,
    new RegExp(`http://127\\.0\\.0\\.1:${port}/ answers: nginx in one address space \\(\\d+ bytes\\)`),
  );
  assert.match(text, STEPS);
  assert.deepEqual(processesOf(workspace.root), []);
});

test('it serves until Ctrl-C, also beside another on the same port', async () => {
  const port = await freePort();
  const start = () => {
    const child = spawn('npm', ['start', '--', '--port', String(port)], {
      cwd: workspace.root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const output = { child, text: '', url: '' };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part) => (output.text += part));
    return output;
  };
  const serving = async (output) => {
    for (const deadline = Date.now() + 300_000; !output.text.includes('Ctrl-C ends it'); await sleep(50)) {
      assert.ok(Date.now() < deadline && output.child.exitCode === null, output.text);
    }
    return /(http:\S+) answers:/.exec(output.text)[1];
  };
  const first = start();
  const firstUrl = await serving(first);
  const second = start();
  const secondUrl = await serving(second);
  assert.equal(firstUrl, `http://127.0.0.1:${port}/`);
  assert.notEqual(secondUrl, firstUrl);
  for (const url of [firstUrl, secondUrl]) assert.equal((await fetch(url)).status, 200);
  for (const { child } of [first, second]) {
    // As a terminal does: to the whole group.
    process.kill(-child.pid, 'SIGINT');
    await once(child, 'close');
  }
  for (const deadline = Date.now() + 10_000; processesOf(workspace.root).length > 0; await sleep(50)) {
    assert.ok(Date.now() < deadline, processesOf(workspace.root).join('\n'));
  }
  await assert.rejects(fetch(firstUrl));
});
