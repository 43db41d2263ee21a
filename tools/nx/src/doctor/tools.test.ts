// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Manifest, Project, Workspace } from '@unicore/core/model.js';
import { check, report } from '../cli/doctor.js';
import { toolsOf } from './tools.js';

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

const workspace = {
  root: '/',
  diagnostics: [],
  projects: new Map(
    [
      project('arch-arm64', { kind: 'arch', triplets: { gcc: 'aarch64-linux-gnu-' } }),
      project('arch-x86_64', { kind: 'arch', triplets: { gcc: 'x86_64-linux-gnu-' } }),
      project('plat-kvm', {
        kind: 'platform',
        supports: { archs: ['x86_64', 'arm64', 'mips'] },
        run: { machine: 'qemu' },
      }),
      project('plat-linuxu', { kind: 'platform', supports: { archs: ['x86_64', 'arm64'] }, run: { machine: 'host' } }),
    ].map((one) => [one.name, one] as const),
  ),
} as Workspace;

const packages = (target: string): string[] =>
  [
    ...new Set(
      toolsOf(workspace, 'x64')
        .find((one) => one.target === target)
        ?.tools.map((tool) => tool.package),
    ),
  ].sort();

test('each target needs its own compiler and machine', () => {
  assert.deepEqual(
    toolsOf(workspace, 'x64').map(({ target }) => target),
    ['kvm-arm64', 'kvm-x86_64', 'linuxu-arm64', 'linuxu-x86_64'],
  );
  assert.deepEqual(packages('linuxu-x86_64'), ['binutils', 'gcc', 'patch']);
  assert.deepEqual(packages('kvm-x86_64'), ['binutils', 'gcc', 'patch', 'qemu-system-x86']);
  assert.deepEqual(packages('kvm-arm64'), [
    'binutils-aarch64-linux-gnu',
    'gcc-aarch64-linux-gnu',
    'patch',
    'qemu-system-arm',
  ]);
  assert.ok(packages('linuxu-arm64').includes('qemu-user-static'));
});

test('what is missing is named with the one command that installs it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-doctor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'cc'), '');
  chmodSync(join(folder, 'cc'), 0o755);
  const tools = [
    { programs: ['x-cc', 'cc'], package: 'gcc', why: 'compiles' },
    { programs: ['emulator'], package: 'qemu', why: 'runs the images' },
    { programs: ['emulator2'], package: 'qemu', why: 'runs them too' },
  ];
  const found = [check('kvm', tools, folder), check('linuxu', tools.slice(0, 1), folder)];
  assert.equal(
    report(found),
    'missing  kvm\n           emulator (runs the images)\n           emulator2 (runs them too)\nok       linuxu\n\ninstall what is missing: sudo apt-get install qemu\n',
  );
});
