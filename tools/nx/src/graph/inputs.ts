// SPDX-License-Identifier: BSD-3-Clause
// What a task of Nx depends on: exactly the files that the image of a configuration could read.
import type { Configuration, ConfiguredProject, Workspace } from '@unicore/core/model.js';
import { substitute } from '@unicore/core/plan/scope.js';
import { toolchainVariable } from './toolchains.js';
import type { InputDefinition } from 'nx/src/config/workspace-json-project-json.js';

export type Input = string | InputDefinition;

/** The tool itself, as sources: what is compiled is ignored by git, and so invisible to Nx. */
const BUILDS: readonly Input[] = [
  '{workspaceRoot}/tools/core/src/**/*.ts',
  '!{workspaceRoot}/tools/core/src/**/*.test.ts',
];
const TESTS: readonly Input[] = [
  '{workspaceRoot}/tools/machine/src/**/*.ts',
  '!{workspaceRoot}/tools/machine/src/**/*.test.ts',
  '{workspaceRoot}/tools/nx/src/test/*.ts',
  '!{workspaceRoot}/tools/nx/src/test/*.test.ts',
];

export const fieldsOf = (root: string): Input => ({
  json: `{workspaceRoot}/${root}/project.json`,
  fields: ['unicore'],
});

/** Files that nothing compiles: they may change without marking a task. */
const NEVER = ['project.json', '**/*.md'];

function globs(list: readonly (string | { files: string | string[] })[]): string[] {
  return list.flatMap((entry) => (typeof entry === 'string' ? [entry] : [entry.files].flat()));
}

/** Patterns of sources that this configuration leaves out. */
function leftOut({ project, holds }: ConfiguredProject, { target }: Configuration, archs: readonly string[]): string[] {
  const { sources = [] } = project.manifest;
  const texts = (held: boolean): string[] =>
    globs(sources.filter((entry) => held === (typeof entry === 'string' || holds(entry.when))));
  const used = new Set(texts(true).map((text) => substitute(text, target)));
  const others = archs.filter((arch) => arch !== target.arch);
  const elsewhere = texts(true)
    .filter((text) => text.includes('{arch}'))
    .flatMap((text) => others.map((arch) => substitute(text, { ...target, arch })));
  const off = texts(false).map((text) => substitute(text, target));
  return [...off, ...elsewhere].filter((text) => !used.has(text) && !text.startsWith('!') && !/^[\w-]+:/.test(text));
}

function filesOf(
  member: ConfiguredProject,
  configuration: Configuration,
  archs: readonly string[],
  withTests: boolean,
): Input[] {
  const { root, manifest } = member.project;
  const base = `{workspaceRoot}/${root}`;
  // An interface has headers, and nothing else is read of it.
  if (!manifest.sources?.length && manifest.kind === 'interface') {
    const folders = globs(
      (manifest.includes?.public ?? []).map((entry) => (typeof entry === 'string' ? entry : { files: entry.folder })),
    );
    return folders.map((folder) => `${base}/${folder}/**/*`);
  }
  const not = [...NEVER, ...(withTests ? [] : ['tests/**/*']), ...leftOut(member, configuration, archs)];
  return [`${base}/**/*`, ...not.map((pattern) => `!${base}/${pattern}`)];
}

/** Manifests that decide: of every project in the image, and of whoever could provide a capability instead. */
function manifests(workspace: Workspace, configuration: Configuration): string[] {
  const inside = new Set([...configuration.projects.values()].map(({ project }) => project.root));
  const capabilities = new Set(
    [...configuration.projects.values()]
      .filter(({ project }) => project.manifest.kind === 'interface')
      .map(({ project }) => project.name),
  );
  for (const { root, manifest } of workspace.projects.values()) {
    if (manifest.provides?.some((capability) => capabilities.has(capability))) inside.add(root);
  }
  return [...inside].sort();
}

/** @param dependencies packages of npm that the tool runs */
export function inputsOf(workspace: Workspace, configuration: Configuration, dependencies: readonly string[]): Input[] {
  const archs = [...workspace.projects.values()]
    .filter(({ manifest }) => manifest.kind === 'arch')
    .map(({ name }) => name.replace(/^arch-/, ''));
  const own = configuration.application;
  const isTest = !workspace.projects.has(own.name);
  const members = [...configuration.projects.values()].filter(({ project }) => project !== own || !isTest);
  const files = members.flatMap((member) =>
    filesOf(member, configuration, archs, isTest && member.project.root === own.root),
  );
  // An interface's tests lie in its folder, of which only headers are taken above.
  const tests = isTest ? [`{workspaceRoot}/${own.root}/tests/**/*`] : [];
  const compiler = configuration.build.get('toolchain')?.value === 'clang' ? 'clang' : 'gcc';
  return [
    ...manifests(workspace, configuration).map(fieldsOf),
    ...new Set([...files, ...tests]),
    ...BUILDS,
    ...(isTest ? TESTS : []),
    { env: toolchainVariable(configuration.target.arch, compiler) },
    { externalDependencies: [...dependencies] },
  ];
}
