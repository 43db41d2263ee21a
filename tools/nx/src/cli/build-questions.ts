// SPDX-License-Identifier: BSD-3-Clause
// Questions about builds: whatif (the next one), why-rebuilt and why-size (the last one).
import { foresee, type Foreseen } from '@unicore/core/configure/foresee.js';
import { whyRebuilt, type Rebuilt } from '@unicore/core/configure/rebuilt.js';
import { librarySize, type LibrarySize } from '@unicore/core/configure/size-of.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { configure } from '@unicore/core/prepare.js';
import { why } from '@unicore/core/resolve/resolve.js';
import type { Command } from './command.js';
import { differenceText } from './config.js';
import { askFlags, countFlag, usageError } from './flags.js';
import { asJson } from './json.js';
import { hereOf } from './request.js';
import { table } from './table.js';

export function foreseenText(found: Foreseen): string {
  const { objects, total, links } = found;
  const head =
    objects.length === 0 ? 'no object would be compiled' : `${objects.length} of ${total} objects would be compiled:`;
  const tail = links ? 'the image would be linked\n' : 'the image stays as it is\n';
  return `${differenceText(found)}${head}\n${objects.map((object) => `  ${object}\n`).join('')}${tail}`;
}

export const whatifCommand: Command = {
  usage: '[application] -c <target> --set <option>=<value>',
  summary: 'tells which options, libraries and objects would change; nothing is written',
  flags: askFlags,
  async run(invocation) {
    const { root, flags, signal } = invocation;
    const workspace = await readWorkspace(root);
    const { request } = hereOf(workspace, invocation, 'whatif');
    const { application, target } = request;
    const now = configure(workspace, { application, target });
    const found = await foresee(workspace, { wanted: request, now, signal });
    return { status: 0, text: flags['json'] === true ? asJson(found) : foreseenText(found) };
  },
};

const SAID = { ran: 'made', store: 'taken from the store' } as const;

const rebuiltLine = ({ action, how, reason, last }: Rebuilt): string =>
  `${action}: ${SAID[how]}${last ? '' : ' in an earlier build'}: ${reason}\n`;

export const whyRebuiltCommand: Command = {
  usage: '[application] -c <target> [object]',
  summary: 'tells why an object, or everything that was, was made in the last build',
  flags: askFlags,
  async run(invocation) {
    const { root, flags } = invocation;
    const { request, rest } = hereOf(await readWorkspace(root), invocation, 'why-rebuilt');
    const found = whyRebuilt(root, request, rest[0]);
    if (flags['json'] === true) return { status: 0, text: asJson(found) };
    const nothing = 'the last build had nothing to make\n';
    return { status: 0, text: found.length === 0 ? nothing : found.map(rebuiltLine).join('') };
  },
};

const MOST = 10;

const rows = (list: readonly (readonly [string, number])[], most: number): string => {
  const left = list.length - most;
  const shown = list.slice(0, most).map(([name, bytes]) => [`  ${name}`, String(bytes)]);
  return `${table(shown)}${left > 0 ? `  and ${left} more\n` : ''}`;
};

function sizeText(size: LibrarySize, reasons: readonly string[], most: number): string {
  const { library, bytes, total, sections, grown, objects, symbols } = size;
  const share = ((100 * bytes) / total).toFixed(1);
  const kinds = Object.entries(sections).map(([kind, count]) => `${kind} ${count}`);
  const change = grown === undefined ? [] : [`since the build before: ${grown > 0 ? '+' : ''}${grown}\n`];
  const named = symbols.map(({ name, bytes: own }) => [name, own] as const);
  return [
    `${library}: ${bytes} bytes of ${total} (${share} %): ${kinds.join(', ')}\n`,
    ...change,
    ...reasons.map((line) => `${line}\n`),
    `its objects:\n${rows([...objects], most)}`,
    `its symbols:\n${rows(named, most)}`,
  ].join('');
}

export const whySizeCommand: Command = {
  usage: '[application] -c <target> <library>',
  summary: 'tells what a library takes of the image that was built last, and why it is in it',
  flags: { ...askFlags, symbols: { type: 'string' } },
  async run(invocation) {
    const { root, flags } = invocation;
    const workspace = await readWorkspace(root);
    const { request, rest } = hereOf(workspace, invocation, 'why-size');
    const [library] = rest;
    const { application, target } = request;
    if (library === undefined)
      throw usageError('why-size needs a library', `unicore why-size ${application} -c ${target} <library>`);
    const size = librarySize(root, request, library);
    const configuration = configure(workspace, request);
    // What the linker and the compiler add is no project.
    const reasons = configuration.projects.has(library) ? why(configuration, library) : [];
    if (flags['json'] === true) return { status: 0, text: asJson({ ...size, why: reasons }) };
    return { status: 0, text: sizeText(size, reasons, countFlag(flags, 'symbols') ?? MOST) };
  },
};
