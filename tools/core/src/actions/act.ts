// SPDX-License-Identifier: BSD-3-Clause
// Runs one built-in action: `node act.js <file>`, for the commands of an exported plan.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePathMap } from '../engine/paths.js';
import { sourceFolder } from '../fetch/cache.js';
import { builtins } from './registry.js';

const { root, build, name, parameters } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as {
  root: string;
  build: string;
  name: string;
  parameters: unknown;
};
const paths = makePathMap(root, build, (id) => join(sourceFolder(id), 'tree'));
await builtins[name]!(parameters, { resolve: paths.absolute, signal: new AbortController().signal });
