// SPDX-License-Identifier: BSD-3-Clause
// `unicore upgrade-report`: what became of the options since a revision of git.
import { noRevision, upgradeReport, type UpgradeReport } from '@unicore/core/configure/upgrade.js';
import { readTexts, readWorkspace } from '@unicore/core/manifest/read.js';
import type { Workspace } from '@unicore/core/model.js';
import { spawnSync } from 'node:child_process';
import type { Command } from './command.js';
import { textFlag, usageError } from './flags.js';
import { asJson } from './json.js';
import { applicationOf } from './request.js';
import { configure } from '@unicore/core/prepare.js';
import { targetsOf } from '@unicore/core/resolve/resolve.js';

const POOLS = ['archs', 'platforms', 'libs', 'apps'];

/** The manifests as they were. */
async function workspaceAt(root: string, revision: string): Promise<Workspace> {
  const git = (...argv: readonly string[]): Buffer => {
    const { status, stdout, stderr, error } = spawnSync('git', [...argv], { cwd: root, maxBuffer: 1 << 28 });
    if (error || status !== 0) throw noRevision(revision, error?.message ?? stderr.toString());
    return stdout;
  };
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).toString().trim();
  const files = git('ls-tree', '-r', '-z', '--name-only', commit, '--', ...POOLS)
    .toString()
    .split('\0')
    .filter((file) => file.endsWith('/project.json'));
  return readTexts(
    root,
    files.map((file) => [file, git('show', `${commit}:./${file}`).toString()] as const),
  );
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`;

export function reportText({ added, renamed, gone, defaults }: UpgradeReport): string {
  const text = [
    section('new', added),
    section(
      'renamed',
      renamed.map(({ before, after }) => `${before} → ${after}`),
    ),
    section('gone', gone),
    section(
      'other defaults',
      defaults.map(({ name, before, after }) => `${name}: ${before} → ${after}`),
    ),
  ].join('');
  return text === '' ? 'no option changed\n' : text;
}

/** Those that some target of the application holds. */
function projectsOf(workspace: Workspace, name: string): Set<string> {
  const application = workspace.projects.get(name);
  const targets = application ? targetsOf(workspace, application) : [''];
  return new Set(targets.flatMap((target) => [...configure(workspace, { application: name, target }).projects.keys()]));
}

export const upgradeCommand: Command = {
  usage: '[application] --from <revision>',
  summary: 'tells which options are new, renamed, gone or have another default since a revision of git',
  flags: { from: { type: 'string' }, json: { type: 'boolean' } },
  async run(invocation) {
    const { root, flags } = invocation;
    const revision = textFlag(flags, 'from');
    if (revision === undefined)
      throw usageError('upgrade-report needs a revision', 'unicore upgrade-report [application] --from <revision>');
    const workspace = await readWorkspace(root);
    const { application } = applicationOf(workspace, invocation);
    const before = await workspaceAt(root, revision);
    // What is gone was of the images as they were.
    const projects =
      application === undefined
        ? undefined
        : new Set([
            ...projectsOf(workspace, application),
            ...(before.projects.has(application) ? projectsOf(before, application) : []),
          ]);
    const report = upgradeReport(before, workspace, projects);
    return { status: 0, text: flags['json'] === true ? asJson(report) : reportText(report) };
  },
};
