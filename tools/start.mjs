// SPDX-License-Identifier: BSD-3-Clause
// `npm start`: does what is missing, builds app-nginx for linuxu-x86_64, starts it, fetches a page, stays until Ctrl-C.
// `npm start -- --once` ends after the first page.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const APPLICATION = 'app-nginx';
const TARGET = 'linuxu-x86_64';
const unicore = ['tools/nx/bin/unicore.mjs'];

process.chdir(join(import.meta.dirname, '..'));
const { values } = parseArgs({ options: { once: { type: 'boolean' }, port: { type: 'string' } } });

if (process.platform !== 'linux') {
  process.stderr.write(
    `error: images are built and run on Linux, not on ${process.platform}\n  fix: use WSL2, or a Linux container\n`,
  );
  process.exit(2);
}

const times = [];
let child;

/** Ends the step that runs; the image gets the signal once, whoever sent it. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => (child?.pid ? process.kill(child.pid, signal) : process.exit(130)));
}

function start(command, args, stdio = 'inherit') {
  // A session of its own, so that the terminal's Ctrl-C reaches it only through this process.
  child = spawn(command, args, { stdio, detached: true });
  return child;
}

async function step(what, command, args) {
  const began = performance.now();
  const [status, signal] = await once(start(command, args), 'exit');
  child = undefined;
  if (status !== 0) {
    process.stderr.write(`npm start: ${what} failed (${signal ?? `status ${status}`})\n`);
    process.exit(status ?? 130);
  }
  times.push([what, performance.now() - began]);
}

async function freePort(wanted) {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen(wanted, '127.0.0.1');
  await listening;
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function firstPage(url, hasEnded) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline && !hasEnded(); await sleep(20)) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
      const page = await answer.text();
      if (answer.ok && page !== '') return page;
    } catch {
      // Not listening yet.
    }
  }
  return undefined;
}

if (!existsSync('node_modules/.package-lock.json')) await step('npm ci', 'npm', ['ci']);
else await step('compile the tool', 'node_modules/.bin/tsc', ['-b', 'tools']);
await step('build', process.execPath, [...unicore, 'build', APPLICATION, '-c', TARGET]);

const port = await freePort(Number(values.port ?? 8080)).catch(() => freePort(0));
const url = `http://127.0.0.1:${port}/`;
const began = performance.now();
const server = start(process.execPath, [...unicore, 'run', APPLICATION, '-c', TARGET, '--port', `${port}:80`]);
const ended = once(server, 'exit');
let over = false;
void ended.then(() => (over = true));
const page = await firstPage(url, () => over);
times.push(['start and first page', performance.now() - began]);

if (page === undefined) {
  process.stderr.write(`npm start: no page came from ${url}\n`);
  if (!over) process.kill(server.pid, 'SIGTERM');
  await ended;
  process.exit(1);
}
const title = /<title>(.*?)<\/title>/s.exec(page)?.[1]?.trim() ?? '';
process.stdout.write(`\n${url} answers: ${title} (${Buffer.byteLength(page)} bytes)\n`);
for (const [what, milliseconds] of times)
  process.stdout.write(`  ${what.padEnd(22)} ${(milliseconds / 1000).toFixed(1)} s\n`);
if (values.once) process.kill(server.pid, 'SIGTERM');
else process.stdout.write('Ctrl-C ends it\n');
const [status, signal] = await ended;
process.exit(values.once && signal === null ? status : (status ?? 130));
