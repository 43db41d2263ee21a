// SPDX-License-Identifier: BSD-3-Clause
// `<application>.cfg`: the image as a domain, for `xl create` in the folder where it lies.
import type { Configuration } from '../model.js';
import { quoteWord } from './quote-word.js';
import { xlConfig, type GuestType } from './xl-config.js';

/** Least memory of a domain: PVH has none below its first MiB; a PV domain begins with 4 MiB mapped. */
const LEAST_MIB: Readonly<Record<GuestType, number>> = { pvh: 2, pv: 4 };

const DEFAULT_MEMORY = '64M';

const MIB_OF: Readonly<Record<string, number>> = { K: 2 ** -10, M: 1, G: 2 ** 10 };

/** In MiB, as xl counts. @param text as the manifest writes it: 512K, 16M, 1G */
export function domainMemory(text: string = DEFAULT_MEMORY, type: GuestType): number {
  return Math.max(LEAST_MIB[type], Math.ceil(Number.parseInt(text, 10) * MIB_OF[text.at(-1) ?? '']!));
}

/** The bridge that Xen's own documentation and Debian name. */
export const BRIDGE = 'xenbr0';

/** A domain that ends is gone; one that asks for it begins anew. */
const ACTIONS = { poweroff: 'destroy', reboot: 'restart', crash: 'destroy' };

/** Undefined for an image that no toolstack of Xen runs. */
export function xlFile({ application, target, projects }: Configuration): string | undefined {
  const platform = projects.get(`plat-${target.platform}`);
  if (platform?.project.manifest.run?.machine !== 'xen') return undefined;
  const type = platform.options.get('boot')?.value === 'pv' ? 'pv' : 'pvh';
  const { memory = platform.project.manifest.run.memory, arguments: words = [] } = application.manifest.run ?? {};
  const hasCard = [...projects.values()].some(({ project }) => project.manifest.provides?.includes('netdev'));
  const commandLine = words.map(quoteWord).join(' ');
  const config = xlConfig({
    name: application.name,
    type,
    kernel: application.name,
    memoryMiB: domainMemory(memory, type),
    ...(commandLine === '' ? {} : { commandLine }),
    cards: hasCard ? [{ bridge: BRIDGE }] : [],
    actions: ACTIONS,
  });
  return `# In this folder: xl create -c ${application.name}.cfg\n${config}`;
}
