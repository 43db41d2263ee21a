// SPDX-License-Identifier: BSD-3-Clause
// What --help prints, made from the commands themselves.
import type { Command } from './command.js';
import { COMMANDS } from './commands.js';
import { FLAG_HELP } from './flags.js';

export async function generalHelp(): Promise<string> {
  const commands = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => [name, await load()] as const),
  );
  const lines = commands.map(([name, { usage, summary }]) => [`  ${name} ${usage}`.trimEnd(), summary] as const);
  const width = Math.max(...lines.map(([left]) => left.length));
  return [
    'unicore <command> [arguments]',
    '',
    ...lines.map(([left, right]) => `${left.padEnd(width)}  ${right}`),
    '',
    '  unicore <command> --help lists its flags',
    '',
  ].join('\n');
}

export function commandHelp(name: string, { usage, summary, flags }: Command): string {
  const lines = Object.entries(flags).map(([long, { type, short }]) => {
    const left = `${short ? `-${short}, ` : '    '}--${long}${type === 'string' ? ' <value>' : ''}`;
    return `  ${left.padEnd(32)} ${FLAG_HELP[`${long}:${type}`] ?? FLAG_HELP[long] ?? ''}`.trimEnd();
  });
  return [`unicore ${name} ${usage}`.trimEnd(), '', `  ${summary}`, '', ...lines, ''].join('\n');
}
