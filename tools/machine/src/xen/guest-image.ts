// SPDX-License-Identifier: BSD-3-Clause
// A guest for tests of the machine: a PVH image that prints its command line on the console, and ends as the first word says.
// Xen's public headers: arch-x86/hvm/start_info.h, xen.h, hvm/params.h, io/console.h, event_channel.h, sched.h.

const half = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];
const word = (value: number): number[] => [...half(value), ...half(value >>> 16)];

/** Where it is loaded; the code begins there. */
const BASE = 0x100000;

/** Zeroed memory behind the file: the hypercall page, then the stack. */
const HYPERCALLS = BASE + 0x1000;
const STACK = BASE + 0x3000;
const MEMORY_SIZE = 0x3000;

/** Numbers of hypercalls. */
const [SCHED_OP, EVENT_CHANNEL_OP, HVM_OP] = [29, 32, 34];

/** In 32-bit mode without paging, as PVH begins: arguments in ebx, ecx, edx; the result in eax. */
const hypercall = (number: number): number[] => [0xb8, ...word(HYPERCALLS + number * 32), 0xff, 0xd0]; // mov $page, %eax; call *%eax

/** Value of one of the domain's parameters, in eax: struct xen_hvm_param on the stack. */
const parameter = (index: number): number[] => [
  ...[0x6a, 0, 0x6a, 0], //                  push $0; push $0: the value
  ...[0x6a, index], //                       push $index
  ...[0x68, ...word(0x7ff0)], //             push $DOMID_SELF
  ...[0xbb, ...word(1)], //                  mov  $HVMOP_get_param, %ebx
  ...[0x89, 0xe1], //                        mov  %esp, %ecx
  ...hypercall(HVM_OP),
  ...[0x83, 0xc4, 0x08, 0x58, 0x5a], //      add  $8, %esp; pop %eax; pop %edx
];

/** edi: the console's page; esi: the text. Its last byte is zero. The guest prints less than the ring holds. */
const print = [
  ...[0x8b, 0x8f, ...word(0xc0c)], //        mov  out_prod(%edi), %ecx
  ...[0xac, 0x84, 0xc0, 0x74, 0x12], //   1: lodsb; test %al, %al; jz 2f
  ...[0x89, 0xca, 0x81, 0xe2, ...word(0x7ff)], //    mov %ecx, %edx; and $2047, %edx
  ...[0x88, 0x84, 0x17, ...word(0x400)], //          mov %al, out(%edi, %edx)
  ...[0x41, 0xeb, 0xe9], //                  inc %ecx; jmp 1b
  ...[0x89, 0x8f, ...word(0xc0c)], //     2: mov  %ecx, out_prod(%edi)
];

/** ebp: the port of the console. */
const notify = [
  ...[0x55, 0xbb, ...word(4)], //            push %ebp; mov $EVTCHNOP_send, %ebx
  ...[0x89, 0xe1], //                        mov  %esp, %ecx
  ...hypercall(EVENT_CHANNEL_OP),
  ...[0x5d], //                              pop  %ebp
];

/** The number that the command line begins with: the reason to shut down for. 255 stays for ever. */
const end = [
  ...[0x8b, 0x35, ...word(STACK - 4)], //    mov  saved, %esi
  ...[0x31, 0xd2], //                        xor  %edx, %edx
  ...[0x0f, 0xb6, 0x06, 0x46], //         1: movzbl (%esi), %eax; inc %esi
  ...[0x2c, 0x30, 0x3c, 9, 0x77, 0x07], //   sub $'0', %al; cmp $9, %al; ja 2f
  ...[0x6b, 0xd2, 10, 0x01, 0xc2, 0xeb, 0xef], //    imul $10, %edx; add %eax, %edx; jmp 1b
  ...[0x81, 0xfa, ...word(255)], //       2: cmp  $255, %edx
  ...[0x74, 0xfe], //                     3: je   3b
  ...[0x52, 0xbb, ...word(2)], //            push %edx; mov $SCHEDOP_shutdown, %ebx
  ...[0x89, 0xe1], //                        mov  %esp, %ecx
  ...hypercall(SCHED_OP),
];

/** struct hvm_start_info: the command line's address at 0x18. */
const start = [
  ...[0xbc, ...word(STACK - 16)], //         mov  $stack, %esp
  ...[0x8b, 0x43, 0x18], //                  mov  cmdline(%ebx), %eax
  ...[0xa3, ...word(STACK - 4)], //          mov  %eax, saved
  ...[0xb8, ...word(0x40000002), 0x0f, 0xa2], //     cpuid: ebx is the MSR of the hypercall page
  ...[0x89, 0xd9, 0xb8, ...word(HYPERCALLS)], //     mov %ebx, %ecx; mov $page, %eax
  ...[0x31, 0xd2, 0x0f, 0x30], //            xor  %edx, %edx; wrmsr
  ...parameter(18), //                       HVM_PARAM_CONSOLE_EVTCHN
  ...[0x89, 0xc5], //                        mov  %eax, %ebp
  ...parameter(17), //                       HVM_PARAM_CONSOLE_PFN
  ...[0xc1, 0xe0, 12, 0x89, 0xc7], //        shl  $12, %eax; mov %eax, %edi
];

/** @param text that it prints before its command line */
export function testGuest(text: string): Uint8Array {
  const code = (address: number): number[] => [
    ...start,
    ...[0xbe, ...word(address)], //          mov  $text, %esi
    ...print,
    ...[0x8b, 0x35, ...word(STACK - 4)], //  mov  saved, %esi
    ...print,
    ...[0xbe, ...word(address + Buffer.byteLength(text) + 1)],
    ...print,
    ...notify,
    ...end,
  ];
  const bytes = [...code(BASE + code(0).length), ...Buffer.from(`${text}\0\n\0`)];
  // Note 18 of "Xen", XEN_ELFNOTE_PHYS32_ENTRY: where it begins.
  const note = [...word(4), ...word(4), ...word(18), ...Buffer.from('Xen\0'), ...word(BASE)];
  const headers = 52 + 2 * 32;
  const segment = (type: number, offset: number, address: number, size: number, memory: number): number[] =>
    [type, offset, address, address, size, memory, 7, 4].flatMap(word);
  const identity = [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const elf = [
    ...[...identity, ...half(2), ...half(3), ...word(1), ...word(BASE), ...word(52), ...word(0), ...word(0)],
    ...[...half(52), ...half(32), ...half(2), ...half(0), ...half(0), ...half(0)],
    ...segment(1, headers + note.length, BASE, bytes.length, MEMORY_SIZE),
    ...segment(4, headers, 0, note.length, note.length),
  ];
  return Uint8Array.from([...elf, ...note, ...bytes]);
}
