// SPDX-License-Identifier: BSD-3-Clause
// Bytes of an image and its memory, and what a boot of it costs in QEMU without hardware support, where both are exact.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes of the file, and of memory in all its loaded segments (whole pages). */
export const sizes = (image) => {
  const headers = execFileSync('readelf', ['--program-headers', '--wide', image], { encoding: 'utf8' });
  const segments = [...headers.matchAll(/^\s+LOAD\s+\S+\s+(0x\w+)\s+\S+\s+\S+\s+(0x\w+)/gm)];
  const pages = new Set();
  for (const [, start, bytes] of segments) {
    for (let at = Number(start) & ~4095; at < Number(start) + Number(bytes); at += 4096) pages.add(at);
  }
  return { file: statSync(image).size, memory: pages.size * 4096 };
};

const qemu = (machine, memory, image, more = []) => [
  ...['-accel', 'tcg', '-machine', machine, '-m', memory, '-cpu', 'max', '-kernel', image],
  ...['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-nodefaults', '-no-reboot', ...more],
];

/** Runs the image; resolves to QEMU's exit status and the console's text. */
export const boot = async (machine, memory, image, more = [], seconds = 20) => {
  const argv = qemu(machine, memory, image, [...more, '-device', 'isa-debug-exit,iobase=0xf4,iosize=4']);
  try {
    const { stdout } = await run('qemu-system-x86_64', argv, { timeout: seconds * 1000 });
    return { status: 0, text: stdout };
  } catch (error) {
    return { status: error.code ?? 'timeout', text: error.stdout ?? '' };
  }
};

/**
 * Guest instructions from the image's entry to its exit. With one instruction per block QEMU's log of executed blocks
 * has a line per instruction; the firmware's come before the first one at `entry`.
 */
export const instructions = async (machine, memory, image, entry) => {
  const folder = mkdtempSync(join(tmpdir(), 'icount-'));
  const log = join(folder, 'log');
  try {
    const counting = ['-icount', 'shift=0', '-singlestep', '-d', 'exec,nochain', '-D', log];
    const { status } = await boot(machine, memory, image, counting, 60);
    let count = 0;
    const start = `/${entry.toString(16).padStart(16, '0')}/`;
    for await (const line of createInterface({ input: createReadStream(log) })) {
      if (count > 0 || line.includes(start)) count++;
    }
    return { count, status };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The smallest memory in KiB, to 64 KiB, with which `works` holds, by bisection. */
export const smallestMemory = async (works, low = 64, high = 16384) => {
  while (high - low > 64) {
    const middle = Math.floor((low + high) / 128) * 64;
    if (await works(middle)) high = middle;
    else low = middle;
  }
  return high;
};

/** Highest resident memory of a command in KiB and its wall time in seconds. */
export const timed = (command, argv, options = {}) =>
  new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part) => (text += part));
    child.once('error', reject).once('close', (status) => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      if (status === 0) resolve({ seconds, text });
      else reject(new Error(`${command} ${argv.join(' ')}: status ${status}\n${text}`));
    });
  });
