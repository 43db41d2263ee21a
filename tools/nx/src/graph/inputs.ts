// SPDX-License-Identifier: BSD-3-Clause
// What a task of Nx depends on: exactly the files that the image of a configuration could read.
import { createHash } from 'node:crypto';
import type { Configuration, ConfiguredProject, Workspace } from '@unicore/core/model.js';
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

/** Manifests that decide: of every project in the image, and of whoever could provide a capability instead. */
function deciders(workspace: Workspace, configuration: Configuration): string[] {
  const members = [...configuration.projects.values()].map(({ project }) => project);
  const capabilities = new Set(members.filter(({ manifest }) => manifest.kind === 'interface').map(({ name }) => name));
  const could = [...workspace.projects.values()].filter(({ manifest }) =>
    manifest.provides?.some((capability) => capabilities.has(capability)),
  );
  return [...new Set([...members, ...could].map(({ name }) => name))]
    .filter((name) => workspace.projects.has(name))
    .sort();
}

const TESTS_OF = 'tests';
const MANIFEST = 'manifest';
const TOOL = 'tool';
const TEST_TOOL = 'test-tool';

/** Lists of inputs by name, kept with the project that they are of: the same files are inputs of many tasks. */
export class InputNames {
  private readonly names = new Map<string, Map<string, Input[]>>();

  constructor(
    private readonly workspace: Workspace,
    tool: readonly Input[],
  ) {
    for (const name of workspace.projects.keys()) {
      this.add(name, MANIFEST, [{ json: '{projectRoot}/project.json', fields: ['unicore'] }]);
      this.add(name, TOOL, [...tool]);
    }
  }

  add(project: string, name: string, inputs: Input[]): string {
    const own = this.names.get(project) ?? new Map<string, Input[]>();
    this.names.set(project, own.set(name, inputs));
    return name;
  }

  of(project: string): Record<string, Input[]> {
    return Object.fromEntries(this.names.get(project) ?? []);
  }

  /** Every manifest: what a source may name hangs on what its project requires. */
  allManifests(): Input {
    return { input: MANIFEST, projects: [...this.workspace.projects.keys()] };
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
    for (const member of configuration.projects.values()) {
      const { name } = member.project;
      if (!projects.has(name)) continue;
      const patterns = patternsOf(member, configuration, archs);
      if (patterns.length === 0) continue;
      const hash = createHash('sha256').update(patterns.join('\n')).digest('hex').slice(0, 8);
      const list = this.add(name, `files-${hash}`, patterns);
      byName.set(list, [...(byName.get(list) ?? []), name]);
    }
    const tested = isTest ? [...projects.values()].filter(({ root }) => root === own.root).map(({ name }) => name) : [];
    for (const name of tested) this.add(name, TESTS_OF, ['{projectRoot}/tests/**/*']);
    if (isTest) this.add(owner, TEST_TOOL, [...TESTS]);
    return [
      { input: MANIFEST, projects: deciders(this.workspace, configuration) },
      ...[...byName].map(([input, names]) => ({ input, projects: names })),
      ...(isTest ? [{ input: TESTS_OF, projects: tested }, TEST_TOOL] : []),
      TOOL,
      { env: toolchainVariable(configuration.target.arch, compiler) },
    ];
  }
}
