// SPDX-License-Identifier: BSD-3-Clause
// Builds the small workspace in a process of its own: `node build-once.mjs <root> <store>`. Prints what ran as JSON.
import { buildIn } from './workspace.mjs';

const [root, store] = process.argv.slice(2);
const controller = new AbortController();
process.once('SIGINT', () => controller.abort(new Error('SIGINT')));
const { success, diagnostics, compiled, linked } = await buildIn(root, { store, signal: controller.signal });
process.stdout.write(
  JSON.stringify({ success, codes: diagnostics.map(({ code }) => code), messages: diagnostics, compiled, linked }),
);
process.exitCode = success ? 0 : 1;
