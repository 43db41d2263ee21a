// SPDX-License-Identifier: BSD-3-Clause
// The plugin that nx.json names: infers targets and edges from the key `unicore` of project.json files.
import type { CreateDependencies, CreateNodes, PreTasksExecution } from '@nx/devkit';
import { inferAll } from './graph/inference.js';

export const name = '@unicore/nx';

const PATTERN = '{archs,platforms,libs,apps}/**/project.json';

export const createNodes: CreateNodes = [
  PATTERN,
  async (files, _options, { workspaceRoot }) => {
    const { projects, errors } = await inferAll(workspaceRoot, files);
    for (const { text } of errors) process.stderr.write(text);
    return files.flatMap((file) => {
      const root = file.slice(0, -'/project.json'.length);
      const project = projects[root];
      return project ? [[file, { projects: { [root]: project } }] as const] : [];
    });
  },
];

export const createDependencies: CreateDependencies = async (_options, { workspaceRoot, projects }) => {
  const files = Object.values(projects).map(({ root }) => `${root}/project.json`);
  const { edges } = await inferAll(
    workspaceRoot,
    files.filter((file) => /^(?:archs|platforms|libs|apps)\//.test(file)),
  );
  return edges
    .filter(({ source, target }) => source in projects && target in projects)
    .map(({ source, target, file }) =>
      file === undefined
        ? { source, target, type: 'implicit' as const }
        : { source, target, type: 'static' as const, sourceFile: file },
    );
};

export const preTasksExecution: PreTasksExecution = async (_options, context) => {
  const { beforeTasks } = await import('./before-tasks.js');
  await beforeTasks(context);
};
