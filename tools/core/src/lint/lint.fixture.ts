// SPDX-License-Identifier: BSD-3-Clause
// For tests: what lint shows of one project of a workspace that is written out.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readTexts } from '../manifest/read.js';
import { rendered, textOf } from '../resolve/fixture.js';
import { lintContext, lintWorkspace } from './context.js';
import type { LintCase } from './lint.cases.js';
import { lintRules } from './lint.js';

const FOLDERS: readonly (readonly [string, string])[] = [
  ['app-', 'apps/'],
  ['plat-', 'platforms/'],
  ['arch-', 'archs/'],
  ['lib-ports-', 'platforms/'],
  ['lib-core-', 'libs/core/'],
  ['lib-', 'libs/'],
  ['', 'libs/'],
];

function folderOf(name: string): string {
  const [prefix, folder] = FOLDERS.find(([start]) => name.startsWith(start))!;
  return folder + name.slice(prefix.length);
}

export async function linted({ manifests, files = {}, project = 'lib-b' }: LintCase): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'unicore-'));
  try {
    const texts = Object.entries(manifests).map(
      ([name, manifest]) => [`${folderOf(name)}/project.json`, textOf(name, manifest)] as const,
    );
    for (const [path, text] of [...texts, ...Object.entries(files)]) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const workspace = await readTexts(root, texts);
    const context = await lintContext(await lintWorkspace(workspace), workspace.projects.get(project)!);
    return rendered([...workspace.diagnostics, ...lintRules(context)]);
  } finally {
    await rm(root, { recursive: true });
  }
}
