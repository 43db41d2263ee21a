// SPDX-License-Identifier: BSD-3-Clause
// Compile actions. An object's path holds a hash of its flags, so that targets with equal flags name the same object.
import { createHash } from 'node:crypto';
import type { Action, Configuration, ConfiguredProject, PlanPath } from '../model.js';
import { isInside } from '../engine/paths.js';
import type { Toolchain } from '../toolchain/probe.js';
import { sourceFiles, type SourceFile } from './files.js';
import { defines, holding, includeFolders, visibleMacros, type PlanContext } from './scope.js';

export const configHeader = (project: string): PlanPath => `out:config/${project}.h`;

const buildValue = (configuration: Configuration, name: string) => configuration.build.get(name)?.value;

/** Flags of the `build` group that change code of every project. */
export function buildFlags(configuration: Configuration): string[] {
  const optimise = { size: '-Os', speed: '-O2', none: '-O0', debug: '-Og' }[
    String(buildValue(configuration, 'optimise'))
  ];
  // Without columns, an object's bytes follow from its preprocessed text: see engine/text.ts.
  const flags = [optimise ?? '-Os', '-g', '-gno-column-info'];
  if (buildValue(configuration, 'stackProtector') === false) flags.push('-fno-stack-protector');
  return flags;
}

/** DWARF, `__FILE__` and assertions name files as the plan does, not as this machine does. */
const PREFIX_MAPS = [
  '-ffile-prefix-map=workspace:=.',
  '-ffile-prefix-map=store:=sources',
  '-ffile-prefix-map=out:=out',
];

/** Of lib-asan, which says what lies at the offset; every check is a call. */
const ADDRESS = [
  '-fsanitize=kernel-address',
  '-fasan-shadow-offset=0x7fff8000',
  ...['asan-stack=1', 'asan-globals=1', 'asan-instrumentation-with-call-threshold=0'].flatMap((text) => [
    '--param',
    text,
  ]),
];

/** gcc 12 reads a volatile bool that it checks but once: a loop that waits for one never ends. */
const UNDEFINED = ['-fsanitize=undefined', '-fno-sanitize=bool', '-fsanitize-undefined-trap-on-error'];

const UNSANITIZED = /^-fno-sanitize=(?:all|kernel-address)$/;

/** Sanitizers look at our own sources: a project's or a file's flags, which come later, may take them away. */
function sanitizeFlags(configuration: Configuration): readonly string[] {
  const sanitize = buildValue(configuration, 'sanitize');
  if (sanitize === 'undefined') return UNDEFINED;
  return sanitize === 'address' ? ADDRESS : [];
}

const OWN_WARNINGS = ['-Wall', '-Wextra', '-Werror=undef'];

export interface Compiled {
  readonly actions: Action[];
  readonly objects: PlanPath[];
}

/** The project's own third-party sources. */
const ownSources = (context: PlanContext, { project }: ConfiguredProject): PlanPath[] =>
  Object.keys(project.manifest.fetch ?? {}).flatMap((key) => {
    const fetched = context.sources.fetched.get(`${project.name}:${key}`);
    return fetched ? [`store:${fetched.id}`] : [];
  });

/** Third-party headers of another project come without warnings; a project's own in the order of its manifest. */
function includeFlags(context: PlanContext, project: ConfiguredProject): string[] {
  const own = ownSources(context, project);
  const isForeign = (folder: PlanPath): boolean =>
    folder.startsWith('store:') && !own.some((source) => isInside(folder, source));
  return includeFolders(context, project).flatMap((folder) => [isForeign(folder) ? '-isystem' : '-I', folder]);
}

/** `include` folders and `-I` are kept apart from what a hash needs: they are part of it. */
function commonFlags(context: PlanContext, project: ConfiguredProject, toolchain: Toolchain): string[] {
  const arch = context.configuration.projects.get(`arch-${context.configuration.target.arch}`)?.project.manifest
    .archFlags;
  const { manifest } = project.project;
  return [
    ...(arch?.compile ?? []),
    ...buildFlags(context.configuration),
    ...PREFIX_MAPS,
    // Without a libc there are only the compiler's own headers, which ask for more in a hosted compilation.
    ...(project.sees.includes('libc') ? [] : ['-ffreestanding']),
    ...holding(project, manifest.flags?.compile, 'flags').map(({ text }) => text),
    ...defines(context, project).map((define) => `-D${define}`),
    '-nostdinc',
    ...includeFlags(context, project),
    '-isystem',
    toolchain.include,
    '-include',
    configHeader(project.project.name),
  ];
}

const isAssembly = (path: string): boolean => /\.[sS]$/.test(path);

function assembleFlags(context: PlanContext, project: ConfiguredProject): string[] {
  const arch = context.configuration.projects.get(`arch-${context.configuration.target.arch}`)?.project.manifest
    .archFlags;
  return [
    ...(arch?.assemble ?? []),
    ...holding(project, project.project.manifest.flags?.assemble, 'flags').map(({ text }) => text),
  ];
}

/** The source's path as a part of the object's: readable, unlike for unlike sources. */
const objectName = (project: ConfiguredProject, path: PlanPath): string => {
  const [scheme = '', rest = ''] = [path.slice(0, path.indexOf(':')), path.slice(path.indexOf(':') + 1)];
  const root = `${project.project.root}/`;
  if (scheme === 'workspace' && rest.startsWith(root)) return rest.slice(root.length);
  if (scheme === 'out') return `gen/${rest.split('/').slice(2).join('/')}`;
  return `${scheme}/${rest}`;
};

export function compileAction(
  project: ConfiguredProject,
  source: SourceFile,
  flags: readonly string[],
  rest: Pick<Action, 'config' | 'roots' | 'inputs'>,
  toolchain: Toolchain,
): Action {
  const { name } = project.project;
  const hash = createHash('sha256')
    .update(JSON.stringify([toolchain.identity, flags]))
    .digest('hex')
    .slice(0, 12);
  const short = objectName(project, source.path);
  const output = `out:obj/${name}/${hash}/${short}.o`;
  const kind = isAssembly(source.path) ? 'assemble' : 'compile';
  return {
    id: `${kind} ${name} ${short} ${hash}`,
    kind,
    project: name,
    command: [toolchain.driver, ...flags, '-c', source.path, '-o', output],
    outputs: [output],
    ...rest,
  };
}

export function compileProject(
  context: PlanContext,
  project: ConfiguredProject,
  toolchain: Toolchain,
  generated: readonly PlanPath[],
): Compiled {
  const sources = sourceFiles(context, project);
  if (sources.length === 0) return { actions: [], objects: [] };
  const config = visibleMacros(context, project);
  const common = commonFlags(context, project, toolchain);
  const sanitize = sanitizeFlags(context.configuration);
  const assemble = assembleFlags(context, project);
  const folders = includeFolders(context, project);
  const header = configHeader(project.project.name);
  const roots = [
    ...new Set([`workspace:${project.project.root}`, ...ownSources(context, project), ...folders, header]),
  ];
  const actions = sources.map((source) => {
    // The compiler refuses the sanitizer's own flags beside one that takes it away.
    const plain = [...common, ...source.flags].some((flag) => UNSANITIZED.test(flag));
    const own = source.path.startsWith('store:') ? [] : [...OWN_WARNINGS, ...(plain ? [] : sanitize)];
    const flags = [...own, ...common, ...(isAssembly(source.path) ? assemble : []), ...source.flags];
    const inputs = [...new Set([source.path, header, ...generated])];
    return compileAction(project, source, flags, { config, roots, inputs }, toolchain);
  });
  return { actions, objects: actions.flatMap((action) => action.outputs) };
}
