// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Plan } from '../model.js';
import { exportNinja } from './export.js';

test('a command longer than a shell takes is carried out by ninja', () => {
  const root = mkdtempSync(join(tmpdir(), 'unicore-ninja-'));
  try {
    const folder = 'a-folder-with-a-name-that-makes-the-command-long';
    mkdirSync(join(root, folder));
    const inputs = Array.from({ length: 2500 }, (_, n) => `workspace:${folder}/member-${n}.o`);
    for (const input of inputs) writeFileSync(join(root, input.slice('workspace:'.length)), '');
    const output = 'out:lib/all.a';
    const plan: Plan = {
      application: 'app-x',
      target: { name: 'x-x', platform: 'x', arch: 'x' },
      actions: [
        {
          id: 'archive x',
          kind: 'archive',
          project: 'x',
          command: ['ar', 'rcsD', output, ...inputs],
          inputs,
          outputs: [output],
        },
      ],
      outputs: new Map([['all.a', output]]),
    };
    const file = exportNinja(root, plan, join(root, 'ninja'));
    execFileSync('ninja', ['-f', file], { cwd: root, stdio: 'pipe' });
    const members = execFileSync('ar', ['t', join(root, 'ninja/build/lib/all.a')], { encoding: 'utf8' });
    assert.equal(members.trim().split('\n').length, inputs.length);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
