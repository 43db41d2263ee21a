// SPDX-License-Identifier: BSD-3-Clause
// The kernel inside a compressed one. Unpacked here: under an emulator the kernel's own unpacking takes longer than the rest of the start.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { spawn } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { isElf } from './elf.js';

/** First bytes of what programs unpack, and the Debian package of each. */
const PACKERS = [
  { magic: 'fd377a585a00', command: ['xz', '-dc', '--single-stream'], package: 'xz-utils' },
  { magic: '28b52ffd', command: ['zstd', '-dcq'], package: 'zstd' },
] as const;

function filter([program, ...argv]: readonly string[], name: string, input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program!, argv, { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A kernel has four bytes behind the stream, which some unpackers complain of after all was written.
    child.once('close', () => resolve(Buffer.concat(chunks)));
    child.once('error', () =>
      reject(
        new UnicoreError({
          code: 'UNICORE_E_TOOL_MISSING',
          message: `${program} is not installed`,
          hint: `install it: sudo apt-get install ${name}`,
        }),
      ),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Of gzip, xz or zstd; anything else as it is. */
export async function unpacked(bytes: Buffer): Promise<Buffer> {
  if (bytes.readUInt16BE(0) === 0x1f8b) return gunzipSync(bytes);
  const packer = PACKERS.find(({ magic }) => bytes.toString('hex', 0, magic.length / 2) === magic);
  return packer === undefined ? bytes : filter(packer.command, packer.package, bytes);
}

/**
 * Linux' Documentation/arch/x86/boot.rst: setup_sects at 0x1f1, payload_offset and payload_length at 0x248 of a bzImage.
 * @throws Error when there is no kernel in it
 */
export async function vmlinuxOf(image: Buffer): Promise<Buffer> {
  const setup = (image[0x1f1]! + 1) * 512;
  const [offset, length] = [image.readUInt32LE(0x248), image.readUInt32LE(0x24c)];
  const kernel = await unpacked(image.subarray(setup + offset, setup + offset + length));
  if (!isElf(kernel)) throw new Error('the kernel’s payload is packed in an unknown way');
  return kernel;
}
