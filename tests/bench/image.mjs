// SPDX-License-Identifier: BSD-3-Clause
// Bytes of an image and its memory, and what a boot of it costs in QEMU without hardware support, where both are exact.
import { execFile, execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The image's PT_LOAD segments. */
export const loads = (image) => {
  const headers = execFileSync('readelf', ['--program-headers', '--wide', image], { encoding: 'utf8' });
  return [...headers.matchAll(/^\s+LOAD\s+(0x\w+)\s+(0x\w+)\s+\S+\s+\S+\s+(0x\w+)/gm)].map(
    ([, offset, address, bytes]) => ({ offset: Number(offset), address: Number(address), bytes: Number(bytes) }),
  );
};

/** Bytes of the file, and of memory in all its loaded segments (whole pages). */
export const sizes = (image) => {
  const pages = new Set();
  for (const { address, bytes } of loads(image)) {
    for (let at = address & ~4095; at < address + bytes; at += 4096) pages.add(at);
  }
  return { file: statSync(image).size, memory: pages.size * 4096 };
};

/** Machine and memory; more of it than hosts have is promised, not taken: what the image does not touch costs nothing. */
export const machineOf = (machine, memory) =>
  /^\d{2,}G$/.test(memory)
    ? [
        ...['-object', `memory-backend-ram,id=lazy,size=${memory},reserve=off`],
        ...['-machine', `${machine},memory-backend=lazy`, '-m', memory],
      ]
    : ['-machine', machine, '-m', memory];

const qemu = (machine, memory, image, more = []) => [
  ...['-accel', 'tcg', ...machineOf(machine, memory), '-cpu', 'max', '-kernel', image],
  ...['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-nodefaults', '-no-reboot', ...more],
];

/** What the image's status 0 makes of QEMU's: (0 + 1) << 1 | 1, by isa-debug-exit (platforms/kvm/x86_64/shutdown.c). */
export const GOOD_STATUS = 3;

/** Runs the image; resolves to QEMU's exit status and the console's text. */
export const boot = async (machine, memory, image, more = [], seconds = 20) => {
  const argv = qemu(machine, memory, image, [...more, '-device', 'isa-debug-exit,iobase=0x501,iosize=4']);
  try {
    const { stdout } = await run('qemu-system-x86_64', argv, { timeout: seconds * 1000 });
    return { status: 0, text: stdout };
  } catch (error) {
    return { status: error.code ?? 'timeout', text: error.stdout ?? '' };
  }
};

const MULTIBOOT_MAGIC = 0x1badb002;

const multibootHeader = (bytes) => {
  for (let at = 0; at <= 8192 - 32; at += 4) if (bytes.readUInt32LE(at) === MULTIBOOT_MAGIC) return at;
  throw new Error('the image has no multiboot header');
};

/** Where QEMU loads the image by multiboot, which it prefers, and where it enters it (specification 0.6.96, 3.1). */
export const multiboot = (image) => {
  const bytes = readFileSync(image);
  const at = multibootHeader(bytes);
  const [start, , end, entry] = [16, 20, 24, 28].map((offset) => bytes.readUInt32LE(at + offset));
  return { start, end, entry };
};

/** A copy of the image without the multiboot header's magic, so that QEMU boots the same bytes by PVH. */
export const withoutMultiboot = (image, copy) => {
  const bytes = readFileSync(image);
  bytes.writeUInt32LE(0, multibootHeader(bytes));
  writeFileSync(copy, bytes);
  return copy;
};

/**
 * Guest instructions of the image from its first one to the write that ends QEMU, and whether it ever waited. With one
 * instruction per block QEMU's log of executed blocks has a line per instruction (a repeated string instruction: one per
 * round); only those in the image's memory, [start, end), are logged. Counting begins at `entry`, and `halt` is the
 * address of the one instruction that waits.
 */
export const instructions = async (machine, memory, image, { start, end, entry, halt }) => {
  const folder = mkdtempSync(join(tmpdir(), 'icount-'));
  const log = join(folder, 'log');
  const hex = (address) => address.toString(16).padStart(16, '0');
  try {
    const filter = ['-dfilter', `0x${start.toString(16)}+0x${(end - start).toString(16)}`];
    const counting = ['-icount', 'shift=0', '-singlestep', '-d', 'exec,nochain', ...filter, '-D', log];
    const { status } = await boot(machine, memory, image, counting, 120);
    let count = 0;
    let waits = 0;
    for await (const line of createInterface({ input: createReadStream(log) })) {
      if (count > 0 || line.includes(`/${hex(entry)}/`)) count++;
      if (count > 0 && line.includes(`/${hex(halt)}/`)) waits++;
    }
    return { count, waits, status };
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
