// SPDX-License-Identifier: BSD-3-Clause
// Starts nginx with a configuration and files of the test's: the image, or the host's nginx as the one to compare with.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeCpio } from './cpio.mjs';

/** `count` ports of the loopback that nobody uses. */
export const freePorts = async (count) => {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = [];
  for (const server of servers) {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push(server.address().port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });

const writeFiles = (folder, files) => {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), data);
  }
};

/** Waits for the first port; then `stop(signal)` ends the process and gives its exit status and signal. */
const supervise = async (command, argv, ports, folder) => {
  // Files, not pipes of node's: those are sockets, which nobody can open as /dev/stdout.
  const [out, err] = [join(folder, 'out'), join(folder, 'err')];
  const child = spawn(command, argv, { stdio: ['ignore', openSync(out, 'a'), openSync(err, 'a')] });
  const output = () => ({ out: readFileSync(out, 'utf8'), err: readFileSync(err, 'utf8') });
  const report = () => `${output().out}${output().err}`;
  let ended;
  const end = new Promise((resolve) =>
    child.once('close', (status, signal) => resolve((ended = { status, signal, ...output() }))),
  ).finally(() => rmSync(folder, { recursive: true, force: true }));
  const stop = async (signal = 'SIGINT', milliseconds = 5000) => {
    child.kill(signal);
    const late = sleep(milliseconds, undefined, { ref: false }).then(() => undefined);
    const result = await Promise.race([end, late]);
    if (result) return result;
    const text = report();
    child.kill('SIGKILL');
    throw new Error(`no end within ${milliseconds} ms of ${signal}\n${text}`);
  };
  const deadline = Date.now() + 10000;
  while (!ended && !(await accepts(ports[0]))) {
    if (Date.now() > deadline) break;
    await sleep(20);
  }
  if (ended || Date.now() > deadline) {
    const text = ended ? `status ${ended.status ?? ended.signal}\n${ended.out}${ended.err}` : report();
    if (!ended) await stop('SIGKILL');
    throw new Error(`${command} does not listen\n${text}`);
  }
  return { process: child, ports, output, stop, url: (path, index = 0) => `http://127.0.0.1:${ports[index]}${path}` };
};

/**
 * The image. `conf(place)` gives nginx.conf; `place.listen[i]` is the i-th port, which the host sees as `ports[i]`,
 * `place.www` the folder of `files`; `words` go before the others on the command line.
 */
export const startImage = async ({ image, conf, files, listen = [80], memory = '64M', words = [] }) => {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-nginx-'));
  const ports = await freePorts(listen.length);
  writeFiles(join(folder, 'root/www'), files);
  writeFiles(join(folder, 'root/etc/nginx'), { 'nginx.conf': conf({ listen, www: '/www' }) });
  writeCpio(join(folder, 'root'), join(folder, 'root.cpio'));
  const argv = [...words, `uc.memory=${memory}`, `uc.initrd=${join(folder, 'root.cpio')}`];
  return supervise(image, [...argv, ...ports.map((port, index) => `uc.port=${port}:${listen[index]}`)], ports, folder);
};

/** The host's nginx, one process, with the same configuration and files. */
export const startNative = async ({ conf, files, listen = [80] }) => {
  const folder = mkdtempSync(join(tmpdir(), 'native-nginx-'));
  const ports = await freePorts(listen.length);
  writeFiles(join(folder, 'www'), files);
  const places = ports.map((port) => `127.0.0.1:${port}`);
  writeFiles(folder, { 'nginx.conf': conf({ listen: places, www: join(folder, 'www') }) });
  const alone = `daemon off; master_process off; pid ${folder}/pid;`;
  const argv = ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf'), '-g', alone];
  return supervise('nginx', argv, ports, folder);
};
