// SPDX-License-Identifier: BSD-3-Clause
// Targets: which a project has, what one extends, and the platform and architecture that it names.
import type { Project, Target, TargetManifest, Workspace } from '../model.js';
import { closest } from '../plan/suggest.js';
import { failAt } from './problem.js';

/** `plat-kvm` → `kvm`. */
const platformName = ({ name }: Project): string => name.replace(/^plat-/, '');

export interface Link {
  readonly name: string;
  readonly manifest: TargetManifest;
}

/** `<platform>-<arch>` of each pair that is there, sorted. */
function pairs(workspace: Workspace): { text: string; platform: Project; arch: string }[] {
  return [...workspace.projects.values()]
    .filter(({ manifest }) => manifest.kind === 'platform')
    .flatMap((platform) =>
      (platform.manifest.supports?.archs ?? []).map((arch) => ({
        text: `${platformName(platform)}-${arch}`,
        platform,
        arch,
      })),
    )
    .filter(({ arch }) => workspace.projects.has(`arch-${arch}`))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

export function supports(
  { manifest: { kind, supports: list }, name }: Project,
  target: Pick<Target, 'platform' | 'arch'>,
): boolean {
  if (kind === 'platform') return name === `plat-${target.platform}`;
  if (kind === 'arch') return name === `arch-${target.arch}`;
  return (list?.platforms?.includes(target.platform) ?? true) && (list?.archs?.includes(target.arch) ?? true);
}

/** Names of the targets that a project can be built for, the default first. */
export function targetsOf(workspace: Workspace, project: Project): string[] {
  if (project.manifest.targets) return Object.keys(project.manifest.targets);
  return pairs(workspace)
    .filter(({ platform, arch }) => supports(project, { platform: platformName(platform), arch }))
    .map(({ text }) => text);
}

/** Names of the targets on which a project's tests can run: those whose platform says how an image is run. */
export function testTargetsOf(workspace: Workspace, project: Project): string[] {
  const able = new Set(
    pairs(workspace)
      .filter(({ platform }) => platform.manifest.run?.machine !== undefined)
      .map(({ text }) => text),
  );
  return targetsOf(workspace, {
    ...project,
    manifest: { ...project.manifest, targets: undefined },
  } as unknown as Project).filter((name) => able.has(name));
}

/** The target's manifest with all that it extends, the nearest last. */
export function targetChain(application: Project, name: string): Link[] {
  const targets = application.manifest.targets ?? {};
  const chain: Link[] = [];
  for (let next: string | undefined = name; next !== undefined;) {
    const current: string = next;
    const manifest: TargetManifest | undefined = targets[current];
    const from = chain[0];
    if (manifest === undefined) {
      const names = Object.keys(targets);
      const guess = closest(current, names);
      const hint = guess ? `did you mean "${guess}"?` : `its targets are ${names.join(', ')}`;
      throw failAt(
        'UNICORE_E_TARGET_UNKNOWN',
        `${application.name} has no target "${current}"`,
        { project: application, path: from ? ['targets', from.name, 'extends'] : ['targets'] },
        hint,
      );
    }
    if (chain.some((link) => link.name === current)) {
      const cycle = [...chain.map((link) => link.name).reverse(), current].join(' → ');
      throw failAt(
        'UNICORE_E_TARGET_CYCLE',
        `targets extend each other: ${cycle}`,
        { project: application, path: ['targets', from?.name ?? current, 'extends'] },
        'drop one of the "extends"',
      );
    }
    chain.unshift({ name: current, manifest });
    next = manifest.extends;
  }
  return chain;
}

/** What the nearest link says: its `target`, else the beginning of its own name. */
export function readTarget(workspace: Workspace, application: Project, name: string, chain: readonly Link[]): Target {
  const known = pairs(workspace);
  // The longest, as a platform's name may be the beginning of another's.
  const pairOf = (text: string) =>
    known
      .filter((pair) => text === pair.text || text.startsWith(`${pair.text}-`))
      .sort((a, b) => b.text.length - a.text.length)[0];
  for (const { name: key, manifest } of [...chain].reverse()) {
    const found = pairOf(manifest.target ?? key);
    if (found) {
      const { platform, arch } = found;
      const [cpu = arch] = workspace.projects.get(`arch-${arch}`)?.manifest.triplets?.gcc?.split('-') ?? [];
      return { name, platform: platformName(platform), arch, cpu };
    }
    if (manifest.target === undefined) continue;
    throw unknownPair(
      manifest.target,
      application,
      ['targets', key, 'target'],
      known.map(({ text }) => text),
    );
  }
  throw unknownPair(
    name,
    application,
    ['targets', name],
    known.map(({ text }) => text),
  );
}

function unknownPair(text: string, application: Project, path: readonly string[], known: readonly string[]) {
  const guess = closest(text, known);
  const hint = guess
    ? `did you mean "${guess}"?`
    : known.length > 0
      ? `there are ${known.join(', ')}`
      : 'the workspace has no platform for an architecture that it has';
  return failAt(
    'UNICORE_E_TARGET_PLATFORM',
    `"${text}" names no platform and architecture`,
    { project: application, path },
    hint,
  );
}
