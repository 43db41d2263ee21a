// SPDX-License-Identifier: BSD-3-Clause
// QEMU's emulators of machines and of processes by architecture, and the Debian package that brings each.

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

/** For processes of another architecture than the host's. */
const USER_EMULATORS: Readonly<Record<string, Emulator>> = {
  x86_64: { program: 'qemu-x86_64-static', package: 'qemu-user-static' },
  arm64: { program: 'qemu-aarch64-static', package: 'qemu-user-static' },
  arm: { program: 'qemu-arm-static', package: 'qemu-user-static' },
};

/** What runs a process of the architecture on a host with this CPU (as process.arch); nothing for the host's own. */
export function userEmulator(arch: string, hostCpu: string = process.arch): Emulator | undefined {
  return (hostCpu === 'x64' ? 'x86_64' : hostCpu) === arch ? undefined : USER_EMULATORS[arch];
}
