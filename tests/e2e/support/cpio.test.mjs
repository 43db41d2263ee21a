// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeCpio } from './cpio.mjs';

test('cpio(1) unpacks what is written here', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cpio-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'in/a/b'), { recursive: true });
  mkdirSync(join(folder, 'out'));
  for (let bytes = 0; bytes < 5; bytes++) writeFileSync(join(folder, `in/a/${bytes}`), 'x'.repeat(bytes));
  writeFileSync(join(folder, 'in/a/b/ein längerer Name'), Buffer.from([0, 255, 10]));
  writeCpio(join(folder, 'in'), join(folder, 'archive'));
  execFileSync('cpio', ['--extract', '--quiet', '--make-directories'], {
    cwd: join(folder, 'out'),
    input: readFileSync(join(folder, 'archive')),
  });
  assert.equal(execFileSync('diff', ['--recursive', 'in', 'out'], { cwd: folder, encoding: 'utf8' }), '');
});
