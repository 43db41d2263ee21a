// SPDX-License-Identifier: BSD-3-Clause
// What it takes to run an image, and what comes of it.

/** Exit statuses of the runner that no image gives itself (an image's own are 0–125). */
export const STATUS = {
  /** The time given was over. As timeout(1). */
  timeout: 124,
  /** The machine failed, or ended without telling a status. */
  machine: 125,
  /** The image crashed: 128 + SIGABRT. */
  crash: 134,
  /** The image was ended because the user asked twice, or did not listen. */
  killed: 137,
} as const;

export interface PortMapping {
  readonly host: number;
  readonly guest: number;
  /** TCP unless given. */
  readonly protocol?: 'udp';
}

export type Properties = Readonly<Record<string, boolean | number | string>>;

/** A virtio device of a virtual machine. */
export type Device = { readonly properties?: Properties } & (
  | {
      readonly kind: 'net';
      /** The host's user network, to which the ports lead; all devices `on: 'hub'` together; a tap interface that exists. */
      readonly on: 'user' | 'hub' | { readonly tap: string };
    }
  | { readonly kind: 'rng' }
  | {
      readonly kind: 'disk';
      /** A file of the host, raw; or the size of a disk that is empty and gone after the run: 16M. */
      readonly on: { readonly file: string } | { readonly size: string };
      readonly readOnly?: boolean;
    }
  | {
      readonly kind: 'folder';
      /** A folder of the host; or one that is empty and gone after the run. The image knows it as folder0, folder1 … */
      readonly on: 'scratch' | { readonly path: string };
      readonly readOnly?: boolean;
    }
);

/** Of x86_64 the first three; `virt` is ARM's. */
export type QemuMachine = 'pc' | 'q35' | 'microvm' | 'virt';

export type DomainType = 'pvh' | 'pv';

export interface ImageRun {
  /** Absolute path. */
  readonly image: string;
  /** Absolute path of its debugging information; without it crash reports stay as they are. */
  readonly dbg?: string;
  /** A process of this host, a virtual machine, or a domain of Xen. */
  readonly on: 'host' | 'qemu' | 'xen';
  /** As in targets: x86_64. */
  readonly arch: string;
  /** What main gets after the image's name. */
  readonly arguments: readonly string[];
  /** As the manifest writes it: 512K, 16M, 1G. */
  readonly memory?: string;
  readonly ports: readonly PortMapping[];
  /** Words `uc.…` for what of the image is no program: before main's arguments on the command line. */
  readonly settings?: readonly string[];
  /** Of a virtual machine; a process has only those at tap interfaces. */
  readonly devices?: readonly Device[];
  /** A folder of the host that becomes the image's root file system. */
  readonly rootfs?: string;
  /** A cpio archive for the image. */
  readonly initrd?: string;
  readonly machine?: QemuMachine;
  /** Of a domain of Xen whose image can begin in several ways. */
  readonly domainType?: DomainType;
  readonly accel?: 'tcg' | 'kvm';
  /** Starts it under a debugger: gdb on the host, on a virtual machine QEMU's gdb server at this port of 127.0.0.1. */
  readonly gdb?: { readonly port?: number };
}

export interface RunIo {
  readonly stdin: 'inherit' | 'ignore';
  /** Gets what the image prints, crash reports with symbols. */
  write(chunk: Uint8Array, stream: 'stdout' | 'stderr'): void;
  /** Ends the image when aborted: the first time as a request, after `graceMs` by force. */
  readonly signal?: AbortSignal;
  /** Takes SIGINT, SIGTERM and SIGHUP of this process: the first goes to the image, the second ends it. */
  readonly forwardSignals?: boolean;
  readonly timeoutMs?: number;
  readonly graceMs?: number;
  /** Called when a domain of Xen waits for its debugger; a virtual machine of QEMU does so from its start. */
  readonly onWaiting?: () => void;
}

export interface RunResult {
  /** The image's own status, or one of STATUS. */
  readonly status: number;
  readonly timedOut: boolean;
  /** Why the status is not the image's own. */
  readonly problem?: string;
}

/** How to start an image, and what the end of the process means. */
export interface Launch {
  readonly command: readonly string[];
  /** The Debian package that brings the program. */
  readonly package?: string;
  /** The folder to start it in; without it, this process'. */
  readonly cwd?: string;
  /** @param code of exit(2), or null when a signal ended it */
  readStatus(code: number | null, signal: NodeJS.Signals | null): { status: number; problem?: string };
  /**
   * How the machine asks the image to end: with these further arguments the program takes `request` on descriptor 3. An
   * image that does not listen gets the signal after the grace.
   */
  readonly control?: { readonly arguments: readonly string[]; readonly request: string };
  /** What asks the image to end, for the signal that this process got. */
  readonly stopSignal: (got: NodeJS.Signals) => NodeJS.Signals;
}
