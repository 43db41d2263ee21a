// SPDX-License-Identifier: BSD-3-Clause
// `unicore why-not`: what stands in the way of a value, and the smallest changes that would allow it.
import { whyNot, type Step, type WhyNot } from '@unicore/core/configure/why-not/why-not.js';
import { renderDiagnostic } from '@unicore/core/diagnostic-text.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import type { Command } from './command.js';
import { differenceText } from './config.js';
import { askFlags, usageError } from './flags.js';
import { asJson } from './json.js';
import { hereOf } from './request.js';

const SAID: Readonly<Record<Step['change'], (step: Step) => string>> = {
  set: ({ name, value }) => `${name}=${String(value)}`,
  use: ({ name, value }) => `use.${name}=${String(value)}`,
  require: ({ name }) => `require ${name}`,
  drop: ({ name }) => `drop the line that sets ${name}`,
};

const stepText = (step: Step): string => SAID[step.change](step);

const count = (steps: readonly Step[]): string => `${steps.length} ${steps.length === 1 ? 'change' : 'changes'}`;

export function whyNotText(found: WhyNot, application: string, target: string): string {
  const asked = `${found.name}=${String(found.value)}`;
  if (found.verdict === 'is') return `it is so:\n${found.why.map((line) => `  ${line}\n`).join('')}`;
  if (found.verdict === 'free') {
    const effects = differenceText(found.effects).replace(/^(?=.)/gm, '  ');
    return `nothing stands in the way: unicore config set ${application} ${asked} -c ${target}\n${effects}`;
  }
  const { diagnostics, solutions, limited } = found;
  const reasons = diagnostics.map((one) => renderDiagnostic(one)).join('');
  const [first] = solutions;
  const more = limited ? 'not everything could be tried: there may be others\n' : '';
  if (first === undefined)
    return `${reasons}no change of options, providers or requires allows it for ${target}\n${more}`;
  const ways = solutions.map((steps) => `  ${[asked, ...steps.map(stepText)].join(' ')}\n`);
  const head =
    solutions.length === 1
      ? `with ${count(first)} more it is possible:`
      : `with ${count(first)} more it is possible, by any of these:`;
  return `${reasons}${head}\n${ways.join('')}${more}`;
}

export const whyNotCommand: Command = {
  usage: '[application] -c <target> <option>=<value>',
  summary: 'tells what stands in the way of a value, and the smallest changes that would allow it',
  flags: askFlags,
  async run(invocation) {
    const { root, flags } = invocation;
    const workspace = await readWorkspace(root);
    const { request, rest } = hereOf(workspace, invocation, 'why-not');
    const { application, target, overrides = {}, fragments = [] } = request;
    const [, name, value] = /^([^=]+)=(.*)$/.exec(rest[0] ?? '') ?? [];
    if (name === undefined || value === undefined)
      throw usageError('why-not needs a value', `unicore why-not ${application} -c ${target} <option>=<value>`);
    const found = whyNot(workspace, { application, target, overrides, fragments }, { name, value });
    const text = flags['json'] === true ? asJson(found) : whyNotText(found, application, target);
    return { status: found.verdict === 'blocked' && found.solutions.length === 0 ? 1 : 0, text };
  },
};
