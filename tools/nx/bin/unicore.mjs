#!/usr/bin/env node
// SPDX-License-Identifier: BSD-3-Clause
// The command `unicore`. Lies outside dist/, so that npm can link it before the tool is compiled.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('error: the tool is not compiled [UNICORE_E_NOT_COMPILED]\n  fix: npm run prepare\n');
  process.exit(2);
}
await import(main.href);
