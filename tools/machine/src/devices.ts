// SPDX-License-Identifier: BSD-3-Clause
// Virtio devices as arguments of QEMU: 1.x only, over PCI, or over MMIO on the machine that has no PCI.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Device, ImageRun, PortMapping, Properties, QemuMachine } from './model.js';

/** A value among others that commas part. */
const escaped = (text: string): string => text.replaceAll(',', ',,');

const valueText = (value: boolean | number | string): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : escaped(String(value));

const list = (name: string, properties: Properties): string =>
  [name, ...Object.entries(properties).map(([key, value]) => `${key}=${valueText(value)}`)].join(',');

/** Only this host reaches a forwarded port. */
const forward = ({ host, guest, protocol }: PortMapping): string =>
  `,hostfwd=${protocol ?? 'tcp'}:127.0.0.1:${host}-:${guest}`;

/** These machines have places for devices, and no PCI or none that images use. */
const isMmio = (machine: QemuMachine): boolean => machine === 'microvm' || machine === 'virt';

function device(machine: QemuMachine, name: string, own: Properties, wanted: Properties = {}): string[] {
  const transport: Properties = isMmio(machine) ? {} : { 'disable-legacy': 'on' };
  const bus = isMmio(machine) ? 'device' : 'pci';
  return ['-device', list(`virtio-${name}-${bus}`, { ...transport, ...own, ...wanted })];
}

interface Place {
  readonly machine: QemuMachine;
  /** Number of the device among all. */
  readonly index: number;
  /** Of shared folders before it. */
  readonly folders: number;
  /** That lead to it. */
  readonly ports: readonly PortMapping[];
}

function net({ on, properties }: Device & { kind: 'net' }, { machine, index, ports }: Place): string[] {
  const id = `net${index}`;
  const backend =
    on === 'user'
      ? `user,id=${id}${ports.map(forward).join('')}`
      : on === 'hub'
        ? `hubport,id=${id},hubid=0`
        : list('tap', { id, ifname: on.tap, script: 'no', downscript: 'no', vhost: 'off' });
  // A network card on PCI brings the code of a boot loader, which no image needs.
  const rom: Properties = isMmio(machine) ? {} : { romfile: '' };
  return ['-netdev', backend, ...device(machine, 'net', { netdev: id, ...rom }, properties)];
}

function disk({ on, readOnly, properties }: Device & { kind: 'disk' }, { machine, index }: Place): string[] {
  if ('size' in on) throw new TypeError('a disk of a size is a file by now');
  const id = `disk${index}`;
  const drive = list(`if=none`, { id, file: on.file, format: 'raw', readonly: readOnly === true });
  return ['-drive', drive, ...device(machine, 'blk', { drive: id, serial: id }, properties)];
}

function folder({ on, readOnly, properties }: Device & { kind: 'folder' }, { machine, folders }: Place): string[] {
  if (on === 'scratch') throw new TypeError('a folder for one run has a path by now');
  const id = `folder${folders}`;
  // Files belong to whom QEMU runs as, with the rights that the image gives them.
  const shared = list('local', { id, path: on.path, security_model: 'none', multidevs: 'remap' });
  const words = readOnly === true ? `${shared},readonly=on` : shared;
  return ['-fsdev', words, ...device(machine, '9p', { fsdev: id, mount_tag: id }, properties)];
}

function argumentsOf(one: Device, place: Place): string[] {
  if (one.kind === 'net') return net(one, place);
  if (one.kind === 'disk') return disk(one, place);
  if (one.kind === 'folder') return folder(one, place);
  return device(place.machine, 'rng', {}, one.properties);
}

/** @throws UnicoreError when there are ports, and no device that they could lead to */
export function deviceArguments({ devices = [], ports, machine = 'pc' }: ImageRun): string[] {
  const target = devices.findIndex((one) => one.kind === 'net' && one.on === 'user');
  if (ports.length > 0 && target < 0) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_PORTS',
      message: 'ports lead nowhere: the virtual machine has no device on the user network',
      hint: 'drop --port; an image gets that device when it holds a driver, which provides "netdev"',
    });
  }
  const each = devices.flatMap((one, index) =>
    argumentsOf(one, {
      machine,
      index,
      folders: devices.slice(0, index).filter(({ kind }) => kind === 'folder').length,
      ports: index === target ? ports : [],
    }),
  );
  const modern = isMmio(machine) && devices.length > 0 ? ['-global', 'virtio-mmio.force-legacy=false'] : [];
  return [...modern, ...each];
}
