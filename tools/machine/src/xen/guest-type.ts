// SPDX-License-Identifier: BSD-3-Clause
// What kind of domain an image can be, by its notes for Xen.
import type { GuestType } from '@unicore/core/outputs/xl-config.js';

/** Notes of the name "Xen" in an ELF file (xen/include/public/elfnote.h): PVH's entry is number 18. */
const PHYS32_ENTRY = 18;
const PT_NOTE = 4;

function hasNote(notes: Buffer, wanted: number): boolean {
  for (let at = 0; at + 12 <= notes.length;) {
    const [nameSize, size, type] = [notes.readUInt32LE(at), notes.readUInt32LE(at + 4), notes.readUInt32LE(at + 8)];
    if (type === wanted && notes.toString('latin1', at + 12, at + 12 + nameSize) === 'Xen\0') return true;
    at += 12 + ((nameSize + 3) & ~3) + ((size + 3) & ~3);
  }
  return false;
}

/** How an image begins: PVH where it can, else PV. */
export function guestType(elf: Buffer): GuestType {
  const isWide = elf[4] === 2;
  const table = isWide ? Number(elf.readBigUInt64LE(0x20)) : elf.readUInt32LE(0x1c);
  const [size, count] = isWide
    ? [elf.readUInt16LE(0x36), elf.readUInt16LE(0x38)]
    : [elf.readUInt16LE(0x2a), elf.readUInt16LE(0x2c)];
  for (let index = 0; index < count; index++) {
    const entry = elf.subarray(table + index * size);
    if (entry.readUInt32LE(0) !== PT_NOTE) continue;
    const [offset, length] = isWide
      ? [Number(entry.readBigUInt64LE(8)), Number(entry.readBigUInt64LE(32))]
      : [entry.readUInt32LE(4), entry.readUInt32LE(16)];
    if (hasNote(elf.subarray(offset, offset + length), PHYS32_ENTRY)) return 'pvh';
  }
  return 'pv';
}
