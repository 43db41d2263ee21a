// SPDX-License-Identifier: BSD-3-Clause
// Nx targets of a project, inferred from its manifest. Pure: nothing that a manifest names runs here.
import { imageName, type BuildRequest } from '@unicore/core/build.js';
import { configure } from '@unicore/core/prepare.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Project, Workspace } from '@unicore/core/model.js';
import { targetsOf } from '@unicore/core/resolve/resolve.js';
import { suitesFor, type Suite } from '@unicore/core/resolve/suites.js';
import type { TargetConfiguration } from 'nx/src/config/workspace-json-project-json.js';
import { inputsOf, type Input } from './inputs.js';
import { EXECUTOR, RUN_EXECUTOR } from './names.js';

type Targets = Record<string, TargetConfiguration>;

interface Inferred {
  readonly inputs: readonly Input[];
  /** The configuration does not resolve: the task fails with the diagnostic, and is never cached. */
  readonly broken: boolean;
}

function infer(workspace: Workspace, request: BuildRequest, dependencies: readonly string[]): Inferred {
  try {
    return { inputs: inputsOf(workspace, configure(workspace, request), dependencies), broken: false };
  } catch (error) {
    if (!(error instanceof UnicoreError)) throw error;
    return { inputs: [], broken: true };
  }
}

const union = (lists: readonly (readonly Input[])[]): Input[] => [
  ...new Map(lists.flat().map((input) => [JSON.stringify(input), input] as const)).values(),
];

/** `<verb>` with a configuration per target, `<verb>--<target>` with exact inputs, and `<verb>-all`. */
function family(
  verb: 'build' | 'test',
  names: readonly string[],
  of: (target: string) => Inferred & { outputs: string[] },
  outputs: string[],
  description: string,
): Targets {
  const each = names.map((target) => [target, of(target)] as const);
  const shared = { executor: EXECUTOR, parallelism: true };
  const [first] = names;
  const all = union(each.map(([, { inputs }]) => inputs));
  const anyBroken = each.some(([, { broken }]) => broken);
  return {
    [verb]: {
      ...shared,
      cache: !anyBroken,
      options: { command: verb, target: first },
      configurations: Object.fromEntries(names.map((target) => [target, { target }])),
      ...(first === undefined ? {} : { defaultConfiguration: first }),
      inputs: all,
      outputs,
      metadata: { description, technologies: ['unicore'] },
    },
    ...Object.fromEntries(
      each.map(([target, { inputs, broken, outputs: own }]) => [
        `${verb}--${target}`,
        {
          ...shared,
          cache: !broken,
          options: { command: verb, target },
          inputs: [...inputs],
          outputs: own,
          metadata: { description: `${description} (${target})`, technologies: ['unicore'] },
        },
      ]),
    ),
    [`${verb}-all`]: {
      executor: 'nx:noop',
      cache: false,
      dependsOn: names.map((target) => `${verb}--${target}`),
      inputs: all,
      metadata: { description: `${description}, for every target`, technologies: ['unicore'] },
    },
  };
}

function asks(names: readonly string[]): Targets {
  const one = (command: 'size' | 'why', description: string): TargetConfiguration => ({
    executor: EXECUTOR,
    cache: false,
    options: { command, target: names[0] },
    configurations: Object.fromEntries(names.map((target) => [target, { target }])),
    metadata: { description, technologies: ['unicore'] },
  });
  return {
    size: { ...one('size', 'Bytes of the image by library'), dependsOn: ['build'] },
    why: one('why', 'Why a project or an option is as it is: --name <project or option>'),
  };
}

function runTarget(names: readonly string[]): TargetConfiguration {
  return {
    executor: RUN_EXECUTOR,
    continuous: true,
    cache: false,
    dependsOn: ['build'],
    options: { target: names[0] },
    configurations: Object.fromEntries(names.map((target) => [target, { target }])),
    ...(names[0] === undefined ? {} : { defaultConfiguration: names[0] }),
    metadata: { description: 'Runs the image', technologies: ['unicore'] },
  };
}

const requestOf = ({ project, provider }: Suite, target: string): BuildRequest => ({
  application: project,
  target,
  test: true,
  ...(provider === undefined ? {} : { provider }),
});

function testTargets(workspace: Workspace, suites: readonly Suite[], dependencies: readonly string[]): Targets {
  const names = [...new Set(suites.flatMap(({ targets }) => targets))];
  if (names.length === 0) return {};
  const of = (target: string): Inferred & { outputs: string[] } => {
    const requests = suites.filter(({ targets }) => targets.includes(target)).map((suite) => requestOf(suite, target));
    const each = requests.map((request) => infer(workspace, request, dependencies));
    return {
      inputs: union(each.map(({ inputs }) => inputs)),
      broken: each.some(({ broken }) => broken),
      outputs: requests.map((request) => `{workspaceRoot}/dist/${imageName(request)}/${target}/test.json`),
    };
  };
  const outputs = [
    ...new Set(
      suites.map((suite) => `{workspaceRoot}/dist/${imageName(requestOf(suite, ''))}/{options.target}/test.json`),
    ),
  ];
  return family('test', names, of, outputs, 'Runs the tests inside an image');
}

const LINT_INPUTS: readonly Input[] = [
  '{projectRoot}/**/*',
  '{workspaceRoot}/tools/*/src/**/*.ts',
  '!{workspaceRoot}/tools/*/src/**/*.test.ts',
  '{workspaceRoot}/.clang-format',
];

function lintTarget(workspace: Workspace, dependencies: readonly string[]): TargetConfiguration {
  // What a source may name depends on the manifests of what its project requires: on all, to be safe.
  const all = [...workspace.projects.values()].map(({ root }) => ({
    json: `{workspaceRoot}/${root}/project.json`,
    fields: ['unicore'],
  }));
  return {
    executor: EXECUTOR,
    cache: true,
    options: { command: 'lint' },
    inputs: [...LINT_INPUTS, ...all, { externalDependencies: [...dependencies] }],
    outputs: [],
    metadata: { description: 'Checks manifest, sources and documentation', technologies: ['unicore'] },
  };
}

/** All targets of one project. */
export function inferTargets(workspace: Workspace, project: Project, dependencies: readonly string[]): Targets {
  const lint = { lint: lintTarget(workspace, dependencies) };
  if (project.manifest.kind !== 'application')
    return { ...lint, ...testTargets(workspace, suitesFor(workspace, project), dependencies) };
  const names = targetsOf(workspace, project);
  if (names.length === 0) return lint;
  const folder = `{workspaceRoot}/dist/${project.name}`;
  const outputs = (target: string): string[] => [`${folder}/${target}/*`, `!${folder}/${target}/.build`];
  const build = family(
    'build',
    names,
    (target) => ({
      ...infer(workspace, { application: project.name, target }, dependencies),
      outputs: outputs(target),
    }),
    outputs('{options.target}'),
    'Builds the image',
  );
  return { ...lint, ...build, run: runTarget(names), ...asks(names) };
}
