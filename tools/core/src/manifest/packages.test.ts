// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { textOf } from '../resolve/fixture.js';
import { packageOf, poolPackages } from './packages.js';
import { readWorkspace } from './read.js';

let root = '';
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
before(() => {
  root = mkdtempSync(join(tmpdir(), 'unicore-packages-'));
  process.env['UNICORE_STORE'] = join(root, 'store');
  write('package.json', '{ "dependencies": { "@a/pool": "1", "plain": "1" }, "devDependencies": { "gone": "1" } }');
  write('node_modules/@a/pool/package.json', '{ "version": "1.2.3", "unicore": { "pool": true } }');
  write('node_modules/@a/pool/b/project.json', textOf('lib-b', { kind: 'library', summary: 'packaged' }));
  write('node_modules/@a/pool/c/project.json', textOf('lib-c', { kind: 'library', summary: 'packaged' }));
  write('node_modules/plain/package.json', '{ "version": "1.0.0" }');
  write('node_modules/plain/d/project.json', textOf('lib-d', { kind: 'library', summary: 'of no pool' }));
  write('node_modules/@a/unnamed/package.json', '{ "unicore": { "pool": true } }');
});
after(() => rmSync(root, { recursive: true }));

test('pools are the packages that are named and say so', () => {
  const found = poolPackages(root).map(({ name, version, root: folder }) => [name, version, folder]);
  assert.deepEqual(found, [['@a/pool', '1.2.3', 'node_modules/@a/pool']]);
});

test('their projects are in the workspace; a local one of the same name replaces a package’s', async () => {
  write('libs/b/project.json', textOf('lib-b', { kind: 'library', summary: 'local' }));
  const { projects, diagnostics } = await readWorkspace(root);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(
    [...projects.values()].map(({ name, root: folder, manifest }) => [name, folder, manifest.summary]),
    [
      ['lib-b', 'libs/b', 'local'],
      ['lib-c', 'node_modules/@a/pool/c', 'packaged'],
    ],
  );
  assert.equal(packageOf(projects.get('lib-c')!), '@a/pool');
});
