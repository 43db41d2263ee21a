// SPDX-License-Identifier: BSD-3-Clause
// `unicore doctor`: which tools each target needs, which are there, and the one command that installs the others.
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { EMULATORS } from '@unicore/machine/emulators.js';
import { probeKvm } from '@unicore/machine/kvm/probe.js';
import { existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { TEST_TOOLS, toolsOf, type Tool } from '../doctor/tools.js';
import type { Command } from './command.js';
import { textFlag, usageError } from './flags.js';

function findIn(path: string, program: string): string | undefined {
  if (program.startsWith('/')) return existsSync(program) ? program : undefined;
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
}

export interface Checked {
  readonly title: string;
  readonly missing: readonly Tool[];
  readonly found: readonly string[];
}

export function check(title: string, tools: readonly Tool[], path: string): Checked {
  const places = tools.map((tool) => [tool, tool.programs.map((name) => findIn(path, name)).find(Boolean)] as const);
  return {
    title,
    missing: places.flatMap(([tool, place]) => (place === undefined ? [tool] : [])),
    found: places.flatMap(([, place]) => place ?? []),
  };
}

/** Debian packages, each once. */
const packagesOf = (checked: readonly Checked[]): string[] =>
  [...new Set(checked.flatMap(({ missing }) => missing.map((tool) => tool.package)))].sort();

export function report(checked: readonly Checked[]): string {
  const lines = checked.flatMap(({ title, missing }) => [
    `${missing.length === 0 ? 'ok     ' : 'missing'}  ${title}`,
    ...missing.map(({ programs, why }) => `           ${programs[0]} (${why})`),
  ]);
  const packages = packagesOf(checked);
  const fix = packages.length === 0 ? [] : ['', `install what is missing: sudo apt-get install ${packages.join(' ')}`];
  return [...lines, ...fix, ''].join('\n');
}

/** How virtual machines run here. The device file alone says nothing. */
async function accelLines(targets: readonly Checked[]): Promise<string> {
  const programs = new Map(Object.entries(EMULATORS).map(([arch, { program }]) => [program, arch]));
  const archs = targets.flatMap(({ found }) => found.flatMap((file) => programs.get(basename(file)) ?? []));
  const lines = [...new Set(archs)].map(async (arch) => {
    const { works, why } = await probeKvm({ arch });
    return `${works ? 'kvm    ' : 'no kvm '}  virtual machines of ${arch}: ${why}${works ? '' : '; they run under TCG'}\n`;
  });
  return (await Promise.all(lines)).join('');
}

export const doctorCommand: Command = {
  usage: '[-c <platform>-<arch>]',
  summary: 'tells which tools each target needs, and how to install what is missing',
  flags: { configuration: { type: 'string', short: 'c' }, packages: { type: 'boolean' } },
  async run({ root, flags }) {
    const workspace = await readWorkspace(root);
    const only = textFlag(flags, 'configuration');
    const all = toolsOf(workspace);
    const wanted = all.filter(({ target }) => only === undefined || only === target || only.startsWith(`${target}-`));
    if (wanted.length === 0) {
      throw usageError(`no target is called "${only}"`, `there are ${all.map(({ target }) => target).join(', ')}`);
    }
    const path = process.env['PATH'] ?? '';
    const targets = wanted.map(({ target, tools }) => check(target, tools, path));
    const tests = only === undefined ? [check('npm test, lint', TEST_TOOLS, path)] : [];
    if (flags['packages'] === true) {
      return {
        status: 0,
        text: packagesOf([...targets, ...tests])
          .map((name) => `${name}\n`)
          .join(''),
      };
    }
    const status = targets.some(({ missing }) => missing.length > 0) ? 1 : 0;
    const accel = await accelLines(targets);
    const host =
      process.platform === 'linux'
        ? ''
        : `images are built and run on Linux, not on ${process.platform}: use WSL2, or a Linux container\n`;
    return {
      status: host === '' ? status : 1,
      text: `${host}${report([...targets, ...tests])}${accel}`,
      diagnostics: workspace.diagnostics,
    };
  },
};
