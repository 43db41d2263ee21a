// SPDX-License-Identifier: BSD-3-Clause
// Which programs each target needs, and which Debian package brings each. Pure.
import type { Project, Workspace } from '@unicore/core/model.js';
import { EMULATORS, userEmulator } from '@unicore/machine/emulators.js';

export interface Tool {
  /** Any of these will do. */
  readonly programs: readonly string[];
  readonly package: string;
  readonly why: string;
}

const HOST: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu-', arm64: 'aarch64-linux-gnu-' };

/** The compiler and binutils of an architecture; the host's own are called without prefix as well. */
function compilers(arch: Project, hostCpu: string): Tool[] {
  const prefix = arch.manifest.triplets?.gcc ?? '';
  const own = prefix === '' || prefix === HOST[hostCpu];
  const suffix = own ? '' : `-${prefix.replace(/-$/, '').replaceAll('_', '-')}`;
  const programs = (name: string): string[] => (own ? [`${prefix}${name}`, name] : [`${prefix}${name}`]);
  return [
    { programs: programs('gcc'), package: `gcc${suffix}`, why: 'compiles' },
    ...['as', 'ld', 'ar', 'objcopy', 'objdump', 'nm', 'strip'].map((name) => ({
      programs: programs(name),
      package: `binutils${suffix}`,
      why: 'assembles and links',
    })),
    { programs: programs('addr2line'), package: `binutils${suffix}`, why: 'names functions in crash reports' },
  ];
}

/** Of the Xen test machine, which is made from Debian's packages. */
const XEN_MACHINE: readonly Tool[] = [
  {
    programs: [EMULATORS['x86_64']!.program],
    package: EMULATORS['x86_64']!.package,
    why: 'runs Xen, which runs the images',
  },
  { programs: ['apt-get'], package: 'apt', why: 'downloads Xen and the kernel of dom0' },
  { programs: ['dpkg-deb'], package: 'dpkg', why: 'unpacks them' },
  { programs: ['xz'], package: 'xz-utils', why: 'unpacks the kernel of dom0' },
];

function machines(platform: Project, arch: string, hostCpu: string): readonly Tool[] {
  const user = platform.manifest.run?.machine === 'host' ? userEmulator(arch, hostCpu) : undefined;
  if (user) return [{ programs: [user.program], package: user.package, why: 'runs the images' }];
  if (platform.manifest.run?.machine === 'xen') return XEN_MACHINE;
  if (platform.manifest.run?.machine !== 'qemu') return [];
  const { program, package: name } = EMULATORS[arch] ?? { program: `qemu-system-${arch}`, package: 'qemu-system' };
  return [{ programs: [program], package: name, why: 'runs the images' }];
}

/** For fetching and patching third-party sources. */
const SOURCES: readonly Tool[] = [{ programs: ['patch'], package: 'patch', why: 'applies patches to fetched sources' }];

export interface TargetTools {
  /** `<platform>-<arch>`. */
  readonly target: string;
  readonly tools: readonly Tool[];
}

export function toolsOf(workspace: Workspace, hostCpu: string = process.arch): TargetTools[] {
  const projects = [...workspace.projects.values()];
  return projects
    .filter(({ manifest }) => manifest.kind === 'platform')
    .flatMap((platform) =>
      (platform.manifest.supports?.archs ?? []).flatMap((name) => {
        const arch = workspace.projects.get(`arch-${name}`);
        if (arch === undefined) return [];
        const tools = [...compilers(arch, hostCpu), ...machines(platform, name, hostCpu), ...SOURCES];
        return [{ target: `${platform.name.replace(/^plat-/, '')}-${name}`, tools }];
      }),
    )
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}

/** What `npm test` and `lint` use beside. */
export const TEST_TOOLS: readonly Tool[] = [
  { programs: ['clang-format'], package: 'clang-format', why: 'lint: the format of C' },
  { programs: ['curl'], package: 'curl', why: 'tests of app-nginx' },
  { programs: ['ab'], package: 'apache2-utils', why: 'tests of app-nginx: its memory after load' },
  { programs: ['cpio'], package: 'cpio', why: 'tests: archives of the tests, unpacked by another program' },
  {
    programs: ['ip', '/usr/sbin/ip', '/sbin/ip'],
    package: 'iproute2',
    why: 'tests of the network: taps in namespaces',
  },
  { programs: ['unshare'], package: 'util-linux', why: 'tests of the network: namespaces of their own' },
  { programs: ['kconfig-conf'], package: 'kconfig-frontends', why: 'tests: exported options, read by another program' },
  {
    programs: ['/usr/lib/python3/dist-packages/kconfiglib.py'],
    package: 'python3-kconfiglib',
    why: 'tests: exported options, read by another program',
  },
  { programs: ['ninja'], package: 'ninja-build', why: 'tests: the exported plan, carried out by ninja' },
  { programs: ['ping'], package: 'iputils-ping', why: 'tests of the network: echo, also in fragments' },
  { programs: ['ps'], package: 'procps', why: 'tests: no process is left behind' },
  { programs: ['tmux'], package: 'tmux', why: 'tests of menuconfig in a real terminal' },
  { programs: ['wrk'], package: 'wrk', why: 'tests of app-nginx under load' },
  {
    programs: ['nginx', '/usr/sbin/nginx'],
    package: 'nginx-core',
    why: 'tests: answers compared with the host’s nginx',
  },
];
