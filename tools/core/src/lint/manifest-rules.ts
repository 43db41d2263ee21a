// SPDX-License-Identifier: BSD-3-Clause
// Rules of manifests: options that explain themselves, names that exist, requires that are used.
import { posix } from 'node:path';
import { conditionsOf } from '../manifest/conditions.js';
import type { Diagnostic } from '../diagnostic.js';
import type { OptionManifest } from '../model.js';
import { closest } from '../plan/suggest.js';
import { shortName } from '../resolve/names.js';
import { problemAt } from '../resolve/problem.js';
import { conditionFaults } from '../resolve/scope.js';
import { requiresOf } from '../resolve/visible.js';
import { scanSource } from '../scan/scan-source.js';
import type { LintContext, Rule, SourceText } from './context.js';

const HINTS: Readonly<Record<string, string>> = {
  prompt: 'add "prompt": a few words, as in a menu',
  help: 'add "help": what it does and costs, why one would change it',
  unit: 'add "unit": "bytes", "ms", "pages" …, or "none" for what counts nothing',
  range: 'add "range": the least and the greatest value that work',
};

/** Every option has prompt and help; numbers have a unit and a range. */
export const optionsExplained: Rule = ({ project }) =>
  Object.entries(project.manifest.options ?? {}).flatMap(([name, option]) => {
    const isNumber = option.type === 'int' || option.type === 'hex';
    const wanted: (keyof OptionManifest)[] = ['prompt', 'help', ...(isNumber ? (['unit', 'range'] as const) : [])];
    return wanted
      .filter((key) => option[key] === undefined || option[key] === '')
      .map((key) =>
        problemAt(
          'UNICORE_E_LINT_OPTION',
          `the option ${name} has no ${key}`,
          { project, path: ['options', name] },
          HINTS[key],
        ),
      );
  });

/** Names of projects exist, and what is provided is a capability. */
export const namesExist: Rule = ({ project, workspace: { projects } }) => {
  const { manifest } = project;
  const found: Diagnostic[] = [];
  const check = (name: string, path: (string | number)[], isCapability = false): void => {
    const other = projects.get(name);
    if (other && (!isCapability || other.manifest.kind === 'interface')) return;
    const candidates = [...projects.values()]
      .filter(({ manifest: { kind } }) => !isCapability || kind === 'interface')
      .map((one) => one.name);
    const guess = closest(name, candidates);
    const what = isCapability ? 'capability' : 'project';
    found.push(
      problemAt(
        `UNICORE_E_LINT_NAME`,
        `no ${what} is called "${name}"`,
        { project, path },
        guess ? `did you mean "${guess}"?` : 'add it, or drop the name',
      ),
    );
  };
  for (const { entry, path } of requiresOf(project)) check(entry.name, [...path]);
  manifest.optional?.forEach((name, index) => check(name, ['optional', index]));
  manifest.provides?.forEach((name, index) => check(name, ['provides', index], true));
  for (const key of ['use', 'defaults'] as const) {
    for (const [capability, names] of Object.entries(manifest[key] ?? {})) {
      check(capability, [key, capability], true);
      for (const name of [names].flat()) check(name, [key, capability]);
    }
  }
  for (const key of ['init', 'fini'] as const) {
    manifest[key]?.forEach(({ after }, index) => after?.forEach((name, n) => check(name, [key, index, 'after', n])));
  }
  return found;
};

/** Conditions are right in every image, also in those that nobody has built. */
export const conditionsRight: Rule = ({ project, workspace: { projects } }) => [...conditionFaults(project, projects)];

/** Whether anything of `project` names an option, or a call, of `other`. */
function isNamed({ project, files }: LintContext, other: string): boolean {
  const short = `${shortName(other)}.`;
  const mentions = (text: string): boolean => new RegExp(`(?<![\\w.])${short.replace('.', '\\.')}\\w`).test(text);
  const { options = {}, init = [], fini = [] } = project.manifest;
  const texts = [
    ...conditionsOf(project).map(({ text }) => text),
    ...Object.values(options).flatMap((option) => [
      JSON.stringify([option.default ?? '', option.selects ?? [], option.implies ?? []]),
    ]),
  ];
  if (texts.some(mentions) || [...init, ...fini].some(({ after }) => after?.includes(other))) return true;
  const prefix = `CONFIG_${shortName(other)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()}_`;
  return files.some(
    ({ text }) => text.includes(prefix) && scanSource(text).config.some((name) => name.startsWith(prefix)),
  );
}

/** Headers that the project's files include, and what these include in turn. */
function headersRead({ files, included }: LintContext): Set<string> {
  const read = new Set(files.flatMap(({ text }) => scanSource(text).includes.map(({ name }) => name)));
  for (const name of read) for (const next of included.get(name) ?? []) read.add(next);
  return read;
}

/**
 * No require that nothing uses. One is used when a header of it is read, or the manifest names an option of it.
 * What has no header of its own here, or is required by sources that are fetched, is used by its functions: that is not checked.
 */
export const requiresUsed: Rule = (context) => {
  const { project } = context;
  // Code of a third party is not here to be looked at.
  if (project.manifest.fetch) return [];
  const read = headersRead(context);
  return requiresOf(project).flatMap(({ entry, path }) => {
    const headers = context.shown.get(entry.name);
    const byFunctions = entry.link || entry.name === 'libc' || headers === undefined || headers.length === 0;
    if (byFunctions || headers.some((header) => read.has(header)) || isNamed(context, entry.name)) return [];
    const hint = `drop it, or write { "name": "${entry.name}", "link": true } if only its functions are needed`;
    return [
      problemAt(
        'UNICORE_E_LINT_REQUIRE',
        `nothing of ${project.name} reads a header of ${entry.name}`,
        { project, path },
        hint,
      ),
    ];
  });
};

/** The tests, and the project's own files that they include by a path. */
function readByTests({ files }: LintContext): SourceText[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found = new Set(files.filter(({ path }) => /(^|\/)tests\//.test(path)));
  for (const { path, text } of found) {
    for (const { name } of scanSource(text).includes) {
      // Beside it, or in the project's folder, which tests may have on their include path.
      const own = byPath.get(posix.join(posix.dirname(path), name)) ?? byPath.get(name) ?? byPath.get(`src/${name}`);
      if (own !== undefined) found.add(own);
    }
  }
  return [...found];
}

/**
 * The same of what only tests require: a header of it is read below tests/, or the image of the tests chooses its provider.
 */
export const testRequiresUsed: Rule = (context) => {
  const { project, shown } = context;
  const { requires = [], use = {}, set = {} } = project.manifest.tests ?? {};
  if (requires.length === 0) return [];
  const read = headersRead({ ...context, files: readByTests(context) });
  return requires.flatMap((item, index) => {
    const entry = typeof item === 'string' ? { name: item } : item;
    const headers = shown.get(entry.name);
    const byFunctions = entry.link || entry.name === 'libc' || headers === undefined || headers.length === 0;
    const isSet = Object.keys(set).some((option) => option.startsWith(`${shortName(entry.name)}.`));
    if (byFunctions || entry.name in use || isSet || headers.some((header) => read.has(header))) return [];
    return [
      problemAt(
        'UNICORE_E_LINT_REQUIRE',
        `no test of ${project.name} reads a header of ${entry.name}`,
        { project, path: ['tests', 'requires', index, ...(typeof item === 'string' ? [] : ['name'])] },
        `drop it, or write { "name": "${entry.name}", "link": true } if only its functions are needed`,
      ),
    ];
  });
};

/** A library says what it is. */
export const readme: Rule = ({ project, names }) => {
  if (project.manifest.kind !== 'library' || names.includes('README.md')) return [];
  return [
    problemAt(
      'UNICORE_E_LINT_README',
      `${project.name} has no README.md`,
      { project, path: [] },
      'add one: what it gives, what it needs',
    ),
  ];
};

/** A port has the files of the template, by name, or takes them from a library that ports share. */
export const portFiles: Rule = ({ project, names, template, shared }) => {
  if (project.manifest.kind !== 'platform') return [];
  const taken = (project.manifest.requires ?? []).flatMap(
    (item) => shared.get(typeof item === 'string' ? item : item.name) ?? [],
  );
  const archs = project.manifest.supports?.archs ?? [];
  const wanted = template.flatMap((file) =>
    file.startsWith('{arch}/') ? archs.map((arch) => file.replace('{arch}', arch)) : [file],
  );
  const ofEachArch = (file: string): boolean => archs.every((arch) => names.includes(`${arch}/${file}`));
  return wanted
    .filter(
      (file) =>
        !ofEachArch(file) &&
        !names.includes(file) &&
        !taken.some((name) => posix.basename(name) === posix.basename(file)),
    )
    .map((file) =>
      problemAt(
        'UNICORE_E_LINT_PORT',
        `${project.name} has no ${file}, which the template of a port has`,
        { project, path: [] },
        'add it: a port has the same files as platforms/stub',
      ),
    );
};
