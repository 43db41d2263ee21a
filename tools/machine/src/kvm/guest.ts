// SPDX-License-Identifier: BSD-3-Clause
// A guest that does what images need of a CPU, and no more: 64-bit mode, paging, a computation whose result is known.
import { EXIT_PORT } from '../qemu.js';

/** Multiplier and increment of a linear congruential generator (Numerical Recipes). */
const FACTOR = 1664525n;
const STEP = 1013904223n;
const SEED = 0x12345678n;

/** The generator's value after `rounds` steps: x → a x + b, by squaring. */
export function expected(rounds: number): number {
  const word = (value: bigint): bigint => BigInt.asUintN(32, value);
  let [factor, step] = [FACTOR, STEP];
  let [allFactor, allStep] = [1n, 0n];
  for (let left = rounds; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) [allFactor, allStep] = [word(allFactor * factor), word(allStep * factor + step)];
    [factor, step] = [word(factor * factor), word(step * factor + step)];
  }
  return Number(word(SEED * allFactor + allStep));
}

/** Where multiboot loads it: the header, then the code. */
const BASE = 0x100000;
const CODE = BASE + 0x20;

const byte = (value: number): number[] => [value];
const half = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];
const word = (value: number): number[] => [...half(value), ...half(value >>> 16)];

/** Multiboot 0.6.96, section 3.1: flag 16, the addresses stand in the header and the file is no ELF. */
function header(): number[] {
  const [magic, flags] = [0x1badb002, 0x10000];
  return [magic, flags, -(magic + flags), BASE, BASE, 0, 0, CODE].flatMap(word);
}

/** In 32-bit mode: tables at 2 MiB that map 8 MiB one to one in pages of 2 MiB, then 64-bit mode. */
function enterLongMode(long: number, descriptor: number): number[] {
  return [
    [0xbf, ...word(0x200000)], //                                  mov  $0x200000, %edi
    [0x0f, 0x22, 0xdf], //                                         mov  %edi, %cr3
    [0x31, 0xc0], //                                               xor  %eax, %eax
    [0xb9, ...word(0xc00)], //                                     mov  $0xc00, %ecx
    [0xf3, 0xab], //                                               rep stosl
    [0xc7, 0x05, ...word(0x200000), ...word(0x201003)], //         movl $0x201003, 0x200000
    [0xc7, 0x05, ...word(0x201000), ...word(0x202003)], //         movl $0x202003, 0x201000
    [0xb8, ...word(0x83)], //                                      mov  $0x83, %eax
    [0xbf, ...word(0x202000)], //                                  mov  $0x202000, %edi
    [0xb9, ...word(4)], //                                         mov  $4, %ecx
    [0x89, 0x07], //                                            1: mov  %eax, (%edi)
    [0x05, ...word(0x200000)], //                                  add  $0x200000, %eax
    [0x83, 0xc7, 0x08], //                                         add  $8, %edi
    [0xe2, 0xf4], //                                               loop 1b
    [0x0f, 0x20, 0xe0, 0x83, 0xc8, 0x20, 0x0f, 0x22, 0xe0], //     cr4 |= PAE
    [0xb9, ...word(0xc0000080), 0x0f, 0x32], //                    rdmsr of EFER
    [0x0d, ...word(0x100), 0x0f, 0x30], //                         EFER |= LME
    [0x0f, 0x20, 0xc0, 0x0d, ...word(0x80000000), 0x0f, 0x22, 0xc0], // cr0 |= PG
    [0x0f, 0x01, 0x15, ...word(descriptor)], //                    lgdt descriptor
    [0xea, ...word(long), ...half(8)], //                          ljmp $8, $long
  ].flat();
}

/** In 64-bit mode: `rounds` steps, then 1 to the exit port if the result is right, else 0. */
function compute(rounds: number): number[] {
  return [
    [0xb8, ...word(Number(SEED))], //                              mov  $seed, %eax
    [0xb9, ...word(rounds)], //                                    mov  $rounds, %ecx
    [0x69, 0xc0, ...word(Number(FACTOR))], //                   2: imul $factor, %eax, %eax
    [0x05, ...word(Number(STEP))], //                              add  $step, %eax
    [0xff, 0xc9], //                                               dec  %ecx
    [0x75, 0xf1], //                                               jnz  2b
    [0x3d, ...word(expected(rounds))], //                          cmp  $expected, %eax
    [0x0f, 0x94, 0xc0], //                                         sete %al
    [0x0f, 0xb6, 0xc0], //                                         movzbl %al, %eax
    [0x66, 0xba, ...half(EXIT_PORT)], //                           mov  $port, %dx
    [0xef], //                                                     out  %eax, (%dx)
    [0xf4, 0xeb, 0xfd], //                                      3: hlt; jmp 3b
  ].flat();
}

/** QEMU's status when the guest found its result right: (1 << 1) | 1. */
export const RIGHT = 3;

/** For `-kernel`; needs 4 MiB. */
export function probeGuest(rounds: number): Uint8Array {
  const long = CODE + enterLongMode(0, 0).length;
  const table = long + compute(rounds).length;
  // Intel SDM volume 3, 3.4.5: a code segment, present, 64-bit.
  const descriptors = [...word(0), ...word(0), ...word(0), ...word(0x00209a00)];
  const pointer = [...half(descriptors.length - 1), ...word(table)];
  const code = [...enterLongMode(long, table + descriptors.length), ...compute(rounds)];
  return Uint8Array.from([...header(), ...code, ...descriptors, ...pointer].flatMap(byte));
}
