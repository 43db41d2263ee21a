// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import type { Workspace } from '@unicore/core/model.js';
import { fileURLToPath } from 'node:url';
import { suitesOfAll, suitesUnder } from './test.js';

test('a suite that sets an option itself is left out where --set says otherwise', () => {
  const project = (set: Record<string, unknown>) => ({ manifest: { tests: { sources: [], set } } });
  const projects = new Map([
    ['lib-asan', project({ 'build.sanitize': 'address' })],
    ['lib-heap', project({ 'heap.faults': true })],
    ['lib-plain', project({})],
  ]);
  const suites = [...projects.keys()].map((name) => ({ project: name, target: 'linuxu-x86_64' }));
  const names = (overrides: Record<string, unknown>) =>
    suitesUnder({ projects } as unknown as Workspace, suites, overrides).map((suite) => suite.project);
  assert.deepEqual(names({}), ['lib-asan', 'lib-heap', 'lib-plain']);
  assert.deepEqual(names({ 'build.sanitize': 'address' }), ['lib-asan', 'lib-heap', 'lib-plain']);
  assert.deepEqual(names({ 'build.sanitize': 'undefined' }), ['lib-heap', 'lib-plain']);
  // Texts of the command line against values of the manifest.
  assert.deepEqual(names({ 'heap.faults': 'true' }), ['lib-asan', 'lib-heap', 'lib-plain']);
});

test('where --set chooses a provider, suites that hold another one are left out', () => {
  const projects = new Map([
    ['sched', { manifest: { kind: 'interface' } }],
    ['lib-coop', { manifest: { provides: ['sched'] } }],
    ['lib-preempt', { manifest: { provides: ['sched'], tests: { use: { sched: 'lib-preempt' } } } }],
    ['lib-own', { manifest: { tests: { use: { sched: ['lib-coop'] } } } }],
    ['lib-plain', { manifest: {} }],
  ]);
  const target = 'linuxu-x86_64';
  const suites = [
    { project: 'sched', provider: 'lib-coop', target },
    { project: 'sched', provider: 'lib-preempt', target },
    ...['lib-coop', 'lib-preempt', 'lib-own', 'lib-plain'].map((project) => ({ project, target })),
  ];
  const left = suitesUnder({ projects } as unknown as Workspace, suites, { 'use.sched': 'lib-preempt' });
  assert.deepEqual(
    left.map(({ project, provider = '' }: { project: string; provider?: string }) => project + provider),
    ['schedlib-preempt', 'lib-preempt', 'lib-plain'],
  );
});

test('several projects are tested, a suite that two of them name once', async () => {
  const workspace = await readWorkspace(fileURLToPath(new URL('../../../../', import.meta.url)));
  const named = (...names: string[]) =>
    suitesOfAll(workspace, names).map(({ project, provider = '' }) => project + provider);
  assert.deepEqual(named('lib-base', 'lib-printk'), ['lib-base', 'lib-printk']);
  const both = named('heap', 'lib-tlsf');
  assert.equal(both.filter((name) => name === 'heaplib-tlsf').length, 1);
  assert.ok(both.includes('lib-tlsf') && both.includes('heaplib-region'), both.join());
  assert.throws(() => suitesOfAll(workspace, ['lib-base', 'lib-bse']), /lib-bse/);
});
