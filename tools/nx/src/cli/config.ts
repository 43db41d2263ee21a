// SPDX-License-Identifier: BSD-3-Clause
// `unicore config`: reads and changes what is set for an application.
import { bare, defconfig } from '@unicore/core/configure/defconfig.js';
import { describe, describeOption } from '@unicore/core/configure/describe.js';
import { smallestChange, type Change, type Saved } from '@unicore/core/configure/save.js';
import { difference, textOfProject, type Difference } from '@unicore/core/configure/space.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import type { Workspace } from '@unicore/core/model.js';
import { configure } from '@unicore/core/prepare.js';
import { resolve } from '@unicore/core/resolve/resolve.js';
import { optionsTable } from '@unicore/core/resolve/table.js';
import { show } from '@unicore/core/resolve/values.js';
import { findOption } from '@unicore/core/resolve/why.js';
import { writeWhole } from '@unicore/core/store/write-whole.js';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Invocation, Outcome } from './command.js';
import { askFlags, textFlag, usageError } from './flags.js';
import { asJson } from './json.js';
import { applicationOf, hereOf } from './request.js';
import { table } from './table.js';

/** Rows of what differs; the first column has room for the names. */
export function differenceText({ options, added, removed }: Difference): string {
  const rows = options.map(({ name, before, after, manifest, why }) => [
    name,
    `${before === undefined ? 'not there' : show(manifest, before)} → ${after === undefined ? 'not there' : show(manifest, after)}`,
    why,
  ]);
  const projects = [...added.map((name) => `with ${name}\n`), ...removed.map((name) => `without ${name}\n`)];
  return `${rows.length > 0 ? table(rows) : ''}${projects.join('')}`;
}

const isSame = ({ options, added, removed }: Difference): boolean =>
  options.length + added.length + removed.length === 0;

function savedText(saved: Saved, dry: boolean): string {
  const { file, changed, effects } = saved;
  const parts = [...effects]
    .filter(([, effect]) => !isSame(effect))
    .map(([target, effect]) => `${target}:\n${differenceText(effect).replace(/^(?=.)/gm, '  ')}`);
  const head = changed
    ? `${file}: ${dry ? 'would be changed' : 'changed'}\n`
    : `${file}: nothing to change, it is so already\n`;
  return `${head}${parts.join('')}`;
}

/** Written aside and renamed; refused when somebody else wrote it meanwhile. */
export function writeProject(root: string, workspace: Workspace, application: string, saved: Saved): void {
  const path = join(root, saved.file);
  if (readFileSync(path, 'utf8') !== textOfProject(workspace.projects.get(application)!))
    throw new UnicoreError({
      code: 'UNICORE_E_CONFIG_MOVED',
      message: `${saved.file} changed meanwhile`,
      hint: 'try again',
    });
  writeWhole(path, saved.text, statSync(path).mode & 0o777);
}

function changesOf(verb: string, words: readonly string[]): Change[] {
  const example = verb === 'set' ? '<option>=<value>…' : '<option>…';
  if (words.length === 0)
    throw usageError(`config ${verb} needs an option`, `unicore config ${verb} <application> ${example}`);
  return words.map((word) => {
    if (verb === 'unset') return { name: word, value: undefined };
    const at = word.indexOf('=');
    if (at <= 0) throw usageError(`${word} has no value`, `unicore config set <application> ${example}`);
    return { name: word.slice(0, at), value: word.slice(at + 1) };
  });
}

async function change(invocation: Invocation, verb: string): Promise<Outcome> {
  const { root, flags } = invocation;
  const workspace = await readWorkspace(root);
  const { application, rest } = applicationOf(workspace, invocation);
  if (application === undefined)
    throw usageError(`config ${verb} needs an application`, `unicore config ${verb} <application> …`);
  const target = textFlag(flags, 'configuration');
  const dry = flags['dry-run'] === true;
  const saved = smallestChange(workspace, {
    application,
    changes: changesOf(verb, rest),
    ...(target === undefined ? {} : { target }),
  });
  if (saved.changed && !dry) writeProject(root, workspace, application, saved);
  const { file, changed, effects, warnings } = saved;
  if (flags['json'] === true) return { status: 0, text: asJson({ file, changed, effects, diagnostics: warnings }) };
  return { status: 0, text: savedText(saved, dry), diagnostics: warnings };
}

async function get(invocation: Invocation): Promise<Outcome> {
  const workspace = await readWorkspace(invocation.root);
  const { request, rest } = hereOf(workspace, invocation, 'config get');
  if (rest.length === 0) throw usageError('config get needs an option', 'unicore config get <application> <option>…');
  const configuration = configure(workspace, request);
  const found = rest.map((name) => findOption(configuration, name));
  if (invocation.flags['json'] === true) return { status: 0, text: asJson(found.map(describeOption)) };
  const plain = found.map(({ manifest, value }) => (typeof value === 'string' ? value : show(manifest, value)));
  return { status: 0, text: plain.map((value) => `${value}\n`).join('') };
}

async function list(invocation: Invocation): Promise<Outcome> {
  const workspace = await readWorkspace(invocation.root);
  const configuration = configure(workspace, hereOf(workspace, invocation, 'config list').request);
  const text = invocation.flags['json'] === true ? asJson(describe(configuration)) : optionsTable(configuration);
  return { status: 0, text, diagnostics: configuration.warnings };
}

/** Against another target, or against what nobody set. */
async function diff(invocation: Invocation): Promise<Outcome> {
  const workspace = await readWorkspace(invocation.root);
  const { request, rest } = hereOf(workspace, invocation, 'config diff');
  const configuration = configure(workspace, request);
  const [other] = rest;
  const { application, target } = configuration;
  const found =
    other === undefined
      ? difference(
          resolve(bare(workspace, configuration, 'providers'), { application: application.name, target: target.name }),
          configuration,
        )
      : difference(configuration, configure(workspace, { ...request, target: other }));
  if (invocation.flags['json'] === true) return { status: 0, text: asJson(found) };
  const same =
    other === undefined ? 'nothing differs from the defaults\n' : `${target.name} and ${other} are the same\n`;
  return { status: 0, text: isSame(found) ? same : differenceText(found) };
}

async function smallest(invocation: Invocation): Promise<Outcome> {
  const workspace = await readWorkspace(invocation.root);
  const { request } = hereOf(workspace, invocation, 'config defconfig');
  const { application, target, overrides = {}, fragments = [] } = request;
  const lines = defconfig(workspace, { application, target, overrides, fragments });
  if (invocation.flags['json'] === true) return { status: 0, text: asJson(lines) };
  const text = [...lines].map(([name, value]) => `${name}=${String(value)}\n`).join('');
  return { status: 0, text: `# ${application} for ${target}\n${text}` };
}

const VERBS: Readonly<Record<string, (invocation: Invocation) => Promise<Outcome>>> = {
  get,
  set: (invocation) => change(invocation, 'set'),
  unset: (invocation) => change(invocation, 'unset'),
  list,
  diff,
  defconfig: smallest,
};

export const configCommand: Command = {
  usage: `${Object.keys(VERBS).join('|')} [application] [<option>[=<value>]…] [-c <target>]`,
  summary:
    'reads and changes options: set and unset save the smallest change of project.json, for all targets unless -c names one; diff compares with the defaults or another target; defconfig prints the fewest lines',
  flags: { ...askFlags, 'dry-run': { type: 'boolean' } },
  async run(invocation) {
    const [verb = '', ...words] = invocation.words;
    const run = VERBS[verb];
    if (run === undefined)
      throw usageError(
        verb === '' ? 'config needs to be told what to do' : `config cannot "${verb}"`,
        `it can ${Object.keys(VERBS).join(', ')}`,
      );
    return run({ ...invocation, words });
  },
};
