// SPDX-License-Identifier: BSD-3-Clause
// Starts nginx with a configuration and files of the test's: the image, or the host's nginx as the one to compare with.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchOf } from '../../../tools/machine/dist/index.js';
import { imageWords } from '../../support/image-words.mjs';
import { ENDS_WITH_PARENT } from '../../support/namespace.mjs';
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

/** Whether it answers, too: the user network of a virtual machine accepts before the guest does. */
const accepts = (host, port) =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write('GET / HTTP/1.0\r\n\r\n'));
    const done = (answer) => (socket.destroy(), resolve(answer));
    socket.setTimeout(2000, () => done(false));
    socket
      .once('data', () => done(true))
      .once('close', () => done(false))
      .once('error', () => done(false));
  });

const writeFiles = (folder, files) => {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), data);
  }
};

/**
 * Starts what `launch` says and waits for the first port. `stop(signal)` asks it to end, by the signal or by the machine's
 * power button, and gives its exit status and signal.
 */
const supervise = async (launch, host, ports, folder) => {
  const [program, ...argv] = [...launch.command, ...(launch.control?.arguments ?? [])];
  // Files, not pipes of node's: those are sockets, which nobody can open as /dev/stdout.
  const [out, err] = [join(folder, 'out'), join(folder, 'err')];
  const files = [openSync(out, 'a'), openSync(err, 'a')];
  const [guard, ...guardWords] = [...ENDS_WITH_PARENT, program, ...argv];
  const child = spawn(guard, guardWords, { stdio: ['ignore', ...files, ...(launch.control ? ['pipe'] : [])] });
  files.forEach(closeSync);
  const channel = child.stdio[3]?.on('error', () => {}).resume();
  const output = () => ({ out: readFileSync(out, 'utf8'), err: readFileSync(err, 'utf8') });
  const report = () => `${output().out}${output().err}`;
  let ended;
  const end = new Promise((resolve) =>
    child.once('close', (status, signal) => {
      const own = launch.readStatus ? launch.readStatus(status, signal) : { status };
      resolve((ended = { status: own.status, signal, ...output() }));
    }),
  ).finally(() => rmSync(folder, { recursive: true, force: true }));
  const stop = async (signal = 'SIGINT', milliseconds = 5000) => {
    if (channel && signal !== 'SIGKILL') channel.write(launch.control.request);
    else child.kill(signal);
    const late = sleep(milliseconds, undefined, { ref: false }).then(() => undefined);
    const result = await Promise.race([end, late]);
    if (result) return result;
    const text = report();
    child.kill('SIGKILL');
    throw new Error(`no end within ${milliseconds} ms of ${signal}\n${text}`);
  };
  const deadline = Date.now() + 30000;
  while (!ended && !(await accepts(host, ports[0]))) {
    if (Date.now() > deadline) break;
    await sleep(20);
  }
  if (ended || Date.now() > deadline) {
    const text = ended ? `status ${ended.status ?? ended.signal}\n${ended.out}${ended.err}` : report();
    if (!ended) await stop('SIGKILL');
    throw new Error(`${program} does not listen\n${text}`);
  }
  return {
    process: child,
    host,
    ports,
    output,
    end,
    hasEnded: () => ended !== undefined,
    stop,
    at: (index = 0) => ({ host, port: ports[index] }),
    url: (path, index = 0) => `http://${host}:${ports[index]}${path}`,
  };
};

/** The image as a process of this host. */
const processOf = ({ image, words, memory, initrd, mappings }) => ({
  command: [
    image,
    ...words,
    `uc.memory=${memory}`,
    `uc.initrd=${initrd}`,
    ...mappings.map(({ host, guest }) => `uc.port=${host}:${guest}`),
  ],
});

/** The image as a virtual machine, as `unicore run` starts it: on the user network, at the tap of `link`, or by `net`. */
const machineOf = ({ image, words, memory, initrd, mappings, link, machine, net }) => {
  const launch = launchOf({
    image,
    on: 'qemu',
    arch: 'x86_64',
    machine,
    accel: 'tcg',
    memory,
    initrd,
    arguments: [...(link ? imageWords(link) : []), ...words],
    ports: link ? [] : mappings,
    devices: net
      ? []
      : [{ kind: 'net', on: link ? { tap: link.tap } : 'user', properties: link ? { mac: link.mac } : {} }],
  });
  return { ...launch, command: [...launch.command, ...(net ?? [])] };
};

/**
 * The image of `target`. `conf(place)` gives nginx.conf; `place.listen[i]` is the i-th port, which the host sees as
 * `ports[i]`, `place.www` the folder of `files`, `place.host` this host; `words` go before the others on the command line; `net` are words of QEMU in place
 * of the tap's.
 */
export const startImage = async ({
  target = 'linuxu-x86_64',
  image,
  conf,
  files,
  listen = [80],
  memory = '64M',
  words = [],
  link,
  machine,
  net,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-nginx-'));
  const isProcess = target.startsWith('linuxu-');
  const host = isProcess ? '127.0.0.1' : (link?.host ?? '10.0.2.2');
  writeFiles(join(folder, 'root/www'), files);
  writeFiles(join(folder, 'root/etc/nginx'), { 'nginx.conf': conf({ listen, www: '/www', host }) });
  const initrd = join(folder, 'root.cpio');
  writeCpio(join(folder, 'root'), initrd);
  const ports = link ? listen : await freePorts(listen.length);
  const mappings = ports.map((port, index) => ({ host: port, guest: listen[index] }));
  const launch = (isProcess ? processOf : machineOf)({ image, words, memory, initrd, mappings, link, machine, net });
  return supervise(launch, link?.guest ?? '127.0.0.1', ports, folder);
};

/** The host's nginx, one process, with the same configuration and files. */
export const startNative = async ({ conf, files, listen = [80] }) => {
  const folder = mkdtempSync(join(tmpdir(), 'native-nginx-'));
  const ports = await freePorts(listen.length);
  writeFiles(join(folder, 'www'), files);
  const places = ports.map((port) => `127.0.0.1:${port}`);
  writeFiles(folder, { 'nginx.conf': conf({ listen: places, www: join(folder, 'www'), host: '127.0.0.1' }) });
  const alone = `daemon off; master_process off; pid ${folder}/pid;`;
  const argv = ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf'), '-g', alone];
  return supervise({ command: ['nginx', ...argv] }, '127.0.0.1', ports, folder);
};
