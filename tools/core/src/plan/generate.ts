// SPDX-License-Identifier: BSD-3-Clause
// Actions that make sources: configuration headers, templates, scripts, the init table, the root file system.
import { templateNames } from '../actions/template.js';
import { UnicoreError } from '../diagnostic.js';
import type { Action, Configuration, ConfiguredProject, OptionValue, PlanPath } from '../model.js';
import { configHeader } from './compile.js';
import { generatedFolder, place, seen, substitute, visibleMacros, type PlanContext } from './scope.js';

const writeAction = (id: string, project: string, output: PlanPath, text: string): Action => ({
  id,
  kind: 'generate',
  project,
  builtin: { name: 'write', parameters: { output, text } },
  inputs: [],
  outputs: [output],
});

export function headerAction(context: PlanContext, project: ConfiguredProject): Action {
  const { name } = project.project;
  const lines = [...visibleMacros(context, project)].map(([macro, text]) => `#define ${macro} ${text}\n`);
  return writeAction(`config ${name}`, name, configHeader(name), lines.join(''));
}

/** The value of an option as a template names it: its own by the bare name, `a.b` of a project that it sees, `target.name`. */
function optionValue(context: PlanContext, project: ConfiguredProject, name: string): OptionValue | undefined {
  if (!name.includes('.')) return project.options.get(name)?.value;
  const { target } = context.configuration;
  if (name === 'target.name') return target.name;
  if (name === 'target.platform') return target.platform;
  if (name === 'target.arch') return target.arch;
  if (name.startsWith('build.')) return context.configuration.build.get(name.slice('build.'.length))?.value;
  for (const other of seen(context, project))
    for (const option of other.options.values()) if (option.name === name) return option.value;
  return undefined;
}

function templateAction(
  context: PlanContext,
  project: ConfiguredProject,
  from: string,
  output: PlanPath,
  index: number,
): Action {
  const template = place(context, project, from);
  const names = templateNames(context.sources.templates.get(template) ?? '');
  const own = project.project;
  const values = names.values.map((name) => {
    const value = optionValue(context, project, name);
    if (value === undefined) {
      const location = own.locate(['generate', index, 'template']);
      throw new UnicoreError({
        code: 'UNICORE_E_TEMPLATE_OPTION',
        message: `${from} names the option "${name}", which ${own.name} does not see`,
        location,
        sourceLine: own.sourceLine(location.line),
        hint: 'name an option of its own, or require the project that has it',
      });
    }
    return [name, value] as const;
  });
  const conditions = Object.fromEntries(names.conditions.map((condition) => [condition, project.holds(condition)]));
  const parameters = { template, output, conditions, values: Object.fromEntries(values) };
  return {
    id: `generate ${output}`,
    kind: 'generate',
    project: own.name,
    builtin: { name: 'template', parameters },
    inputs: [template],
    outputs: [output],
  };
}

export function generateActions(context: PlanContext, project: ConfiguredProject): Action[] {
  const own = project.project;
  return (own.manifest.generate ?? []).flatMap((entry, index) => {
    if (!project.holds(entry.when)) return [];
    const output = `${generatedFolder(own.name)}/${substitute(entry.output, context.configuration.target)}`;
    if ('template' in entry) return [templateAction(context, project, entry.template, output, index)];
    const script = place(context, project, entry.script);
    const inputs = (entry.inputs ?? []).map((input) => place(context, project, input));
    const interpreter = entry.interpreter === 'awk' ? ['awk', '-f'] : [entry.interpreter];
    return [
      {
        id: `generate ${output}`,
        kind: 'generate',
        project: own.name,
        command: [...interpreter, script, output, ...inputs],
        inputs: [script, ...inputs],
        // A script's result is its interpreter's, too.
        identity: context.sources.interpreters.get(entry.interpreter)?.identity ?? '',
        outputs: [output],
      },
    ];
  });
}

export const INIT_TABLE = 'out:gen/image/init_table.c';

export function initTableAction(configuration: Configuration): Action {
  const { init, fini, application } = configuration;
  const table = (kind: 'init' | 'fini', calls: readonly string[]): string => {
    const rows = calls.map((call) => `\t{ "${call}", ${call} },\n`).join('');
    // A table of nothing still has an address.
    return `const struct uc_${kind}_entry uc_${kind}_table[] = {\n${rows || '\t{ 0, 0 },\n'}};\nconst unsigned uc_${kind}_count = ${calls.length};\n`;
  };
  const calls = { init: init.map((entry) => entry.call), fini: fini.map((entry) => entry.call) };
  const text = [
    '#include <unicore/init.h>\n\n',
    ...calls.init.map((call) => `int ${call}(void);\n`),
    ...calls.fini.map((call) => `void ${call}(void);\n`),
    '\n',
    table('init', calls.init),
    table('fini', calls.fini),
    `\nconst char uc_image_name[] = "${application.name.replace(/^app-/, '')}";\n`,
  ].join('');
  return writeAction('generate init table', application.name, INIT_TABLE, text);
}

export const ROOTFS = 'out:gen/image/rootfs.S';

function ownFolder(context: PlanContext, written: string): { folder: PlanPath; files: string[] } {
  const { application, projects } = context.configuration;
  const folder = place(context, projects.get(application.name) as ConfiguredProject, written);
  const prefix = `${folder.slice(`workspace:${application.root}/`.length)}/`;
  const own = (context.sources.local.get(application.name) ?? []).filter((file) => file.startsWith(prefix));
  return { folder, files: own.map((file) => file.slice(prefix.length)) };
}

/** The folder as an archive, and an assembly file that holds it; only when the image has a provider of `rootfs`. */
export function rootfsActions(context: PlanContext): Action[] {
  const { application, projects } = context.configuration;
  const rootfs = application.manifest.run?.rootfs;
  const wanted = [...projects.values()].some(({ project }) => project.manifest.provides?.includes('rootfs'));
  if (!wanted || rootfs === undefined) return [];
  const { folder, files: entries } = 'folder' in rootfs ? ownFolder(context, rootfs.folder) : context.sources.rootfs!;
  const archive = 'out:gen/image/rootfs.cpio';
  const text = [
    '.section .rodata.rootfs,"a"\n.balign 4096\n.global uc_rootfs_start, uc_rootfs_end\n.hidden uc_rootfs_start, uc_rootfs_end\n',
    'uc_rootfs_start:\n.incbin "rootfs.cpio"\nuc_rootfs_end:\n.section .note.GNU-stack,"",%progbits\n',
  ].join('');
  return [
    {
      id: 'rootfs archive',
      kind: 'generate',
      project: application.name,
      builtin: { name: 'cpio', parameters: { folder, entries, output: archive } },
      inputs: entries.map((entry) => `${folder}/${entry}`),
      outputs: [archive],
    },
    writeAction('rootfs source', application.name, ROOTFS, text),
  ];
}
