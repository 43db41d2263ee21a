// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest, Project, Workspace } from '../model.js';
import { allSuites, suitesFor } from './suites.js';

const nowhere = { file: '', line: 1, column: 1 };
const project = (name: string, manifest: Partial<Manifest>): Project => ({
  name,
  root: name,
  tags: [],
  manifest: { kind: 'library', summary: '', ...manifest } as Manifest,
  locate: () => nowhere,
  locateKey: () => nowhere,
  sourceLine: () => '',
});
const tests = { sources: ['tests/*.c'] };

const workspace = {
  root: '/',
  diagnostics: [],
  projects: new Map(
    [
      project('app-hello', { kind: 'application', targets: { 'linuxu-x86_64': {} }, tests }),
      project('arch-x86_64', { kind: 'arch' }),
      project('heap', { kind: 'interface', tests }),
      project('lib-region', { provides: ['heap'], supports: { platforms: ['kvm'] } }),
      project('lib-tlsf', { provides: ['heap'], tests }),
      project('plat-kvm', { kind: 'platform', supports: { archs: ['x86_64'] }, run: { machine: 'qemu' } }),
      project('plat-linuxu', { kind: 'platform', supports: { archs: ['x86_64'] }, run: { machine: 'host' } }),
      project('plat-stub', { kind: 'platform', supports: { archs: ['x86_64'] }, tests }),
    ].map((one) => [one.name, one] as const),
  ),
} as Workspace;

test('an interface’s tests for each provider, on the targets of each; a platform that runs nothing has none', () => {
  assert.deepEqual(allSuites(workspace), [
    { project: 'heap', provider: 'lib-region', targets: ['kvm-x86_64'] },
    { project: 'heap', provider: 'lib-tlsf', targets: ['kvm-x86_64', 'linuxu-x86_64'] },
    { project: 'lib-tlsf', targets: ['kvm-x86_64', 'linuxu-x86_64'] },
    { project: 'plat-stub', targets: [] },
  ]);
});

test('of one project: its own tests, and the contracts that it has to pass', () => {
  const named = suitesFor(workspace, workspace.projects.get('lib-tlsf')!).map(({ project: name, provider }) => [
    name,
    provider,
  ]);
  assert.deepEqual(named, [
    ['lib-tlsf', undefined],
    ['heap', 'lib-tlsf'],
  ]);
});

test('tests have targets only where all that they need is', () => {
  const more = (name: string, manifest: Partial<Manifest>) => [name, project(name, manifest)] as const;
  const projects = new Map([
    ...workspace.projects,
    more('bus', { kind: 'interface' }),
    more('netdev', { kind: 'interface', cardinality: 'many' }),
    more('lib-card', { requires: ['bus', 'netdev', 'lib-ring'], tests }),
    more('lib-ring', { requires: ['lib-card'], tests: { ...tests, requires: ['lib-model'] } }),
    more('lib-model', { provides: ['bus'], requires: ['lib-card'], supports: { platforms: ['linuxu'] } }),
    more('lib-pci', { provides: ['bus', 'netdev'], supports: { platforms: ['kvm'] } }),
    more('lib-free', { requires: [{ name: 'lib-pci', when: 'off' }], tests }),
    more('lib-chosen', { requires: ['bus'], tests: { ...tests, use: { bus: 'lib-pci' } } }),
    more('plat-xen', { kind: 'platform', supports: { archs: ['x86_64'] }, run: { machine: 'xen' } }),
  ]);
  const found = (name: string) => suitesFor({ ...workspace, projects }, projects.get(name)!)[0]?.targets;
  assert.deepEqual(found('lib-card'), ['kvm-x86_64', 'linuxu-x86_64']);
  assert.deepEqual(found('lib-ring'), ['linuxu-x86_64']);
  assert.deepEqual(found('lib-free'), ['kvm-x86_64', 'linuxu-x86_64', 'xen-x86_64']);
  assert.deepEqual(found('lib-chosen'), ['kvm-x86_64']);
});
