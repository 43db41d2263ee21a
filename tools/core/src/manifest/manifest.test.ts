// SPDX-License-Identifier: BSD-3-Clause
import { Ajv } from 'ajv';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { app, GROUND, lib, rendered, textOf, workspaceOf } from '../resolve/fixture.js';
import { editorSchema } from './editor-schema.js';
import { MANIFEST_CASES } from './manifest.cases.js';
import { readTexts, readWorkspace } from './read.js';
import { reference } from './reference.js';
import { manifestSchema } from './schema.js';
import { validatorCode, type Validator } from './validator.js';
import { openVerdicts } from './verdicts.js';

for (const { name, manifest, shows } of MANIFEST_CASES) {
  test(name, async () => {
    const { diagnostics, projects } = await workspaceOf({ 'lib-b': manifest, 'lib-c': lib() });
    assert.equal(rendered(diagnostics), shows.slice(1));
    assert.deepEqual([...projects.keys()], ['lib-c'], 'the other project is still read');
  });
}

test('two projects of one name', async () => {
  const { diagnostics } = await readTexts('/w', [
    ['libs/b/project.json', textOf('lib-a', lib())],
    ['libs/a/project.json', textOf('lib-a', lib())],
  ]);
  assert.equal(
    rendered(diagnostics),
    `libs/b/project.json:3:3: error: two projects are called lib-a [UNICORE_E_DUPLICATE_PROJECT]
    "unicore": {
    ^~~~~~~~~
  libs/a/project.json:3:3: note: the other one
  fix: rename one of them
`,
  );
});

test('a project of something else is passed over', async () => {
  const { diagnostics, projects } = await workspaceOf({ 'lib-b': '{ "name": "web" }', 'lib-c': '[]' });
  assert.deepEqual([diagnostics, projects.size], [[], 0]);
});

test('places: of values, of keys, of what is missing, after tabs and in files with CRLF', async () => {
  const text =
    '{\r\n\t"name": "lib-b",\r\n\t"unicore": { "kind": "library", "summary": "s",\r\n\t\t"requires": ["a", "b"] }\r\n}';
  const project = (await workspaceOf({ 'lib-b': text })).projects.get('lib-b')!;
  const at = ({ line, column, length }: { line: number; column: number; length?: number }) => [line, column, length];
  assert.deepEqual(at(project.locate(['requires', 1])), [4, 21, 3]);
  assert.deepEqual(at(project.locate(['requires'])), [4, 3, 10]);
  assert.deepEqual(at(project.locateKey(['kind'])), [3, 15, 6]);
  assert.deepEqual(at(project.locate(['options', 'x'])), [3, 2, 9]);
  assert.equal(project.sourceLine(4), '\t\t"requires": ["a", "b"] }');
  assert.equal(project.sourceLine(5), '}');
});

test('checked manifests are remembered by their contents; faulty ones are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unicore-'));
  try {
    const [good, bad] = [textOf('lib-a', lib()), textOf('lib-b', lib({ requires: 3 }))];
    const texts = [['libs/a/project.json', good] as const, ['libs/b/project.json', bad] as const];
    const first = await readTexts('/w', texts, await openVerdicts(folder));
    const known = await openVerdicts(folder);
    assert.deepEqual([known.isRight(good), known.isRight(bad), known.isRight(`${good} `)], [true, false, false]);
    const second = await readTexts('/w', texts, known);
    assert.equal(rendered(second.diagnostics), rendered(first.diagnostics));
    assert.deepEqual(second.projects.get('lib-a')!.manifest, first.projects.get('lib-a')!.manifest);
    assert.deepEqual(second.projects.get('lib-a')!.locate(['kind']), first.projects.get('lib-a')!.locate(['kind']));
    await writeFile(join(folder, 'manifests.json'), '{ damaged');
    assert.equal((await openVerdicts(folder)).isRight(good), false);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what has been checked before needs no validator, no parser and no places', async () => {
  const root = await mkdtemp(join(tmpdir(), 'unicore-'));
  const dist = pathToFileURL(join(import.meta.dirname, '..')).href;
  const script = `
    import { createRequire } from 'node:module';
    import { readWorkspace } from '${dist}/manifest/read.js';
    import { resolve } from '${dist}/resolve/resolve.js';
    resolve(await readWorkspace('.'), { application: 'app-a', target: 'kvm-x86_64' });
    const names = Object.keys(createRequire(import.meta.url).cache).map((file) => /.*node_modules\\/([^/]+)/.exec(file)?.[1]);
    console.log([...new Set(names)].filter((name) => ['ajv', 'jsep', 'jsonc-parser', 'fast-glob'].includes(name)).sort().join(' '));`;
  const loaded = (): string =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, UNICORE_STORE: join(root, 'store') },
    }).stdout.trim();
  try {
    const manifests = {
      ...GROUND,
      'app-a': app({
        requires: [{ name: 'lib-b', when: 'b && n > 3' }],
        options: { b: { type: 'bool' }, n: { type: 'int' } },
      }),
      'lib-b': lib(),
    };
    for (const [name, manifest] of Object.entries(manifests)) {
      await mkdir(join(root, 'libs', name), { recursive: true });
      await writeFile(join(root, 'libs', name, 'project.json'), textOf(name, manifest));
    }
    // Whether ajv is needed the first time hangs on the validator that is made at installation.
    assert.match(loaded(), /^(?:ajv )?jsep jsonc-parser$/);
    assert.equal(loaded(), '');
  } finally {
    await rm(root, { recursive: true });
  }
});

test('the validator that is made ahead finds what the compiled one finds', () => {
  const made: { exports: Validator & { schema?: string } } = { exports: () => false };
  new Function('module', 'exports', 'require', validatorCode())(made, made.exports, createRequire(import.meta.url));
  const compiled = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strict: false }).compile(
    manifestSchema,
  );
  const summary = (errors: Validator['errors']) =>
    (errors ?? []).map(({ instancePath, keyword, params }) => [instancePath, keyword, params]);
  for (const { manifest } of MANIFEST_CASES) {
    if (typeof manifest === 'string') continue;
    assert.equal(made.exports(manifest), compiled(manifest));
    assert.deepEqual(summary(made.exports.errors), summary(compiled.errors));
  }
});

test('a workspace on disk: the pools and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'unicore-'));
  try {
    const files = [
      'libs/core/a/project.json',
      'apps/b/project.json',
      'tools/c/project.json',
      'libs/x/node_modules/d/project.json',
      'apps/b/dist/project.json',
    ];
    for (const [index, file] of files.entries()) {
      await mkdir(join(root, file, '..'), { recursive: true });
      await writeFile(join(root, file), textOf(`lib-${index}`, lib()));
    }
    const { projects, diagnostics } = await readWorkspace(root);
    assert.deepEqual(
      [...projects.values()].map((project) => project.root),
      ['libs/core/a', 'apps/b'],
    );
    assert.deepEqual(diagnostics, []);
  } finally {
    await rm(root, { recursive: true });
  }
});

test('the checked-in schema for editors and the reference are those of the schema (npm run schema -w tools/core)', async () => {
  const core = join(import.meta.dirname, '../..');
  assert.equal(await readFile(join(core, 'schema/project.schema.json'), 'utf8'), editorSchema());
  assert.equal(await readFile(join(core, 'MANIFEST.md'), 'utf8'), reference());
});

test('every key of a manifest and of an option is described', () => {
  const page = reference();
  const { options } = manifestSchema.properties as { options: { additionalProperties: { properties: object } } };
  const keys = [
    ...Object.keys(manifestSchema.properties),
    ...Object.keys(options.additionalProperties.properties).map((key) => `options.<name>.${key}`),
  ];
  assert.deepEqual(
    keys.filter((key) => !page.includes(`| \`${key}\` |`)),
    [],
  );
});
