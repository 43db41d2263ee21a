// SPDX-License-Identifier: BSD-3-Clause
// `npm run bench`: the table of what is promised, measured here and now, and the same as JSON (bench.json, or --json FILE).
// `npm run bench -- nginx` runs only these groups.
import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';

const groups = {
  image: async () => (await import('./helloworld.mjs')).benchHelloworld(),
  nginx: async () => (await import('./nginx.mjs')).benchNginx(),
  kvm: async () => (await import('./kvm.mjs')).benchKvm(),
  builds: async () => (await import('./builds.mjs')).benchBuilds(),
  'builds-kvm': async () => (await import('./builds.mjs')).benchBuilds({ target: 'kvm-x86_64-many' }),
  edits: async () => (await import('./edits.mjs')).benchEdits(),
  nx: async () => (await import('./nx.mjs')).benchNx(),
};

const { values, positionals } = parseArgs({
  options: { json: { type: 'string', default: 'bench.json' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in groups));
if (unknown.length > 0) {
  console.error(`unknown group ${unknown.join(', ')}; there are ${Object.keys(groups).join(', ')}`);
  process.exit(2);
}

const report = {
  date: new Date().toISOString(),
  node: process.version,
  kernel: release(),
  cpu: cpus()[0]?.model,
  rows: [],
};
const names = positionals.length > 0 ? positionals : Object.keys(groups);
let failed = false;
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  try {
    const { rows, figures } = await groups[name]();
    report.rows.push(...rows);
    report[name] = figures;
  } catch (error) {
    failed = true;
    report.rows.push({ what: name, peer: '', here: `failed: ${error.message.split('\n')[0]}`, bar: '', met: false });
    process.stderr.write(`${error.stack}\n`);
  }
}

const columns = ['what', 'peer', 'here', 'bar'];
const cells = [columns, columns.map(() => '---')].concat(
  report.rows.map((row) => columns.map((column) => `${row[column]}${column === 'bar' && !row.met ? ' (missed)' : ''}`)),
);
for (const line of cells) console.log(`| ${line.join(' | ')} |`);
writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
process.exitCode = failed ? 1 : 0;
