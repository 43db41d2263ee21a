// SPDX-License-Identifier: BSD-3-Clause
// QEMU's emulators by architecture, and the Debian package that brings each.

export interface Emulator {
  readonly program: string;
  readonly package: string;
}

export const EMULATORS: Readonly<Record<string, Emulator>> = {
  x86_64: { program: 'qemu-system-x86_64', package: 'qemu-system-x86' },
  arm64: { program: 'qemu-system-aarch64', package: 'qemu-system-arm' },
  arm: { program: 'qemu-system-arm', package: 'qemu-system-arm' },
  mips: { program: 'qemu-system-mips', package: 'qemu-system-mips' },
};
