// SPDX-License-Identifier: BSD-3-Clause
// A built image and what its manifests say about running it → what the runner takes.
import { imageName, outputFolder, type BuildRequest } from '@unicore/core/build.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Configuration } from '@unicore/core/model.js';
import { chooseAccel, type Device, type ImageRun, type PortMapping, type QemuMachine } from '@unicore/machine';
import { join } from 'node:path';
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
  readonly machine?: QemuMachine;
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
    ...(choices.machine === undefined ? {} : { machine: choices.machine }),
    ...(machine === 'qemu' ? { accel: await accelOf(choices.accel, target.arch) } : {}),
    ...(choices.gdb === undefined ? {} : { gdb: choices.gdb }),
  };
}
