// SPDX-License-Identifier: BSD-3-Clause
// Which compiler tasks are hashed with: its identity as an environment variable, which Nx reads as an input. A process per
// run would cost more than everything else that a build with nothing to do costs.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolchainKind } from '@unicore/core/toolchain/probe.js';

export interface ArchToolchain {
  readonly arch: string;
  readonly kind: ToolchainKind;
  /** Of the manifest. */
  readonly triplets: { readonly gcc?: string; readonly clang?: string };
}

/** The tool's version, for workspaces that only install it. Set before tasks are hashed. */
export const TOOL_VARIABLE = 'UNICORE_TOOL';

/** Set before tasks are hashed. */
export const toolchainVariable = (arch: string, kind: ToolchainKind): string =>
  `UNICORE_TOOLCHAIN_${arch.toUpperCase().replace(/\W/g, '_')}_${kind.toUpperCase()}`;

/** How each path that a probe looked at is now; a path where nothing is, too. */
function statesOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const found = statSync(path, { bigint: true, throwIfNoEntry: false });
      return found === undefined ? '-' : `${found.size} ${found.mtimeNs} ${found.ctimeNs} ${found.ino}`;
    })
    .join('\n');
}

interface Known {
  readonly path: string;
  readonly looked: readonly string[];
  readonly states: string;
  readonly identity: string;
}

async function probe({
  arch,
  kind,
  triplets,
}: ArchToolchain): Promise<{ identity: string; looked: readonly string[] }> {
  const { probeToolchain } = await import('@unicore/core/toolchain/probe.js');
  const nowhere = { file: '', line: 1, column: 1 };
  const project = {
    name: `arch-${arch}`,
    root: '',
    tags: [],
    manifest: { kind: 'arch' as const, summary: '', triplets },
    locate: () => nowhere,
    locateKey: () => nowhere,
    sourceLine: () => '',
  };
  return probeToolchain(project, kind);
}

/** The variables for all architectures. A compiler that is not there is `missing`: tasks that need it say so. */
export async function toolchainVariables(
  root: string,
  archs: readonly ArchToolchain[],
): Promise<Record<string, string>> {
  const folder = join(root, '.nx', 'unicore', 'toolchains');
  const variables: Record<string, string> = {};
  for (const one of archs) {
    const name = toolchainVariable(one.arch, one.kind);
    const file = join(folder, `${name}.json`);
    const path = process.env['PATH'] ?? '';
    try {
      const known = JSON.parse(readFileSync(file, 'utf8')) as Known;
      if (known.path === path && known.states === statesOf(known.looked)) {
        variables[name] = known.identity;
        continue;
      }
    } catch {
      // Never probed, or not readable: probe.
    }
    try {
      const { identity, looked } = await probe(one);
      variables[name] = identity;
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        `${file}.${process.pid}`,
        JSON.stringify({ path, looked, states: statesOf(looked), identity } satisfies Known),
      );
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      variables[name] ??= 'missing';
    }
  }
  return variables;
}
