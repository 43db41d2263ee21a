// SPDX-License-Identifier: BSD-3-Clause
// A virtual machine of QEMU without hardware support, with its monitor: what it costs the host, and how many instructions it
// has carried out.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENDS_WITH_PARENT } from './namespace.mjs';

/** QEMU's network card at the tap of `link`, virtio 1.x, as `unicore run` asks for it. */
export const tapCard = (link, machine = 'pc') => [
  ...['-netdev', `tap,id=net0,ifname=${link.tap},script=no,downscript=no,vhost=off`],
  ...(machine === 'microvm'
    ? ['-global', 'virtio-mmio.force-legacy=false', '-device', `virtio-net-device,netdev=net0,mac=${link.mac}`]
    : ['-device', `virtio-net-pci,disable-legacy=on,netdev=net0,mac=${link.mac},romfile=`]),
];

const connected = async (path, ended) => {
  for (;;) {
    const socket = connect(path);
    const error = await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve));
    if (!error) return socket;
    if (ended()) throw new Error('QEMU ended before its monitor answered');
    await sleep(10);
  }
};

/** QEMU's monitor: `ask(command, arguments)` gives what it answers (QMP). */
const monitor = async (path, ended) => {
  const socket = await connected(path, ended);
  const waiting = [];
  let rest = '';
  socket.setEncoding('utf8').on('data', (part) => {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop();
    for (const message of lines.filter((line) => line.trim()).map((line) => JSON.parse(line))) {
      if ('return' in message) waiting.shift()?.resolve(message.return);
      else if ('error' in message) waiting.shift()?.reject(new Error(message.error.desc));
    }
  });
  const fail = (error) => {
    for (const { reject } of waiting.splice(0)) reject(error ?? new Error('QEMU ended'));
  };
  socket.on('error', fail).on('close', () => fail());
  const ask = (execute, more) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(`${JSON.stringify({ execute, ...(more && { arguments: more }) })}\n`);
    });
  await ask('qmp_capabilities');
  return ask;
};

/** CPU seconds of a process so far, user and system. */
export const cpuSeconds = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

const EXIT = ['-device', 'isa-debug-exit,iobase=0x501,iosize=4'];

/**
 * Starts a machine. `counted` makes its clock count instructions (-icount shift=0): then `instructions()` is exact
 * whenever the guest waits. `cpu` pins all of QEMU to one CPU of the host.
 */
export const startGuest = async ({
  kernel,
  initrd,
  append,
  memory = '64M',
  machine = 'pc',
  net = [],
  more = [],
  counted = false,
  cpu,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-guest-'));
  const console = join(folder, 'console');
  const argv = [
    ...['-machine', machine, '-accel', 'tcg', '-cpu', 'max', '-m', memory, '-kernel', kernel],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-serial', 'stdio'],
    ...['-qmp', `unix:${join(folder, 'qmp')},server=on,wait=off`],
    ...(append === undefined ? [] : ['-append', append]),
    ...(initrd === undefined ? [] : ['-initrd', initrd]),
    ...(counted ? ['-icount', 'shift=0'] : []),
    ...EXIT,
    ...net,
    ...more,
  ];
  const pinned = cpu === undefined ? [] : ['taskset', '--cpu-list', String(cpu)];
  const [program, ...words] = [...ENDS_WITH_PARENT, ...pinned, 'qemu-system-x86_64', ...argv];
  const out = openSync(console, 'a');
  const child = spawn(program, words, { stdio: ['ignore', out, out] });
  closeSync(out);
  const text = () => readFileSync(console, 'utf8');
  let ended;
  const end = new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (status, signal) => resolve((ended = { status, signal, text: text() }))),
  ).finally(() => rmSync(folder, { recursive: true, force: true }));
  const kill = () => {
    if (!ended) child.kill('SIGKILL');
    return end;
  };
  let ask;
  try {
    ask = await monitor(join(folder, 'qmp'), () => ended);
  } catch (error) {
    const { text: said } = await kill();
    throw new Error(`${error.message}\n${argv.join(' ')}\n${said}`);
  }
  return {
    process: child,
    ask,
    /** What it printed so far. */
    text: () => ended?.text ?? text(),
    hasEnded: () => ended !== undefined,
    end,
    kill,
    cpuSeconds: () => cpuSeconds(child.pid),
    /** Instructions since the machine's start; only of a `counted` one. */
    instructions: async () => (await ask('query-replay')).icount,
    /** The power button; then by force. */
    stop: async (milliseconds = 5000) => {
      await ask('system_powerdown').catch(() => {});
      const late = sleep(milliseconds, undefined, { ref: false });
      return (await Promise.race([end, late])) ?? kill();
    },
  };
};

/** Instructions of a counted guest when it has come to rest: between two readings it did no more than its timers need. */
export const atRest = async (guest) => {
  let last = await guest.instructions();
  for (let attempt = 0; attempt < 50; attempt++) {
    await sleep(200);
    const now = await guest.instructions();
    if (now - last < 50000) return now;
    last = now;
  }
  return last;
};
