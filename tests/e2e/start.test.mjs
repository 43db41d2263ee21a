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

const TARGETS = ['linuxu-x86_64', 'kvm-x86_64'];
const steps = [
  'compile the tool',
  ...TARGETS.map((target) => `build ${target}`),
  ...TARGETS.map((target) => `first page, ${target}`),
];
const STEPS = new RegExp(`\\n${steps.map((step) => ` {2}${step} +\\d+\\.\\d s\\n`).join('')}`);

test('--once ends after the first pages', async () => {
  const port = await freePort();
  const { status, text } = await run(workspace.root, 'npm', ['start', '--', '--once', '--port', String(port)], {
    timeout: 1_500_000,
  });
  assert.equal(status, 0, text);
  const page = 'nginx in one address space \\(\\d+ bytes\\)\n';
  const url = 'http://127\\.0\\.0\\.1:';
  assert.match(
    text,
    new RegExp(
      `^${url}${port}/ answers, as a process of this host: ${page}${url}\\d+/ answers, as a virtual machine: ${page}`,
      'm',
    ),
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
    return [...output.text.matchAll(/(http:\S+) answers,/g)].map(([, url]) => url);
  };
  const first = start();
  const firstUrls = await serving(first);
  const second = start();
  const secondUrls = await serving(second);
  const urls = [...firstUrls, ...secondUrls];
  assert.equal(urls[0], `http://127.0.0.1:${port}/`);
  assert.equal(new Set(urls).size, 2 * TARGETS.length);
  for (const url of urls) assert.equal((await fetch(url)).status, 200);
  for (const { child } of [first, second]) {
    // As a terminal does: to the whole group.
    process.kill(-child.pid, 'SIGINT');
    await once(child, 'close');
  }
  for (const deadline = Date.now() + 10_000; processesOf(workspace.root).length > 0; await sleep(50)) {
    assert.ok(Date.now() < deadline, processesOf(workspace.root).join('\n'));
  }
  for (const url of urls) await assert.rejects(fetch(url));
});
