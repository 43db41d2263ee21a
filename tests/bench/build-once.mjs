// SPDX-License-Identifier: BSD-3-Clause
// One build in a process of its own: `node build-once.mjs <root> <application> <target> <overrides as JSON>`; counts as JSON.
import { build } from '../../tools/core/dist/build.js';

const [root, application, target, overrides] = process.argv.slice(2);
const counts = { compiled: 0, linked: 0, generated: 0 };
const NAMES = { compile: 'compiled', assemble: 'compiled', link: 'linked', generate: 'generated' };
const onEvent = (event) => {
  const name = event.type === 'done' && event.how === 'ran' && NAMES[event.action.kind];
  if (name) counts[name]++;
};
const [{ success, ran, fromStore, current, diagnostics }] = await build(
  [{ application, target, overrides: JSON.parse(overrides) }],
  { root, jobs: 2, onEvent },
);
console.log(JSON.stringify({ ran, fromStore, current, ...counts, ...(success ? {} : { diagnostics }) }));
process.exitCode = success ? 0 : 1;
