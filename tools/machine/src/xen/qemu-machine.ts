// SPDX-License-Identifier: BSD-3-Clause
// QEMU's arguments of the Xen test machine. A saved state fits them as long as they differ in host paths, ports and networks only.
import type { PortMapping } from '../model.js';
import { PARTS } from './prepare.js';

/** Of the virtual machine, in MiB; guests get what dom0 and the hypervisor leave. */
export const MEMORY_MIB = 768;

const DOM0_MIB = 256;

/** With smap, dom0's kernel dies at its start under TCG. */
const CPU = 'max,-smap';

/** File descriptors that QEMU gets: its own monitor, and dom0's agent. */
export const QMP_FD = 3;
export const AGENT_FD = 4;

const XEN = `console=com1 com1=115200,8n1 no-real-mode dom0_mem=${DOM0_MIB}M,max:${DOM0_MIB}M loglvl=warning guest_loglvl=warning`;
const LINUX = 'console=hvc0 quiet loglevel=4';

const escaped = (text: string): string => text.replaceAll(',', ',,');

/** What decides over a saved state, beside QEMU itself and the parts, in whose folder it starts. */
export function machineArguments(memory: number): string[] {
  return [
    ...['-M', 'pc,memory-backend=ram', '-accel', 'tcg,thread=single', '-cpu', CPU, '-smp', '1', '-m', `${memory}M`],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', PARTS.xen, '-append', XEN, '-initrd', `${PARTS.kernel} ${LINUX},${PARTS.initrd}`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=agent,name=control'],
    ...['-device', 'virtio-scsi-pci,id=scsi', '-device', 'virtio-net-pci,netdev=net,romfile='],
    ...['-device', 'virtio-9p-pci,fsdev=share,mount_tag=share'],
  ];
}

export interface Place {
  /** Of the machine's memory. */
  readonly memoryFile: string;
  /** Whether what it writes to memory goes to that file. */
  readonly isShared: boolean;
  readonly memory: number;
  /** Folder that dom0 shares with the host. */
  readonly share: string;
  /** File for what Xen and dom0 print. */
  readonly log: string;
  readonly network: Network;
  readonly gdb?: number;
  /** Waits for the state, which comes over QMP. */
  readonly isIncoming: boolean;
}

/** What the bridge of dom0 leads to. */
export type Network = 'none' | { readonly tap: string } | { readonly forwards: readonly Forward[] };

export interface Forward extends PortMapping {
  /** Address of the guest in 10.0.2.0/24. */
  readonly address: string;
}

function netdev(network: Network): string {
  // A hub without others: the card is there, and no state of a network goes with it.
  if (network === 'none') return 'hubport,id=net,hubid=0';
  if ('tap' in network) return `tap,id=net,ifname=${escaped(network.tap)},script=no,downscript=no,vhost=off`;
  const forwards = network.forwards.map(
    ({ host, guest, protocol, address }) => `,hostfwd=${protocol ?? 'tcp'}:127.0.0.1:${host}-${address}:${guest}`,
  );
  return `user,id=net${forwards.join('')}`;
}

export function placeArguments(place: Place): string[] {
  const memory = `id=ram,size=${place.memory}M,mem-path=${escaped(place.memoryFile)},share=${place.isShared ? 'on' : 'off'}`;
  return [
    ...['-object', `memory-backend-file,${memory}`, '-serial', `file:${escaped(place.log)}`],
    ...['-chardev', `socket,id=qmp,fd=${QMP_FD}`, '-mon', 'chardev=qmp,mode=control'],
    ...['-chardev', `socket,id=agent,fd=${AGENT_FD}`],
    ...['-fsdev', `local,id=share,path=${escaped(place.share)},security_model=none,multidevs=remap`],
    ...['-netdev', netdev(place.network)],
    ...(place.gdb === undefined ? [] : ['-gdb', `tcp:127.0.0.1:${place.gdb}`]),
    ...(place.isIncoming ? ['-incoming', 'defer'] : []),
  ];
}
