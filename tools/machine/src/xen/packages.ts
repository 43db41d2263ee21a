// SPDX-License-Identifier: BSD-3-Clause
// Debian's packages of the test machine: the newest Xen and Linux, their toolstack, and the libraries that this needs.
import type { DebianPackages, Dependencies } from '@unicore/core/fetch/debian-packages.js';

/** Names that stand for the newest of their kind. */
const META = { xen: 'xen-system-amd64', linux: 'linux-image-amd64' } as const;

/** Needed whatever their version is. */
const FIXED = ['busybox-static', 'xenstore-utils'];

const PARTS = { hypervisor: /^xen-hypervisor-\d/, toolstack: /^xen-utils-\d/, kernel: /^linux-image-\d/ } as const;

/** What depends on it is not needed in dom0: scripts and services of an installed Xen. */
const isLibrary = (name: string): boolean => /^z?lib(?!python|perl)/.test(name);

/** The libraries that packages depend on, and theirs. */
function librariesOf(names: readonly string[], all: Dependencies): string[] {
  const found = new Set<string>();
  for (let open = [...names]; open.length > 0;) {
    const next = new Set(open.flatMap((name) => all.get(name) ?? []));
    open = [...next].filter((name) => isLibrary(name) && !found.has(name));
    for (const name of open) found.add(name);
  }
  return [...found].sort();
}

/**
 * Names for `download`.
 * @throws Error that names what the lists do not hold
 */
export async function packagesFor(packages: DebianPackages): Promise<string[]> {
  const all = await packages.dependenciesOf([META.xen, META.linux, ...FIXED]);
  const pick = (meta: string, pattern: RegExp): string => {
    const name = all.get(meta)?.find((one) => pattern.test(one));
    if (name === undefined) throw new Error(`the package lists of this machine do not hold ${meta}`);
    return name;
  };
  const hypervisor = pick(META.xen, PARTS.hypervisor);
  const toolstack = pick(META.xen, PARTS.toolstack);
  const kernel = pick(META.linux, PARTS.kernel);
  return [hypervisor, kernel, toolstack, ...FIXED, ...librariesOf([toolstack, ...FIXED], all)];
}
