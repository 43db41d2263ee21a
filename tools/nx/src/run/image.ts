// SPDX-License-Identifier: BSD-3-Clause
// A built image and what its manifests say about running it → what the runner takes.
import { imageName, outputFolder, type BuildRequest } from '@unicore/core/build.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Configuration } from '@unicore/core/model.js';
import {
  chooseAccel,
  type Device,
  type DomainType,
  type ImageRun,
  type PortMapping,
  type QemuMachine,
} from '@unicore/machine';
import { join } from 'node:path';
import { usageError } from '../cli/flags.js';
import { drivenDevices } from './devices.js';

/** What the user says beside the manifest. */
export interface RunChoices {
  readonly memory?: string;
  readonly ports?: readonly PortMapping[];
  readonly settings?: readonly string[];
  /** Of a virtual machine; those that the image has drivers for unless given. */
  readonly devices?: readonly Device[];
  readonly arguments?: readonly string[];
  readonly initrd?: string;
  /** Absolute path of a folder. */
  readonly rootfs?: string;
  /** Of QEMU; the kind of domain on Xen. */
  readonly machine?: QemuMachine | DomainType;
  /** KVM where it works, unless given. */
  readonly accel?: 'auto' | 'tcg' | 'kvm';
  readonly gdb?: { readonly port?: number };
}

/**
 * What runs images of the configuration's platform.
 * @throws UnicoreError when nothing does
 */
export function machineOf({ target, projects }: Configuration): ImageRun['on'] {
  const machine = projects.get(`plat-${target.platform}`)?.project.manifest.run?.machine;
  if (machine !== undefined) return machine;
  throw new UnicoreError({
    code: 'UNICORE_E_RUN_MACHINE',
    message: `images of ${target.platform} are built, and run nowhere`,
    hint: `give "run": { "machine": … } to plat-${target.platform}, or choose another target`,
  });
}

const accelOf = async (choice: RunChoices['accel'] = 'auto', arch: string): Promise<'tcg' | 'kvm'> =>
  choice === 'auto' ? chooseAccel(arch) : choice;

const isDomain = (machine: QemuMachine | DomainType): machine is DomainType => machine === 'pvh' || machine === 'pv';

/** @throws UnicoreError for a kind of machine, or an accelerator, that is not of what runs the image */
function kindOf(
  on: ImageRun['on'],
  target: string,
  { machine, accel }: RunChoices,
): Pick<ImageRun, 'machine' | 'domainType'> {
  if (on === 'xen' && accel !== undefined)
    throw usageError(`--accel is for virtual machines, and ${target} runs as a domain of Xen`, 'drop --accel');
  if (machine === undefined || on === 'host') return {};
  if (isDomain(machine) === (on === 'xen')) return isDomain(machine) ? { domainType: machine } : { machine };
  const names = on === 'xen' ? 'pvh, pv' : 'pc, q35, microvm, virt';
  throw usageError(`--machine ${machine} is not for ${target}`, `it is one of ${names}`);
}

export async function imageRun(
  root: string,
  request: BuildRequest,
  configuration: Configuration,
  choices: RunChoices,
): Promise<ImageRun> {
  const { application, target, projects } = configuration;
  const machine = machineOf(configuration);
  const own = application.manifest.run;
  const image = join(outputFolder(root, request), imageName(request));
  const memory = choices.memory ?? own?.memory ?? projects.get(`plat-${target.platform}`)?.project.manifest.run?.memory;
  return {
    image,
    dbg: `${image}.dbg`,
    on: machine,
    arch: target.arch,
    arguments: choices.arguments ?? own?.arguments ?? [],
    ports: choices.ports ?? [],
    devices: choices.devices ?? (machine === 'host' ? [] : drivenDevices(configuration)),
    ...(choices.settings === undefined ? {} : { settings: choices.settings }),
    ...(memory === undefined ? {} : { memory }),
    ...(choices.initrd === undefined ? {} : { initrd: choices.initrd }),
    ...(choices.rootfs === undefined ? {} : { rootfs: choices.rootfs }),
    ...kindOf(machine, target.name, choices),
    ...(machine === 'qemu' ? { accel: await accelOf(choices.accel, target.arch) } : {}),
    ...(choices.gdb === undefined ? {} : { gdb: choices.gdb }),
  };
}
