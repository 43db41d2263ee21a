// SPDX-License-Identifier: BSD-3-Clause
// What a task of Nx depends on: exactly the files that the image of a configuration could read.
import { isPackaged, packageOf } from '@unicore/core/manifest/packages.js';
import type { Configuration, ConfiguredProject, Project, Workspace } from '@unicore/core/model.js';
import { substitute } from '@unicore/core/plan/scope.js';
import { toolchainVariable } from './toolchains.js';
import type { InputDefinition } from 'nx/src/config/workspace-json-project-json.js';

export type Input = string | InputDefinition;

/** The tool itself, as sources: what is compiled is ignored by git, and so invisible to Nx. */
export const TOOL_SOURCES: readonly Input[] = [
  '{workspaceRoot}/tools/core/src/**/*.ts',
  '!{workspaceRoot}/tools/core/src/**/*.test.ts',
];
const TESTS: readonly Input[] = [
  '{workspaceRoot}/tools/machine/src/**/*.ts',
  '!{workspaceRoot}/tools/machine/src/**/*.test.ts',
  '{workspaceRoot}/tools/nx/src/run/*.ts',
  '!{workspaceRoot}/tools/nx/src/run/*.test.ts',
  '{workspaceRoot}/tools/nx/src/test/*.ts',
  '!{workspaceRoot}/tools/nx/src/test/*.test.ts',
];

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

/** What is read of a project, relative to it. */
function patternsOf(member: ConfiguredProject, configuration: Configuration, archs: readonly string[]): string[] {
  const { manifest } = member.project;
  // An interface has headers, and nothing else is read of it.
  if (!manifest.sources?.length && manifest.kind === 'interface') {
    const folders = globs(
      (manifest.includes?.public ?? []).map((entry) => (typeof entry === 'string' ? entry : { files: entry.folder })),
    );
    return folders.map((folder) => `{projectRoot}/${folder}/**/*`);
  }
  const not = [...NEVER, 'tests/**/*', ...leftOut(member, configuration, archs)];
  return ['{projectRoot}/**/*', ...not.map((pattern) => `!{projectRoot}/${pattern}`)];
}

/** Projects outside the image whose manifests decide, too: whoever could provide a capability of it instead. */
function otherProviders(workspace: Workspace, { projects }: Configuration): Project[] {
  const members = new Set([...projects.values()].map(({ project }) => project.name));
  return [...workspace.projects.values()]
    .filter(({ name, manifest }) => !members.has(name) && manifest.provides?.some((one) => projects.has(one)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const TESTS_OF = 'tests';
const MANIFEST = 'manifest';
const OWN_MANIFEST: readonly Input[] = [{ json: '{projectRoot}/project.json', fields: ['unicore'] }];
const TOOL = 'tool';
const TEST_TOOL = 'test-tool';

/**
 * Projects as one pattern that names each: Nx writes the graph anew at every command, indented, and a list takes a line
 * for each name.
 */
export function projectPattern(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `{${names.join(',')}}`;
}

export const projectNames = (pattern: string): string[] => pattern.replace(/^\{|\}$/g, '').split(',');

/** Lists of inputs by name, kept with the project that they are of: the same files are inputs of many tasks. */
export class InputNames {
  private readonly names = new Map<string, Map<string, Input[]>>();

  constructor(
    private readonly workspace: Workspace,
    tool: readonly Input[],
  ) {
    for (const name of workspace.projects.keys()) {
      this.add(name, MANIFEST, [...OWN_MANIFEST]);
      this.add(name, TOOL, [...tool]);
    }
  }

  add(project: string, name: string, inputs: Input[]): string {
    const own = this.names.get(project) ?? new Map<string, Input[]>();
    this.names.set(project, own.set(name, inputs));
    return name;
  }

  /** A list under the first name that is free or means the same: nearly all tasks read the same of a project. */
  private files(project: string, inputs: Input[]): string {
    const own = this.names.get(project);
    const text = JSON.stringify(inputs);
    for (let number = 1; ; number++) {
      const name = number === 1 ? 'files' : `files-${number}`;
      const known = own?.get(name);
      if (known === undefined) return this.add(project, name, inputs);
      if (JSON.stringify(known) === text) return name;
    }
  }

  of(project: string): Record<string, Input[]> {
    return Object.fromEntries(this.names.get(project) ?? []);
  }

  /** Every manifest: what a source may name hangs on what its project requires. */
  allManifests(): Input {
    return '{workspaceRoot}/**/project.json';
  }

  tool(): Input {
    return TOOL;
  }

  /** @param owner the project whose task it is */
  image(owner: string, configuration: Configuration): Input[] {
    const { projects } = this.workspace;
    const archs = [...projects.values()]
      .filter(({ manifest }) => manifest.kind === 'arch')
      .map(({ name }) => name.replace(/^arch-/, ''));
    const own = configuration.application;
    const isTest = !projects.has(own.name);
    const compiler = configuration.build.get('toolchain')?.value === 'clang' ? 'clang' : 'gcc';
    const byName = new Map<string, string[]>();
    const packages = new Set<string>();
    for (const member of configuration.projects.values()) {
      const { name } = member.project;
      if (!projects.has(name)) continue;
      if (isPackaged(member.project)) {
        packages.add(packageOf(member.project));
        continue;
      }
      const list = this.files(name, [...OWN_MANIFEST, ...patternsOf(member, configuration, archs)]);
      byName.set(list, [...(byName.get(list) ?? []), name]);
    }
    const tested = isTest ? [...projects.values()].filter(({ root }) => root === own.root).map(({ name }) => name) : [];
    for (const name of tested) this.add(name, TESTS_OF, ['{projectRoot}/tests/**/*']);
    if (isTest) this.add(owner, TEST_TOOL, [...TESTS, TOOL]);
    const every = otherProviders(this.workspace, configuration);
    for (const one of every) if (isPackaged(one)) packages.add(packageOf(one));
    const others = every.filter((one) => !isPackaged(one)).map(({ name }) => name);
    return [
      // What is installed changes with its version alone.
      ...(packages.size > 0 ? [{ externalDependencies: [...packages].sort() }] : []),
      ...(others.length > 0 ? [{ input: MANIFEST, projects: projectPattern(others) }] : []),
      ...[...byName].map(([input, names]) => ({ input, projects: projectPattern(names) })),
      ...(isTest ? [{ input: TESTS_OF, projects: projectPattern(tested) }, TEST_TOOL] : [TOOL]),
      { env: toolchainVariable(configuration.target.arch, compiler) },
    ];
  }
}
