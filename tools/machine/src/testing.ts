// SPDX-License-Identifier: BSD-3-Clause
// For tests: images that are shell scripts.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ImageRun, RunIo } from './model.js';

/** A folder that the test removes. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-machine-'));
  test.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

export function fakeImage(test: TestContext, script: string): ImageRun {
  const image = join(temporaryFolder(test), 'image');
  writeFileSync(image, `#!/bin/sh\n${script}\n`);
  chmodSync(image, 0o755);
  return { image, on: 'host', arch: 'x86_64', arguments: [], ports: [] };
}

export function collect(): { io: RunIo; text: () => string } {
  const chunks: Uint8Array[] = [];
  return {
    io: { stdin: 'ignore', write: (chunk) => chunks.push(chunk) },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
