// SPDX-License-Identifier: BSD-3-Clause
// From objects to the image: archives, the link, what is split off, and the reports beside the image.
import { UnicoreError } from '../diagnostic.js';
import type { Action, ConfiguredProject, PlanPath } from '../model.js';
import type { Toolchain } from '../toolchain/probe.js';
import { holding, place, type PlanContext } from './scope.js';

const POSITION = ['-static', '-pie', '--no-dynamic-linker', '-z', 'text'];
const IMAGE = ['--gc-sections', '-z', 'noexecstack', '-z', 'separate-code', '--build-id=none'];

export function archiveAction(project: string, objects: readonly PlanPath[], toolchain: Toolchain): Action {
  const output = `out:lib/${project}.a`;
  return {
    id: `archive ${project}`,
    kind: 'archive',
    project,
    command: [toolchain.ar, 'rcsD', output, ...objects],
    inputs: objects,
    outputs: [output],
  };
}

export interface LinkInputs {
  readonly objects: readonly PlanPath[];
  readonly archives: readonly PlanPath[];
}

export interface Linked {
  readonly actions: readonly Action[];
  readonly outputs: ReadonlyMap<string, PlanPath>;
}

const splitFlags = (flags: readonly string[] | undefined): string[] =>
  (flags ?? []).flatMap((flag) => flag.split(/\s+/)).filter(Boolean);

export function linkActions(context: PlanContext, toolchain: Toolchain, { objects, archives }: LinkInputs): Linked {
  const { configuration } = context;
  const { application, target, projects } = configuration;
  const platform = projects.get(`plat-${target.platform}`) as ConfiguredProject;
  const arch = projects.get(`arch-${target.arch}`)?.project.manifest.archFlags;
  const { link } = platform.project.manifest;
  if (link?.script === undefined) {
    const location = platform.project.locate(['link']);
    throw new UnicoreError({
      code: 'UNICORE_E_NO_LINK_SCRIPT',
      message: `${platform.project.name} names no linker script`,
      location,
      sourceLine: platform.project.sourceLine(location.line),
      hint: 'add "link": { "script": "{arch}/link.lds" }',
    });
  }
  const script = place(context, platform, link.script);
  const scripts = [...projects.values()].flatMap((project) =>
    holding(project, project.project.manifest.link?.scripts, 'file').map(({ text }) => place(context, project, text)),
  );
  const own = application.name;
  // The application's flags come last, so that they win.
  const extra = [platform, ...[...projects.values()].filter((project) => project !== platform)].flatMap((project) =>
    splitFlags(project.project.manifest.link?.flags),
  );
  const [linked, rawMap, image, map] = ['elf', 'map.raw', 'image', 'map'].map((end) => `out:image/${own}.${end}`) as [
    string,
    string,
    string,
    string,
  ];
  const libgcc = toolchain.libgcc === undefined ? [] : [toolchain.libgcc];
  const command = [
    toolchain.ld,
    ...POSITION,
    ...IMAGE,
    ...splitFlags(arch?.link),
    ...extra,
    '-T',
    script,
    '-e',
    link.entry ?? '_start',
    '-Map',
    rawMap,
    '-o',
    linked,
    ...scripts,
    ...objects,
    '--start-group',
    ...archives,
    '--end-group',
    ...libgcc,
  ];
  const step = (
    id: string,
    kind: Action['kind'],
    command: readonly string[],
    inputs: readonly PlanPath[],
    output: PlanPath,
  ): Action => ({ id: `${id} ${own}`, kind, project: own, command, inputs, outputs: [output] });
  const report = (name: string, parameters: { output: PlanPath }, inputs: readonly PlanPath[]): Action => ({
    id: `${name} ${own}`,
    kind: 'report',
    project: own,
    builtin: { name, parameters },
    inputs,
    outputs: [parameters.output],
  });
  // The debug link records the file's name, so the split file is called as it is called beside the image.
  const split = `out:image/split/${own}.dbg`;
  const sizes = 'out:image/size.json';
  const enosys = 'out:image/enosys.json';
  const actions: Action[] = [
    {
      id: `link ${own}`,
      kind: 'link',
      project: own,
      command,
      inputs: [script, ...scripts, ...objects, ...archives],
      outputs: [linked, rawMap],
    },
    step('debug', 'strip', [toolchain.objcopy, '--only-keep-debug', linked, split], [linked], split),
    step(
      'strip',
      'strip',
      [toolchain.objcopy, '--strip-all', `--add-gnu-debuglink=${split}`, linked, image],
      [linked, split],
      image,
    ),
    report(
      'normalise-map',
      { input: rawMap, output: map, paths: [script, ...scripts, ...objects, ...archives, linked] } as {
        output: PlanPath;
      },
      [rawMap],
    ),
    report('size', { map, linked, image, nm: toolchain.nm, output: sizes } as { output: PlanPath }, [
      map,
      linked,
      image,
    ]),
    report('enosys', { linked, nm: toolchain.nm, output: enosys } as { output: PlanPath }, [linked]),
  ];
  const outputs = new Map([
    [own, image],
    [`${own}.dbg`, split],
    [`${own}.map`, map],
    ['size.json', sizes],
    ['enosys.json', enosys],
  ]);
  return { actions, outputs };
}
