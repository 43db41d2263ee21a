// SPDX-License-Identifier: BSD-3-Clause
// Every pinned source of the pools is fetched, checked, unpacked and patched, and holds the files that its project names.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { prepareSource } from '../../tools/core/dist/fetch/sources.js';

const root = join(import.meta.dirname, '../..');
const manifests = ['archs', 'platforms', 'libs', 'apps'].flatMap((pool) => {
  try {
    return readdirSync(join(root, pool), { recursive: true })
      .filter((file) => file.endsWith('project.json'))
      .map((file) => join(pool, file));
  } catch {
    return [];
  }
});

const projectOf = (file) => {
  const { name, unicore } = JSON.parse(readFileSync(join(root, file), 'utf8'));
  return {
    name,
    root: dirname(file),
    tags: [],
    manifest: unicore,
    locate: () => ({ file, line: 1, column: 1 }),
    sourceLine: () => '',
  };
};

test('project names are unique', () => {
  const names = manifests.map((file) => projectOf(file).name);
  assert.ok(names.length > 0);
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
});

for (const project of manifests.map(projectOf)) {
  for (const key of Object.keys(project.manifest.fetch ?? {})) {
    test(`${project.name}: ${key} is fetched and holds every source that is named`, async () => {
      const { files } = await prepareSource(root, project, key);
      const named = (project.manifest.sources ?? [])
        .flatMap((entry) => (typeof entry === 'string' ? entry : entry.files))
        .filter((name) => name.startsWith(`${key}:`) && !/[*{?]/.test(name))
        .map((name) => name.slice(key.length + 1));
      assert.deepEqual(
        named.filter((name) => !files.includes(name)),
        [],
      );
      assert.ok(files.length > 0);
    });
  }
}
