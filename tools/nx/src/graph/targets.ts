// SPDX-License-Identifier: BSD-3-Clause
// Nx targets of a project, inferred from its manifest. Pure: nothing that a manifest names runs here.
import { imageName, type BuildRequest } from '@unicore/core/build.js';
import { configure } from '@unicore/core/prepare.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Project, RunManifest, Workspace } from '@unicore/core/model.js';
import { targetsOf } from '@unicore/core/resolve/resolve.js';
import { suitesFor, type Suite } from '@unicore/core/resolve/suites.js';
import type { TargetConfiguration } from 'nx/src/config/workspace-json-project-json.js';
import { projectNames, projectPattern, type Input, type InputNames } from './inputs.js';
import { ASKED, EXECUTOR, RUN_EXECUTOR } from './names.js';

type Targets = Record<string, TargetConfiguration>;

export interface Context {
  readonly workspace: Workspace;
  readonly names: InputNames;
}

interface Inferred {
  readonly inputs: readonly Input[];
  /** The configuration does not resolve: the task fails with the diagnostic, and is never cached. */
  readonly broken: boolean;
}

function infer(owner: string, { workspace, names }: Context, request: BuildRequest): Inferred {
  try {
    return { inputs: names.image(owner, configure(workspace, request)), broken: false };
  } catch (error) {
    if (!(error instanceof UnicoreError)) throw error;
    // Any manifest may have broken it, and a change that does must mark the task, which then fails.
    return { inputs: [names.allManifests()], broken: true };
  }
}

/** All inputs once; of lists of other projects one per name. */
function union(lists: readonly (readonly Input[])[]): Input[] {
  const projects = new Map<string, Set<string>>();
  const rest = new Map<string, Input>();
  for (const input of lists.flat()) {
    if (typeof input === 'object' && 'input' in input && 'projects' in input) {
      const known = projects.get(input.input) ?? new Set<string>();
      projects.set(input.input, known);
      for (const name of projectNames(String(input.projects))) known.add(name);
    } else rest.set(JSON.stringify(input), input);
  }
  return [
    ...[...projects].map(([input, names]) => ({ input, projects: projectPattern([...names].sort()) })),
    ...rest.values(),
  ];
}

/** `<verb>` with a configuration per target, `<verb>--<target>` with exact inputs, and `<verb>-all`. */
function family(
  verb: 'build' | 'test',
  targets: readonly string[],
  of: (target: string) => Inferred & { outputs: string[] },
  outputs: string[],
  description: string,
): Targets {
  const each = targets.map((target) => [target, of(target)] as const);
  const shared = { executor: EXECUTOR };
  const [first] = targets;
  const inputs = union(each.map(([, found]) => found.inputs));
  return {
    [verb]: {
      ...shared,
      cache: !each.some(([, { broken }]) => broken),
      options: { command: verb, target: first },
      configurations: Object.fromEntries(targets.map((target) => [target, { target }])),
      ...(first === undefined ? {} : { defaultConfiguration: first }),
      // A task that was skipped is not what a task that ran is.
      inputs: [...inputs, { env: ASKED }],
      outputs,
      metadata: { description },
    },
    ...Object.fromEntries(
      each.map(([target, { inputs: exact, broken, outputs: own }]) => [
        `${verb}--${target}`,
        {
          ...shared,
          cache: !broken,
          options: { command: verb, target },
          inputs: [...exact],
          outputs: own,
        },
      ]),
    ),
    [`${verb}-all`]: {
      executor: 'nx:noop',
      cache: false,
      dependsOn: targets.map((target) => `${verb}--${target}`),
      // Without inputs no change would ever reach it.
      inputs,
      metadata: { description: `${description}, for every target` },
    },
  };
}

function asks(names: readonly string[]): Targets {
  const one = (command: 'size' | 'why', description: string): TargetConfiguration => ({
    executor: EXECUTOR,
    cache: false,
    options: { command, target: names[0] },
    configurations: Object.fromEntries(names.map((target) => [target, { target }])),
    metadata: { description },
  });
  return {
    size: { ...one('size', 'Bytes of the image by library'), dependsOn: ['build'] },
    why: one('why', 'Why a project or an option is as it is: --name <project or option>'),
  };
}

/** A command of its own, which Nx runs with the terminal. */
function menuconfigTarget(name: string, names: readonly string[]): TargetConfiguration {
  const command = (target: string): { command: string } => ({ command: `unicore menuconfig ${name} -c ${target}` });
  return {
    executor: 'nx:run-commands',
    cache: false,
    options: { ...command(names[0] ?? ''), cwd: '{workspaceRoot}', tty: true },
    configurations: Object.fromEntries(names.map((target) => [target, command(target)])),
    metadata: { description: 'Edits the configuration in the terminal', technologies: ['unicore'] },
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
    metadata: { description: 'Runs the image' },
  };
}

const requestOf = ({ project, provider }: Suite, target: string): BuildRequest => ({
  application: project,
  target,
  test: true,
  ...(provider === undefined ? {} : { provider }),
});

function testTargets(context: Context, owner: string, suites: readonly Suite[]): Targets {
  const names = [...new Set(suites.flatMap(({ targets }) => targets))];
  if (names.length === 0) return {};
  const of = (target: string): Inferred & { outputs: string[] } => {
    const requests = suites.filter(({ targets }) => targets.includes(target)).map((suite) => requestOf(suite, target));
    const each = requests.map((request) => infer(owner, context, request));
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

function lintTarget({ names }: Context): TargetConfiguration {
  return {
    executor: EXECUTOR,
    cache: true,
    options: { command: 'lint' },
    inputs: ['{projectRoot}/**/*', '{workspaceRoot}/.clang-format', names.tool(), names.allManifests()],
    outputs: [],
    metadata: { description: 'Checks manifest, sources and documentation' },
  };
}

/** What another project builds into the image comes first, and is hashed as it lies there. */
function withRootfs(targets: Targets, rootfs: RunManifest['rootfs']): Targets {
  if (rootfs === undefined || !('from' in rootfs)) return targets;
  const [projects = '', ...target] = rootfs.from.split(':');
  const first = { projects: [projects], target: target.join(':') };
  return Object.fromEntries(
    Object.entries(targets).map(([name, { inputs = [], dependsOn = [], ...rest }]) => [
      name,
      {
        ...rest,
        dependsOn: [...dependsOn, first],
        inputs: [...inputs, { dependentTasksOutputFiles: '**/*' }],
      },
    ]),
  );
}

/** All targets of one project. */
export function inferTargets(context: Context, project: Project): Targets {
  const lint = { lint: lintTarget(context) };
  const { name, manifest } = project;
  if (manifest.kind !== 'application') {
    return { ...lint, ...testTargets(context, name, suitesFor(context.workspace, project)) };
  }
  const targets = targetsOf(context.workspace, project);
  if (targets.length === 0) return lint;
  const folder = `{workspaceRoot}/dist/${name}`;
  const outputs = (target: string): string[] => [`${folder}/${target}/*`, `!${folder}/${target}/.build`];
  const one = (target: string): Inferred & { outputs: string[] } => ({
    ...infer(name, context, { application: name, target }),
    outputs: outputs(target),
  });
  const built = family('build', targets, one, outputs('{options.target}'), 'Builds the image');
  const build = withRootfs(built, manifest.run?.rootfs);
  return { ...lint, ...build, run: runTarget(targets), menuconfig: menuconfigTarget(name, targets), ...asks(targets) };
}
