// SPDX-License-Identifier: BSD-3-Clause
// The slow way: reads and resolves every manifest. Loaded only when nothing kept fits.
import { renderDiagnostic } from '@unicore/core/diagnostic-text.js';
import { isPackaged } from '@unicore/core/manifest/packages.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { edgesOf } from './edges.js';
import type { Inference, InferredProject } from './inference.js';
import { InputNames, TOOL_SOURCES, type Input } from './inputs.js';
import { inferTargets } from './targets.js';
import { TOOL_VARIABLE, toolchainVariable, type ArchToolchain } from './toolchains.js';
import type { Workspace } from '@unicore/core/model.js';

const require = createRequire(import.meta.url);

/** The tool as an input: its sources and packages where they are of this workspace, else its version. */
function toolInputs(root: string): Input[] {
  if (!existsSync(join(root, 'tools/core/package.json'))) return [{ env: TOOL_VARIABLE }, { externalDependencies: [] }];
  const { dependencies } = require('@unicore/core/package.json') as { dependencies?: Record<string, string> };
  return [...TOOL_SOURCES, { externalDependencies: Object.keys(dependencies ?? {}).sort() }];
}

/** Those that some task names as an input. */
function toolchains(workspace: Workspace, projects: Readonly<Record<string, InferredProject>>): ArchToolchain[] {
  const used = new Set(
    Object.values(projects)
      .flatMap(({ targets: own }) => Object.values(own).flatMap(({ inputs = [] }) => inputs))
      .flatMap((input) => (typeof input === 'object' && 'env' in input ? [input.env] : [])),
  );
  return [...workspace.projects.values()]
    .filter(({ manifest }) => manifest.kind === 'arch')
    .flatMap(({ name, manifest: { triplets = {} } }) =>
      (['gcc', 'clang'] as const).map((kind) => ({ arch: name.replace(/^arch-/, ''), kind, triplets })),
    )
    .filter(({ arch, kind }) => used.has(toolchainVariable(arch, kind)));
}

export async function inferWorkspace(root: string): Promise<Inference> {
  const workspace = await readWorkspace(root);
  const context = { workspace, names: new InputNames(workspace, toolInputs(root)) };
  const projects: Record<string, InferredProject> = {};
  // Nx walks no installed packages: what lies there is a version.
  const local = [...workspace.projects.values()].filter((project) => !isPackaged(project));
  const targets = new Map(local.map((project) => [project.name, inferTargets(context, project)]));
  for (const project of local) {
    projects[project.root] = {
      root: project.root,
      name: project.name,
      projectType: project.manifest.kind === 'application' ? 'application' : 'library',
      namedInputs: context.names.of(project.name),
      targets: targets.get(project.name) ?? {},
    };
  }
  return {
    projects,
    edges: edgesOf(workspace),
    toolchains: toolchains(workspace, projects),
    errors: workspace.diagnostics.map((diagnostic) => ({
      file: diagnostic.location?.file ?? '',
      text: renderDiagnostic(diagnostic),
    })),
  };
}
