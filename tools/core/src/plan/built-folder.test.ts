// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readTexts } from '../manifest/read.js';
import { builtFolder } from './built-folder.js';

/** A workspace of these files; `find(from)` as app-site asks. */
async function workspace(t: TestContext, files: Record<string, unknown>) {
  const root = mkdtempSync(join(tmpdir(), 'unicore-built-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), typeof contents === 'string' ? contents : JSON.stringify(contents));
  }
  const unicore = { kind: 'application', summary: 's', run: { rootfs: { from: 'web:build' } } };
  const text = JSON.stringify({ name: 'app-site', unicore });
  const { projects } = await readTexts(root, [['apps/site/project.json', text]]);
  return (from: string) => {
    const { folder, files: found } = builtFolder(root, from, projects.get('app-site')!);
    return [folder, ...found];
  };
}

const project = (build: object) => ({ name: 'web', targets: { build } });

test('an output that the target declares, by an option of it', async (t) => {
  const find = await workspace(t, {
    'sites/web/project.json': project({
      outputs: ['{workspaceRoot}/coverage', '{options.outputPath}'],
      options: { outputPath: 'out/web' },
    }),
    'out/web/b/c.html': '',
    'out/web/dist/a.js': '',
  });
  assert.deepEqual(find('web:build'), ['workspace:out/web', 'b/c.html', 'dist/a.js']);
});

test('below the project, and without what a glob says', async (t) => {
  const find = await workspace(t, {
    'web/project.json': project({ outputs: ['{projectRoot}/out/**/*'] }),
    'web/out/x': '',
  });
  assert.deepEqual(find('web:build'), ['workspace:web/out', 'x']);
});

test('a package without declared outputs leaves them where Nx looks', async (t) => {
  const find = await workspace(t, {
    'packages/web/package.json': { name: 'web', scripts: { build: 'x' } },
    'packages/web/dist/index.html': '',
  });
  assert.deepEqual(find('web:build'), ['workspace:packages/web/dist', 'index.html']);
});

test('nothing built, and no such project', async (t) => {
  const find = await workspace(t, { 'web/project.json': project({ outputs: ['{workspaceRoot}/dist/web'] }) });
  assert.throws(() => find('web:build'), { message: 'UNICORE_E_ROOTFS_FROM: web:build has left nothing in dist/web' });
  assert.throws(() => find('wib:build'), {
    message: 'UNICORE_E_ROOTFS_FROM: no project of the workspace is called "wib"',
  });
});
