// SPDX-License-Identifier: BSD-3-Clause
// `npm test`: does what is missing (npm ci), builds the tool, then runs its tests and the pools' checks.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync('node_modules/typescript')) run('npm', ['ci']);
run('node_modules/.bin/tsc', ['-b', 'tools']);

const below = (folder, end) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .filter((file) => file.endsWith(end))
        .map((file) => join(folder, file))
        .sort()
    : [];
run(process.execPath, [
  '--test',
  ...['core', 'machine', 'nx'].flatMap((part) => below(`tools/${part}/dist`, '.test.js')),
  ...below('tests/conformance', '.test.mjs'),
]);
