// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { UnicoreError } from '../diagnostic.js';
import { resolve } from '../resolve/resolve.js';
import { app, face, GROUND, lib, rendered, workspaceOf } from '../resolve/fixture.js';
import { depsOf, imageGraph, rdepsOf, somePath, workspaceGraph } from './query.js';

const WORLD = {
  ...GROUND,
  'app-a': app({ requires: ['lib-b', { name: 'lib-e', when: 'x' }], options: { x: { type: 'bool' } } }),
  'lib-b': lib({ requires: ['heap'] }),
  heap: face({}),
  'lib-c': lib({ provides: ['heap'], defaultFor: ['heap'], requires: ['lib-d'] }),
  'lib-d': lib({}),
  'lib-e': lib({ requires: ['lib-d'] }),
};

test('of all manifests', async () => {
  const graph = workspaceGraph(await workspaceOf(WORLD));
  assert.deepEqual(depsOf(graph, 'app-a'), ['lib-b', 'lib-e', 'heap', 'lib-d', 'lib-c']);
  assert.deepEqual(rdepsOf(graph, 'lib-d'), ['lib-c', 'lib-e', 'heap', 'app-a', 'lib-b']);
  assert.deepEqual(somePath(graph, 'app-a', 'lib-d'), ['app-a', 'lib-e', 'lib-d']);
  assert.equal(somePath(graph, 'lib-d', 'app-a'), undefined);
});

test('of one image only what holds there', async () => {
  const workspace = await workspaceOf(WORLD);
  const graph = imageGraph(resolve(workspace, { application: 'app-a', target: 'kvm-x86_64' }));
  assert.deepEqual(somePath(graph, 'app-a', 'lib-d'), ['app-a', 'lib-b', 'heap', 'lib-c', 'lib-d']);
  assert.deepEqual(depsOf(graph, 'app-a'), ['arch-x86_64', 'lib-b', 'plat-kvm', 'heap', 'lib-c', 'lib-d']);
  assert.throws(
    () => depsOf(graph, 'lib-x'),
    (error) =>
      error instanceof UnicoreError &&
      rendered(error.diagnostics) ===
        `error: no project here is called "lib-x" [UNICORE_E_PROJECT_UNKNOWN]
  fix: did you mean "lib-b"?
`,
  );
});
