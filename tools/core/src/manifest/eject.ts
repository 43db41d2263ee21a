// SPDX-License-Identifier: BSD-3-Clause
// Makes a project of an installed package local: its folder, copied into the workspace's pools.
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UnicoreError } from '../diagnostic.js';
import type { Project } from '../model.js';
import { isPackaged, packageOf } from './packages.js';

const POOLS: Readonly<Record<string, string>> = {
  arch: 'archs',
  platform: 'platforms',
  application: 'apps',
  library: 'libs',
  interface: 'libs',
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Relative to the workspace. A package that is one project goes where its kind belongs, under its own name. */
function folderOf({ root, name, manifest }: Project): string {
  const below = relative(`node_modules/${packageOf({ root })}`, root);
  const short = name.replace(/^(?:lib|plat|arch|app)-/, '');
  return `${POOLS[manifest.kind]}/${below === '' ? short : below}`;
}

/** The folder that the project lies in now. @throws UnicoreError when it is local already, or the folder is taken */
export async function eject(root: string, project: Project): Promise<string> {
  if (!isPackaged(project)) {
    throw new UnicoreError({
      code: 'UNICORE_E_EJECT_LOCAL',
      message: `${project.name} is of this workspace already`,
      hint: `change it in ${project.root}`,
    });
  }
  const folder = folderOf(project);
  if (await exists(join(root, folder))) {
    throw new UnicoreError({
      code: 'UNICORE_E_EJECT_TAKEN',
      message: `${folder} is there already`,
      hint: 'move it away',
    });
  }
  const from = join(root, project.root);
  await cp(from, join(root, folder), {
    recursive: true,
    dereference: true,
    filter: (path) => !/^(?:node_modules|dist|package\.json)(?:\/|$)/.test(relative(from, path)),
  });
  // Where an editor finds the schema has moved.
  const file = join(root, folder, 'project.json');
  const text = await readFile(file, 'utf8');
  const schema = relative(join(root, folder), join(root, 'node_modules/@unicore/core/schema/project.schema.json'));
  await writeFile(file, text.replace(/"\$schema": "[^"]*project\.schema\.json"/, `"$schema": "${schema}"`));
  return folder;
}
