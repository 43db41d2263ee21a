// SPDX-License-Identifier: BSD-3-Clause
// `unicore licenses`: the licences of an image by part, and those that do not go together.
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { licenseProblems, partLicenses } from '@unicore/core/outputs/licenses.js';
import { configure } from '@unicore/core/prepare.js';
import type { Command } from './command.js';
import { imageFlags } from './flags.js';
import { requestOf } from './request.js';

export const licensesCommand: Command = {
  usage: '<application> -c <target>',
  summary: 'lists the licences of an image by part, with those that do not go together',
  flags: imageFlags,
  async run(invocation) {
    const workspace = await readWorkspace(invocation.root);
    const configuration = configure(workspace, requestOf(workspace, invocation, 'licenses'));
    const byLicense = new Map<string, string[]>();
    for (const { part, license } of partLicenses(configuration)) {
      const sources = Object.entries(part.project.manifest.fetch ?? {}).map(
        ([key, { version }]) => `${key} ${version}`,
      );
      const name = [part.project.name, ...(sources.length > 0 ? [`(${sources.join(', ')})`] : [])].join(' ');
      const shown = license === '' ? 'none' : license;
      byLicense.set(shown, [...(byLicense.get(shown) ?? []), name]);
    }
    const text = [...byLicense]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([license, names]) => `${license}\n${names.map((name) => `  ${name}\n`).join('')}`)
      .join('');
    const diagnostics = licenseProblems(configuration);
    return { status: diagnostics.some(({ code }) => code.startsWith('UNICORE_E_')) ? 1 : 0, text, diagnostics };
  },
};
