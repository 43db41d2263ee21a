// SPDX-License-Identifier: BSD-3-Clause
// The plugin that nx.json names: infers targets and edges from the key `unicore` of project.json files.
import type {
  CreateDependencies,
  CreateNodes,
  DependencyType,
  PostTasksExecution,
  PreTasksExecution,
  RawProjectGraphDependency,
} from '@nx/devkit';
import { inferAll, type Inference } from './graph/inference.js';

export const name = '@unicore/nx';

const PATTERN = '{archs,platforms,libs,apps}/**/project.json';

/** What createNodes found last; edges belong to the same manifests. */
let current: Promise<Inference> | undefined;

export const createNodes: CreateNodes = [
  PATTERN,
  async (files, _options, { workspaceRoot }) => {
    current = inferAll(workspaceRoot, files);
    const { projects, errors } = await current;
    for (const { text } of errors) process.stderr.write(text);
    return files.flatMap((file) => {
      const root = file.slice(0, -'/project.json'.length);
      const project = projects[root];
      return project ? [[file, { projects: { [root]: project } }] as const] : [];
    });
  },
];

export const createDependencies: CreateDependencies = async (_options, { projects, externalNodes }) => {
  const edges = (await current)?.edges ?? [];
  const inGraph = edges.filter(
    ({ source, target }) => source in projects && (target in projects || target in (externalNodes ?? {})),
  );
  return inGraph.map(({ source, target, file }): RawProjectGraphDependency =>
    file === undefined
      ? { source, target, type: 'implicit' as DependencyType.implicit }
      : { source, target, type: 'static' as DependencyType.static, sourceFile: file },
  );
};

/** A daemon that has the graph already may not have asked for nodes in this process. */
async function inference(root: string): Promise<Inference> {
  if (current) return current;
  const { default: glob } = await import('fast-glob');
  return inferAll(root, await glob(PATTERN, { cwd: root, ignore: ['**/node_modules/**', '**/dist/**'] }));
}

export const preTasksExecution: PreTasksExecution = async (_options, context) => {
  const { beforeTasks } = await import('./before-tasks.js');
  await beforeTasks(context, await inference(context.workspaceRoot));
};

export const postTasksExecution: PostTasksExecution = async (_options, context) => {
  const { afterTasks } = await import('./after-tasks.js');
  afterTasks(context);
};
