// SPDX-License-Identifier: BSD-3-Clause
// Addresses of a running image → functions, files and lines, by binutils' addr2line and nm on its .dbg.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Frame {
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
}

/** Name of the symbol that each platform's linker script puts before the image's first byte. */
const IMAGE_START = 'uc_image_start';

async function linkedAt(dbg: string): Promise<bigint> {
  const { stdout } = await run('nm', [dbg], { maxBuffer: 1 << 26 });
  const found = new RegExp(`^([0-9a-f]+) \\w ${IMAGE_START}$`, 'm').exec(stdout);
  return found ? BigInt(`0x${found[1]}`) : 0n;
}

/** Groups of addr2line -a: an address, then function and place, innermost first. */
export function parseAddr2line(text: string): Frame[][] {
  const groups: Frame[][] = [];
  const lines = text.split('\n');
  for (let n = 0; n < lines.length; n++) {
    if (/^0x[0-9a-f]+$/.test(lines[n]!)) {
      groups.push([]);
      continue;
    }
    const name = lines[n]!;
    const place = /^(.*):(\d+|\?)(?: \(discriminator \d+\))?$/.exec(lines[n + 1] ?? '');
    if (place === null) continue;
    n++;
    if (name === '??') continue;
    const file = place[1] === '??' ? undefined : place[1]!.replace(/^(?:\.\/)+/, '');
    groups.at(-1)?.push({
      function: name,
      ...(file === undefined ? {} : { file }),
      ...(file === undefined || place[2] === '?' || place[2] === '0' ? {} : { line: Number(place[2]) }),
    });
  }
  return groups;
}

/**
 * @param image where the image's first byte lay when it ran; undefined: where it was linked
 * @returns for each address its frames, innermost first; none where nothing is known
 */
export async function symbolise(
  dbg: string,
  image: bigint | undefined,
  addresses: readonly bigint[],
): Promise<Frame[][]> {
  if (addresses.length === 0) return [];
  const shift = image === undefined ? 0n : (await linkedAt(dbg)) - image;
  const words = addresses
    .map((address) => address + shift)
    .map((address) => (address < 0n ? '0x0' : `0x${address.toString(16)}`));
  const { stdout } = await run('addr2line', ['-a', '-f', '-i', '-C', '-e', dbg, ...words], { maxBuffer: 1 << 24 });
  return parseAddr2line(stdout);
}
