// SPDX-License-Identifier: BSD-3-Clause
// A configuration as actions: generate, compile, archive, link, reports. Pure: all that it must know is handed in.
import { configFile } from '../outputs/config.js';
import { cycloneDx } from '../outputs/cyclonedx.js';
import { sbom } from '../outputs/sbom.js';
import { xlFile } from '../outputs/xl-domain.js';
import { UnicoreError } from '../diagnostic.js';
import type { Action, Configuration, ConfiguredProject, Plan, PlanPath, Workspace } from '../model.js';
import type { Toolchain } from '../toolchain/probe.js';
import { buildFlags, compileAction, compileProject } from './compile.js';
import { generateActions, headerAction, INIT_TABLE, initTableAction, ROOTFS, rootfsActions } from './generate.js';
import { archiveAction, linkActions } from './link.js';
import type { Sources } from './prepare.js';
import { seen, type PlanContext } from './scope.js';

export interface PlanOptions {
  /** Seconds for the bill of materials; SOURCE_DATE_EPOCH, or 0. */
  readonly epoch?: number;
}

function refuseLto(configuration: Configuration): void {
  const lto = configuration.build.get('lto');
  if (lto?.value !== true) return;
  throw new UnicoreError({
    code: 'UNICORE_E_LTO',
    message: 'build.lto is not supported yet',
    ...(lto.why.location ? { location: lto.why.location } : {}),
    hint: 'leave build.lto at false',
  });
}

const byName = (a: ConfiguredProject, b: ConfiguredProject): number => (a.project.name < b.project.name ? -1 : 1);

/** Objects that no project's sources name: the init table and the root file system. */
function imageObjects(context: PlanContext, toolchain: Toolchain): { actions: Action[]; objects: PlanPath[] } {
  const { configuration } = context;
  const { application, target, projects } = configuration;
  const own = projects.get(application.name) as ConfiguredProject;
  const arch = projects.get(`arch-${target.arch}`)?.project.manifest.archFlags;
  const base = [
    ...(arch?.compile ?? []),
    ...buildFlags(configuration),
    '-ffile-prefix-map=workspace:=.',
    '-ffile-prefix-map=out:=out',
    '-nostdinc',
    '-isystem',
    toolchain.include,
  ];
  const actions: Action[] = [];
  const objects: PlanPath[] = [];
  const compile = (
    source: PlanPath,
    flags: readonly string[],
    roots: readonly PlanPath[],
    inputs: readonly PlanPath[],
  ) => {
    const action = compileAction(
      own,
      { path: source, flags: [] },
      flags,
      { inputs: [source, ...inputs], roots: ['out:gen/image', ...roots], config: new Map() },
      toolchain,
    );
    actions.push(action);
    objects.push(...action.outputs);
  };
  // Whoever reads the table declares it; an image without such a project has no table.
  const header = [...projects.values()]
    .filter(({ project }) => context.sources.local.get(project.name)?.includes('include/unicore/init.h'))
    .sort(byName)[0];
  if (header) {
    const folder = `workspace:${header.project.root}/include`;
    const needed = seen(context, header).map(({ project }) => `workspace:${project.root}/include`);
    actions.push(initTableAction(configuration));
    compile(
      INIT_TABLE,
      [...base, ...[...new Set([folder, ...needed])].flatMap((path) => ['-I', path])],
      [folder, ...needed],
      [],
    );
  } else if (configuration.init.length + configuration.fini.length > 0) {
    throw new UnicoreError({
      code: 'UNICORE_E_INIT_HEADER',
      message: `${configuration.init[0]?.call ?? configuration.fini[0]?.call} is an init or fini call, and no project of the image has unicore/init.h`,
      hint: 'require the project that runs the init table',
    });
  }
  const rootfs = rootfsActions(context);
  if (rootfs.length > 0) {
    actions.push(...rootfs);
    compile(
      ROOTFS,
      [...base, '-I', 'out:gen/image'],
      [],
      rootfs.flatMap((action) => action.outputs).filter((path) => path !== ROOTFS),
    );
  }
  return { actions, objects };
}

export function plan(
  _workspace: Workspace,
  configuration: Configuration,
  toolchain: Toolchain,
  sources: Sources,
  options: PlanOptions = {},
): Plan {
  refuseLto(configuration);
  const context: PlanContext = { configuration, sources };
  const actions: Action[] = [];
  const objects: PlanPath[] = [];
  const archives: PlanPath[] = [];
  const projects = [...configuration.projects.values()].sort(byName);
  const generated = new Map(projects.map((project) => [project.project.name, generateActions(context, project)]));
  for (const project of projects) actions.push(...(generated.get(project.project.name) ?? []));
  for (const project of projects) {
    // Generated files of what it sees may be headers: they are made first.
    const needs = seen(context, project).flatMap((other) =>
      (generated.get(other.project.name) ?? []).flatMap((action) => action.outputs),
    );
    const compiled = compileProject(context, project, toolchain, needs);
    if (compiled.actions.length === 0) continue;
    actions.push(headerAction(context, project), ...compiled.actions);
    if (project.project.manifest.link?.mode === 'archive') {
      const archive = archiveAction(project.project.name, compiled.objects, toolchain);
      actions.push(archive);
      archives.push(...archive.outputs);
    } else objects.push(...compiled.objects);
  }
  const image = imageObjects(context, toolchain);
  actions.push(...image.actions);
  objects.push(...image.objects);
  const linked = linkActions(context, toolchain, { objects, archives });
  actions.push(...linked.actions);
  const outputs = new Map(linked.outputs);
  const xl = xlFile(configuration);
  const texts: readonly (readonly [string, string])[] = [
    ['config', configFile(configuration)],
    ['sbom.cdx.json', cycloneDx(configuration, sources, options.epoch ?? 0)],
    ['sbom.spdx.json', sbom(configuration, sources, options.epoch ?? 0)],
    ...(xl === undefined ? [] : [[`${configuration.application.name}.cfg`, xl] as const]),
  ];
  for (const [name, text] of texts) {
    const output = `out:image/${name}`;
    actions.push({
      id: `report ${name}`,
      kind: 'report',
      project: configuration.application.name,
      builtin: { name: 'write', parameters: { output, text } },
      inputs: [],
      outputs: [output],
    });
    outputs.set(name, output);
  }
  return { application: configuration.application.name, target: configuration.target, actions, outputs };
}
