// SPDX-License-Identifier: BSD-3-Clause
// Everything that Nx learns from the manifests, kept by the contents of all project.json files and of the tool.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { poolPackages } from '@unicore/core/manifest/packages.js';
import type { TargetConfiguration } from 'nx/src/config/workspace-json-project-json.js';
import type { Edge } from './edges.js';
import type { Input } from './inputs.js';
import type { ArchToolchain } from './toolchains.js';

export interface InferredProject {
  readonly root: string;
  readonly name: string;
  readonly projectType: 'application' | 'library';
  readonly namedInputs: Record<string, Input[]>;
  readonly targets: Record<string, TargetConfiguration>;
}

export interface Inference {
  /** By folder. */
  readonly projects: Readonly<Record<string, InferredProject>>;
  readonly edges: readonly Edge[];
  /** Compilers that are identified before tasks are hashed. */
  readonly toolchains: readonly ArchToolchain[];
  /** Rendered; one text per manifest that could not be read. */
  readonly errors: readonly { file: string; text: string }[];
}

const TOOL_FOLDER = fileURLToPath(new URL('../../..', import.meta.url));

/** From npm; its version stands in its package.json. */
const isInstalled = !existsSync(join(TOOL_FOLDER, 'core', 'tsconfig.json'));

/** State of the compiled tool: what infers may have changed. */
function toolState(): string {
  return ['core', 'machine', 'nx']
    .map((part) => {
      try {
        const { size, mtimeNs } = statSync(
          join(TOOL_FOLDER, part, isInstalled ? 'package.json' : 'tsconfig.tsbuildinfo'),
          { bigint: true },
        );
        return `${size} ${mtimeNs}`;
      } catch {
        return '';
      }
    })
    .join('\n');
}

/** Of all manifests, in any order. */
export function inferenceKey(root: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(toolState());
  for (const { state } of poolPackages(root)) hash.update(`\n${state}`);
  for (const file of [...files].sort()) hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

const folderOf = (root: string): string => join(root, '.nx', 'unicore');

/** At most this many inferences are kept: going back to another branch costs nothing. */
const KEPT = 8;

function readKept(root: string, key: string): Inference | undefined {
  try {
    return JSON.parse(readFileSync(join(folderOf(root), `${key}.json`), 'utf8')) as Inference;
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written costs time, never correctness. */
function keep(root: string, key: string, inference: Inference): void {
  try {
    const folder = folderOf(root);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${key}.json`);
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(inference));
    renameSync(`${file}.${process.pid}`, file);
    const kept = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ name, time: statSync(join(folder, name)).mtimeMs }));
    kept.sort((a, b) => b.time - a.time);
    for (const { name } of kept.slice(KEPT)) rmSync(join(folder, name), { force: true });
  } catch {
    return;
  }
}

const known = new Map<string, Promise<Inference>>();

/** @param files paths of the manifests, relative to the workspace */
export function inferAll(root: string, files: readonly string[]): Promise<Inference> {
  const key = inferenceKey(root, files);
  const kept = known.get(key);
  if (kept) return kept;
  const result = (async () => {
    const stored = readKept(root, key);
    if (stored) return stored;
    const { inferWorkspace } = await import('./infer.js');
    const inference = await inferWorkspace(root);
    keep(root, key, inference);
    return inference;
  })();
  known.set(key, result);
  return result;
}
