// SPDX-License-Identifier: BSD-3-Clause
// Edges of the project graph: what a manifest requires or provides (static), and who was chosen for an application's targets.
import { configure } from '@unicore/core/prepare.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { isPackaged, packageOf } from '@unicore/core/manifest/packages.js';
import type { Project, Workspace } from '@unicore/core/model.js';
import { targetsOf } from '@unicore/core/resolve/resolve.js';

export interface Edge {
  readonly source: string;
  readonly target: string;
  /** The manifest that names it; none for a provider that was chosen. */
  readonly file?: string;
}

function named(project: Project): string[] {
  const { requires = [], optional = [], provides = [], tests } = project.manifest;
  const names = [...requires, ...(tests?.requires ?? [])].map((entry) =>
    typeof entry === 'string' ? entry : entry.name,
  );
  return [...names, ...optional, ...provides];
}

function chosen(workspace: Workspace, application: Project): string[] {
  return targetsOf(workspace, application).flatMap((target) => {
    try {
      return [...configure(workspace, { application: application.name, target }).projects.keys()];
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      return [];
    }
  });
}

export function edgesOf(workspace: Workspace): Edge[] {
  const edges = new Map<string, Edge>();
  const add = ({ target, ...rest }: Edge): void => {
    const project = workspace.projects.get(target);
    if (project === undefined || rest.source === target) return;
    const edge = { ...rest, target: isPackaged(project) ? `npm:${packageOf(project)}` : target };
    const key = `${edge.source} ${edge.target}`;
    if (!edges.has(key)) edges.set(key, edge);
  };
  const local = [...workspace.projects.values()].filter((project) => !isPackaged(project));
  for (const project of local) {
    for (const target of named(project)) add({ source: project.name, target, file: `${project.root}/project.json` });
  }
  for (const project of local) {
    if (project.manifest.kind !== 'application') continue;
    for (const target of chosen(workspace, project)) add({ source: project.name, target });
    const rootfs = project.manifest.run?.rootfs;
    // It need not be a project of Unicore.
    if (rootfs !== undefined && 'from' in rootfs) {
      const [target = ''] = rootfs.from.split(':');
      edges.set(`${project.name} ${target}`, { source: project.name, target, file: `${project.root}/project.json` });
    }
  }
  return [...edges.values()];
}
