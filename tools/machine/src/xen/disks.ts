// SPDX-License-Identifier: BSD-3-Clause
// Files of the host as disks of dom0, plugged in and out while it runs; guests get them from there.
import type { XenMachine } from './machine.js';

export interface PluggedDisk {
  /** In dom0: /dev/sda. */
  readonly path: string;
  unplug(): Promise<void>;
}

let last = 0;

/** Where Linux names the disk of a SCSI target, as soon as it has found it. */
const find = (target: number): string =>
  `for i in $(seq 200); do for d in /sys/bus/scsi/devices/*:0:${target}:0/block/*; do ` +
  `[ -e "$d" ] && [ -b "/dev/\${d##*/}" ] && echo "/dev/\${d##*/}" && exit; done; usleep 10000; done; exit 1`;

/** @throws Error with QEMU's words when it does not take the file */
export async function plugDisk(machine: XenMachine, file: string, readOnly = false): Promise<PluggedDisk> {
  const target = ++last;
  const id = `disk${target}`;
  const { qmp } = machine;
  const node = { driver: 'raw', 'node-name': id, 'read-only': readOnly, file: { driver: 'file', filename: file } };
  await qmp.execute('blockdev-add', node);
  await qmp.execute('device_add', { driver: 'scsi-hd', id, drive: id, bus: 'scsi.0', 'scsi-id': target });
  const { status, output } = await machine.run(find(target));
  if (status !== 0) throw new Error(`dom0 does not see the disk ${file}`);
  return {
    path: output.trim(),
    unplug: async () => {
      // What dom0 wrote has to be in the file before the disk is gone.
      await machine.run('sync');
      await qmp.execute('device_del', { id });
      for (let tries = 0; tries < 100; tries++) {
        const isGone = await qmp.execute('blockdev-del', { 'node-name': id }).then(
          () => true,
          () => false,
        );
        if (isGone) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}
