// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GROUND, workspaceOf } from '../resolve/fixture.js';
import { resolve } from '../resolve/resolve.js';
import { includeFolders } from './scope.js';

test("a freestanding project sees the interface of the libc, none of the provider's headers", async () => {
  const shown = { includes: { public: ['include'] } };
  const flags = { compile: ['-ffreestanding'] };
  const workspace = await workspaceOf({
    ...GROUND,
    'app-a': { kind: 'application', summary: 'a', requires: ['lib-free', 'lib-hosted'], targets: { 'kvm-x86_64': {} } },
    libc: { kind: 'interface', summary: 'c', ...shown },
    'lib-nolibc': { kind: 'library', summary: 'n', provides: ['libc'], defaultFor: ['libc'], ...shown },
    'lib-free': { kind: 'library', summary: 'f', requires: ['libc'], flags },
    'lib-hosted': { kind: 'library', summary: 'h', requires: ['libc'] },
  });
  const configuration = resolve(workspace, { application: 'app-a', target: 'kvm-x86_64' });
  const folders = (name: string) =>
    includeFolders({ configuration, sources: { fetched: new Map() } as never }, configuration.projects.get(name)!);
  assert.deepEqual(folders('lib-free'), ['workspace:libs/libc/include']);
  assert.deepEqual(folders('lib-hosted'), ['workspace:libs/nolibc/include', 'workspace:libs/libc/include']);
});
