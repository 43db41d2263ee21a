// SPDX-License-Identifier: BSD-3-Clause
// What the preparation reads in ELF files (System V gABI, 64-bit, little endian): libraries that a program needs, notes of modules.

const [PT_LOAD, PT_DYNAMIC] = [1, 2];
const [DT_NULL, DT_NEEDED, DT_STRTAB] = [0n, 1n, 5n];

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly size: number;
}

export const isElf = (bytes: Buffer): boolean => bytes.length >= 64 && bytes.readUInt32BE(0) === 0x7f454c46;

function segments(elf: Buffer): Segment[] {
  const at = Number(elf.readBigUInt64LE(0x20));
  const [size, count] = [elf.readUInt16LE(0x36), elf.readUInt16LE(0x38)];
  return Array.from({ length: count }, (_, index) => {
    const entry = elf.subarray(at + index * size);
    return {
      type: entry.readUInt32LE(0),
      offset: Number(entry.readBigUInt64LE(8)),
      address: entry.readBigUInt64LE(16),
      size: Number(entry.readBigUInt64LE(32)),
    };
  });
}

const textAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, bytes.indexOf(0, at));

/** DT_NEEDED of a program or a shared library; nothing of what is not one. */
export function neededLibraries(elf: Buffer): string[] {
  if (!isElf(elf) || elf[4] !== 2) return [];
  const all = segments(elf);
  const dynamic = all.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return [];
  const entries: [bigint, bigint][] = [];
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16) {
    const tag = elf.readBigInt64LE(at);
    if (tag === DT_NULL) break;
    entries.push([tag, elf.readBigUInt64LE(at + 8)]);
  }
  const strings = entries.find(([tag]) => tag === DT_STRTAB)?.[1];
  const holder = all.find(
    ({ type, address, size }) =>
      type === PT_LOAD && strings !== undefined && strings >= address && strings < address + BigInt(size),
  );
  if (strings === undefined || holder === undefined) return [];
  const table = holder.offset + Number(strings - holder.address);
  return entries.flatMap(([tag, value]) => (tag === DT_NEEDED ? [textAt(elf, table + Number(value))] : []));
}

/** Modules that a Linux kernel module depends on: `depends=a,b` in its section .modinfo. */
export function moduleDependencies(module: Buffer): string[] {
  const key = Buffer.from('\0depends=');
  const at = module.indexOf(key);
  return at < 0
    ? []
    : textAt(module, at + key.length)
        .split(',')
        .filter(Boolean);
}
