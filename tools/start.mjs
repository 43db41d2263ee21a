// SPDX-License-Identifier: BSD-3-Clause
// `npm start`: does what is missing, builds app-nginx as a process and, where QEMU is, as a virtual machine, starts them,
// fetches a page from each, stays until Ctrl-C. `npm start -- --once` ends after the first pages.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const APPLICATION = 'app-nginx';
const TARGETS = [
  { target: 'linuxu-x86_64', what: 'as a process of this host', flags: [] },
  { target: 'kvm-x86_64', what: 'as a virtual machine', flags: ['--machine', 'microvm'], needs: 'qemu-system-x86_64' },
];
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
const children = new Set();

/** Ends the steps that run; each image gets the signal once, whoever sent it. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (children.size === 0) process.exit(130);
    for (const { pid } of children) if (pid) process.kill(pid, signal);
  });
}

function start(command, args) {
  // A session of its own, so that the terminal's Ctrl-C reaches it only through this process.
  const child = spawn(command, args, { stdio: 'inherit', detached: true });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function step(what, command, args) {
  const began = performance.now();
  const [status, signal] = await once(start(command, args), 'exit');
  if (status !== 0) {
    process.stderr.write(`npm start: ${what} failed (${signal ?? `status ${status}`})\n`);
    process.exit(status ?? 130);
  }
  times.push([what, performance.now() - began]);
}

const isThere = (program) =>
  program === undefined || spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

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
      // A machine that still boots may take the connection and not answer it.
      const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
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

const targets = TARGETS.filter(({ needs }) => isThere(needs));
for (const { target } of targets)
  await step(`build ${target}`, process.execPath, [...unicore, 'build', APPLICATION, '-c', target]);

/** Starts an image; what it answers, and its end. */
async function serve({ target, what, flags }, wanted) {
  const port = await freePort(wanted).catch(() => freePort(0));
  const url = `http://127.0.0.1:${port}/`;
  const began = performance.now();
  const args = [...unicore, 'run', APPLICATION, '-c', target, '--port', `${port}:80`, ...flags];
  const child = start(process.execPath, args);
  const ended = once(child, 'exit');
  const page = await firstPage(url, () => !children.has(child));
  times.push([`first page, ${target}`, performance.now() - began]);
  return { what, url, page, child, ended };
}

async function stop({ child, ended }) {
  if (children.has(child)) process.kill(child.pid, 'SIGTERM');
  return ended;
}

const first = Number(values.port ?? 8080);
const served = [];
for (const [index, one] of targets.entries()) served.push(await serve(one, first + index));

const silent = served.find(({ page }) => page === undefined);
if (silent !== undefined) {
  process.stderr.write(`npm start: no page came from ${silent.url}\n`);
  await Promise.all(served.map(stop));
  process.exit(1);
}
process.stdout.write('\n');
for (const { what, url, page } of served) {
  const title = /<title>(.*?)<\/title>/s.exec(page)?.[1]?.trim() ?? '';
  process.stdout.write(`${url} answers, ${what}: ${title} (${Buffer.byteLength(page)} bytes)\n`);
}
for (const { what, needs } of TARGETS.filter((one) => !targets.includes(one)))
  process.stdout.write(`not ${what}: ${needs} is not installed; npx unicore doctor tells what to install\n`);
for (const [what, milliseconds] of times)
  process.stdout.write(`  ${what.padEnd(26)} ${(milliseconds / 1000).toFixed(1)} s\n`);
if (values.once) served.forEach(stop);
else process.stdout.write('Ctrl-C ends it\n');
const ends = await Promise.all(served.map(({ ended }) => ended));
process.exit(ends.map(([status, signal]) => (signal === null ? status : 130)).find((status) => status !== 0) ?? 0);
