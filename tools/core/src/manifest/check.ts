// SPDX-License-Identifier: BSD-3-Clause
// What a schema cannot say of one manifest: keys that mean nothing in its kind, defaults that do not fit, and the like.
import { ConditionError, parseCondition } from '../condition/parse.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Manifest, OptionManifest, Project, ProjectKind } from '../model.js';
import { closest } from '../plan/suggest.js';
import { aliasOf } from '../resolve/names.js';
import { conditionProblem } from '../resolve/problem.js';
import { misfit, normalise } from '../resolve/values.js';
import { conditionsOf } from './conditions.js';
import { placeOf, type Path } from './project-file.js';

/** Keys that mean something only in projects of these kinds. */
const ONLY_IN: Partial<Record<keyof Manifest, readonly ProjectKind[]>> = {
  cardinality: ['interface'],
  provides: ['library', 'platform', 'arch'],
  defaultFor: ['library'],
  defaults: ['platform'],
  image: ['platform'],
  run: ['platform', 'application'],
  triplets: ['arch'],
  archFlags: ['arch'],
  use: ['application'],
  set: ['application'],
  targets: ['application'],
};

type Report = (message: string, path: Path, hint?: string, code?: Diagnostic['code']) => void;

function checkOption(name: string, option: OptionManifest, report: Report): void {
  const path = ['options', name];
  const { type, values, range } = option;
  if (type === 'choice' && !values?.length) report(`${name} is a choice without values`, path, 'add "values"');
  if (type !== 'choice' && values)
    report(`${name} has values, and is not a choice`, [...path, 'values'], 'make its type "choice", or drop them');
  values?.forEach((value, index) => {
    if (values.indexOf(value) < index)
      report(`the value "${value}" of ${name} stands twice`, [...path, 'values', index], 'drop one');
  });
  if (range && type !== 'int' && type !== 'hex')
    report(`${name} has a range, and is not a number`, [...path, 'range'], 'drop it');
  if (range && Number(range[0]) > Number(range[1]))
    report(`the range of ${name} holds nothing`, [...path, 'range'], 'write the smaller bound first');
  for (const key of ['selects', 'implies'] as const) {
    if (option[key]?.length && type !== 'bool')
      report(`${name} ${key} options, and is not a bool`, [...path, key], 'only a bool can be on');
  }
  const defaults = Array.isArray(option.default)
    ? option.default.map(({ value }, index) => [value, ['default', index, 'value']] as const)
    : [[option.default, ['default']] as const];
  for (const [value, place] of defaults) {
    if (value === undefined || aliasOf(option, value) !== undefined) continue;
    const wrong = misfit(option, normalise(option, value));
    if (wrong)
      report(`the default of ${name}: ${wrong.message}`, [...path, ...place], wrong.hint, 'UNICORE_E_OPTION_VALUE');
  }
}

export function checkManifest(project: Project): Diagnostic[] {
  const { manifest } = project;
  const found: Diagnostic[] = [];
  const report: Report = (message, path, hint, code = 'UNICORE_E_MANIFEST') => {
    found.push({ code, message, ...placeOf(project, path), ...(hint === undefined ? {} : { hint }) });
  };
  for (const [key, kinds] of Object.entries(ONLY_IN)) {
    if (manifest[key as keyof Manifest] === undefined || kinds.includes(manifest.kind)) continue;
    report(`"${key}" means nothing in a project of kind ${manifest.kind}`, [key], `it belongs to: ${kinds.join(', ')}`);
  }
  for (const [name, option] of Object.entries(manifest.options ?? {})) checkOption(name, option, report);
  for (const [index, capability] of (manifest.defaultFor ?? []).entries()) {
    const { provides = [] } = manifest;
    if (provides.includes(capability)) continue;
    const guess = closest(capability, provides);
    const hint = guess ? `did you mean "${guess}"?` : `add "${capability}" to "provides"`;
    report(`${project.name} does not provide ${capability}`, ['defaultFor', index], hint);
  }
  if (manifest.link?.script !== undefined && manifest.kind !== 'platform')
    report('only a platform has a linker script', ['link', 'script'], 'further scripts are named in "scripts"');
  if (manifest.link?.entry !== undefined && manifest.kind !== 'platform')
    report('only a platform names the entry', ['link', 'entry'], 'drop it');
  for (const [index, entry] of (manifest.generate ?? []).entries()) {
    const { template, script, interpreter } = entry as { template?: string; script?: string; interpreter?: string };
    if ((template === undefined) === (script === undefined))
      report(
        'a generated file comes from either a template or a script',
        ['generate', index],
        'name one of "template" and "script"',
      );
    else if (script !== undefined && interpreter === undefined)
      report('a script needs its interpreter', ['generate', index, 'script'], 'add "interpreter"');
  }
  for (const [name, { url, sha256, debian }] of Object.entries(manifest.fetch ?? {})) {
    if (url === undefined && debian === undefined)
      report(`nothing says where ${name} comes from`, ['fetch', name], 'add "url" with "sha256", or "debian"');
    if ((url === undefined) !== (sha256 === undefined))
      report(
        `"url" and "sha256" of ${name} belong together`,
        ['fetch', name, url === undefined ? 'sha256' : 'url'],
        'name both',
      );
  }
  for (const { text, path } of conditionsOf(project)) {
    try {
      parseCondition(text);
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      found.push(conditionProblem(error, text, { project, path }));
    }
  }
  return found;
}
