// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { UnicoreError } from '../diagnostic.js';
import { rendered } from '../resolve/fixture.js';
import { eject } from './eject.js';
import { readWorkspace } from './read.js';

let root = '';
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const manifest = (name: string): string =>
  `{ "$schema": "../../../tools/core/schema/project.schema.json", "name": "${name}", "unicore": { "kind": "library", "summary": "s" } }`;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'unicore-eject-'));
  process.env['UNICORE_STORE'] = join(root, 'store');
  write('package.json', '{ "dependencies": { "@a/pool": "1", "single": "1" } }');
  for (const name of ['@a/pool', 'single'])
    write(`node_modules/${name}/package.json`, '{ "unicore": { "pool": true } }');
  write('node_modules/@a/pool/core/b/project.json', manifest('lib-b'));
  write('node_modules/@a/pool/core/b/src/b.c', 'int b;\n');
  write('node_modules/single/project.json', manifest('lib-single'));
  write('node_modules/single/node_modules/x/y.c', '');
  write('libs/taken/project.json', manifest('lib-other'));
  write('node_modules/@a/pool/taken/project.json', manifest('lib-taken'));
});
after(() => rmSync(root, { recursive: true }));

async function ejected(name: string): Promise<string> {
  const { projects } = await readWorkspace(root);
  try {
    return await eject(root, projects.get(name)!);
  } catch (error) {
    if (error instanceof UnicoreError) return rendered(error.diagnostics);
    throw error;
  }
}

test('a project goes where it lay within its package; its schema is found again', async () => {
  assert.equal(await ejected('lib-b'), 'libs/core/b');
  assert.equal(readFileSync(join(root, 'libs/core/b/src/b.c'), 'utf8'), 'int b;\n');
  const text = readFileSync(join(root, 'libs/core/b/project.json'), 'utf8');
  assert.match(text, /"\$schema": "\.\.\/\.\.\/\.\.\/node_modules\/@unicore\/core\/schema\/project\.schema\.json"/);
});

test('a package that is one project goes where its kind belongs, without what is npm’s', async () => {
  assert.equal(await ejected('lib-single'), 'libs/single');
  assert.deepEqual(readdirSync(join(root, 'libs/single')), ['project.json']);
});

test('what is refused', async () => {
  assert.equal(
    await ejected('lib-other'),
    'error: lib-other is of this workspace already [UNICORE_E_EJECT_LOCAL]\n  fix: change it in libs/taken\n',
  );
  assert.equal(
    await ejected('lib-taken'),
    'error: libs/taken is there already [UNICORE_E_EJECT_TAKEN]\n  fix: move it away\n',
  );
});
