// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { app, GROUND, lib, rendered, workspaceOf } from '../resolve/fixture.js';
import { resolve } from '../resolve/resolve.js';
import { alternativesOf, licenseProblems, reachOf } from './licenses.js';

test('expressions as alternatives', () => {
  assert.deepEqual(alternativesOf('MIT'), [['MIT']]);
  assert.deepEqual(alternativesOf('(MIT OR GPL-2.0-only) AND Zlib'), [
    ['MIT', 'Zlib'],
    ['GPL-2.0-only', 'Zlib'],
  ]);
  assert.deepEqual(alternativesOf('MIT OR BSD-3-Clause AND ISC'), [['MIT'], ['BSD-3-Clause', 'ISC']]);
  assert.deepEqual(alternativesOf('GPL-2.0-only WITH Classpath-exception-2.0'), [
    ['GPL-2.0-only WITH Classpath-exception-2.0'],
  ]);
  for (const text of ['', 'MIT OR', '(MIT', 'MIT ISC', 'AND', 'MIT WITH'])
    assert.equal(alternativesOf(text), undefined, text);
});

test('how far licences reach', () => {
  const reaches = ['MIT', 'LGPL-2.1-only', 'GPL-3.0-or-later', 'GPL-2.0-only WITH GCC-exception-2.0', 'LicenseRef-own'];
  assert.deepEqual(reaches.map(reachOf), ['free', 'part', 'whole', 'free', 'unknown']);
});

async function problems(application: string, ...licenses: (string | undefined)[]): Promise<string> {
  const names = licenses.map((_, index) => `lib-${String.fromCharCode(98 + index)}`);
  const ground = Object.fromEntries(
    Object.entries(GROUND).map(([name, manifest]) => [name, { ...(manifest as object), license: 'MIT' }]),
  );
  const workspace = await workspaceOf({
    ...ground,
    'app-a': app({ requires: names, license: application }),
    ...Object.fromEntries(
      names.map((name, index) => [name, lib(licenses[index] === undefined ? {} : { license: licenses[index] })]),
    ),
  });
  return rendered(licenseProblems(resolve(workspace, { application: 'app-a', target: 'kvm-x86_64' })));
}

test('what goes together says nothing', async () => {
  assert.equal(await problems('BSD-3-Clause', 'MIT', 'Zlib', 'LGPL-2.1-only', 'MIT OR GPL-2.0-only'), '');
  assert.equal(await problems('GPL-3.0-only', 'GPL-3.0-or-later', 'Apache-2.0'), '');
  assert.equal(await problems('GPL-2.0-or-later', 'Apache-2.0'), '');
});

test('a GPL piece in a BSD image is named, and why it is there', async () => {
  assert.equal(
    await problems('BSD-3-Clause', 'GPL-2.0-only'),
    `libs/b/project.json:6:16: error: lib-b is under GPL-2.0-only, which asks for the whole image; app-a is under BSD-3-Clause [UNICORE_E_LICENSE_CONFLICT]
      "license": "GPL-2.0-only"
                 ^~~~~~~~~~~~~~
  apps/a/project.json:11:7: note: lib-b is in the image: required by app-a
  fix: leave lib-b out, or put app-a under its terms
`,
  );
});

test('two that no program may hold', async () => {
  assert.equal(
    await problems('GPL-2.0-only', 'Apache-2.0'),
    `apps/a/project.json:13:16: error: app-a is under GPL-2.0-only, and lib-b under Apache-2.0: no program may hold both [UNICORE_E_LICENSE_CONFLICT]
      "license": "GPL-2.0-only"
                 ^~~~~~~~~~~~~~
  note: app-a is in the image: the application
  apps/a/project.json:11:7: note: lib-b is in the image: required by app-a
  fix: leave app-a or lib-b out
`,
  );
});

test('what nobody knows is a warning', async () => {
  assert.equal(
    await problems('MIT', 'LicenseRef-own', undefined),
    `libs/b/project.json:6:16: warning: the licence LicenseRef-own of lib-b is not known [UNICORE_W_LICENSE_UNKNOWN]
      "license": "LicenseRef-own"
                 ^~~~~~~~~~~~~~~~
  apps/a/project.json:11:7: note: lib-b is in the image: required by app-a
  fix: write an SPDX expression of known licences, or have it looked at
libs/c/project.json:3:3: warning: lib-c has no licence [UNICORE_W_LICENSE_UNKNOWN]
    "unicore": {
    ^~~~~~~~~
  apps/a/project.json:12:7: note: lib-c is in the image: required by app-a
  fix: add "license", an SPDX expression
`,
  );
});
