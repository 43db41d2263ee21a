// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { writeWhole } from './write-whole.js';

const inScratch = async (work: (folder: string) => Promise<void> | void): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'write-whole-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

test('a file is replaced, and nothing is left beside it', () =>
  inScratch((folder) => {
    const file = join(folder, 'deep/file');
    writeWhole(file, 'one');
    writeWhole(file, 'two');
    assert.equal(readFileSync(file, 'utf8'), 'two');
    assert.deepEqual(readdirSync(join(folder, 'deep')), ['file']);
  }));

test('a folder of that name is an error, and nothing is left beside it', () =>
  inScratch((folder) => {
    writeFileSync(join(folder, 'file'), '');
    assert.throws(() => writeWhole(folder, 'x'));
    assert.deepEqual(readdirSync(folder), ['file']);
  }));

test('a pipe is written to, not replaced', () =>
  inScratch(async (folder) => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
    const read = text(reader.stdout);
    writeWhole(pipe, 'whole');
    assert.ok(lstatSync(pipe).isFIFO());
    assert.equal(await read, 'whole');
  }));
