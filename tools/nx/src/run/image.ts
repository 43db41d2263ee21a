// SPDX-License-Identifier: BSD-3-Clause
// A built image and what its manifests say about running it → what the runner takes.
import { imageName, outputFolder, type BuildRequest } from '@unicore/core/build.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Configuration } from '@unicore/core/model.js';
import type { ImageRun, PortMapping, QemuMachine } from '@unicore/machine';
import { join } from 'node:path';

/** What the user says beside the manifest. */
export interface RunChoices {
  readonly memory?: string;
  readonly ports?: readonly PortMapping[];
  readonly arguments?: readonly string[];
  readonly initrd?: string;
  readonly machine?: QemuMachine;
  readonly accel?: 'tcg' | 'kvm';
  readonly gdb?: boolean;
}

export function imageRun(
  root: string,
  request: BuildRequest,
  configuration: Configuration,
  choices: RunChoices,
): ImageRun {
  const { application, target, projects } = configuration;
  const platform = projects.get(`plat-${target.platform}`)?.project.manifest.run;
  if (platform?.machine === undefined) {
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_MACHINE',
      message: `images of ${target.platform} are built, and run nowhere`,
      hint: `give "run": { "machine": … } to plat-${target.platform}, or choose another target`,
    });
  }
  const own = application.manifest.run;
  const image = join(outputFolder(root, request), imageName(request));
  const memory = choices.memory ?? own?.memory ?? platform.memory;
  return {
    image,
    dbg: `${image}.dbg`,
    on: platform.machine,
    arch: target.arch,
    arguments: choices.arguments ?? own?.arguments ?? [],
    ports: choices.ports ?? [],
    ...(memory === undefined ? {} : { memory }),
    ...(choices.initrd === undefined ? {} : { initrd: choices.initrd }),
    ...(choices.machine === undefined ? {} : { machine: choices.machine }),
    ...(choices.accel === undefined ? {} : { accel: choices.accel }),
    ...(choices.gdb === undefined ? {} : { gdb: choices.gdb }),
  };
}
