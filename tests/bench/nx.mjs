// SPDX-License-Identifier: BSD-3-Clause
// What Nx's user waits for when there is nothing to do: `nx build app-nginx` beside a task that does nothing, of a plugin
// that infers nothing and has this one executor, in the same workspace; by turns, CPU and clock. With Nx's cache off for both,
// both tasks run.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, root, timed } from './timed.mjs';

const ROUNDS = 7;
const NX = join(root, 'node_modules/nx/dist/bin/nx.js');
const POOLS = ['archs', 'platforms', 'libs', 'apps'];

/** The same projects, known to Nx by their project.json alone, and one with a target that does nothing. */
function emptyWorkspace(folder) {
  for (const name of [...POOLS, 'package.json', 'tsconfig.base.json', '.env'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'empty'));
  const plugin = {
    'package.json': JSON.stringify({ name: 'empty', main: 'plugin.js', executors: './executors.json' }),
    'plugin.js': "exports.name = 'empty';\n",
    'executors.json': JSON.stringify({
      executors: { nothing: { implementation: './nothing.js', schema: './schema.json' } },
    }),
    'nothing.js': 'module.exports = async () => ({ success: true });\n',
    'schema.json': JSON.stringify({ version: 2, type: 'object', properties: {} }),
  };
  for (const [name, text] of Object.entries(plugin)) writeFileSync(join(folder, 'empty', name), text);
  const settings = {
    cacheDirectory: '.nx/cache',
    analytics: false,
    neverConnectToCloud: true,
    plugins: ['./empty/plugin.js'],
  };
  writeFileSync(join(folder, 'nx.json'), JSON.stringify(settings));
  mkdirSync(join(folder, 'apps/empty'));
  const targets = { build: { executor: './empty:nothing', cache: true, inputs: ['{projectRoot}/**/*'], outputs: [] } };
  writeFileSync(join(folder, 'apps/empty/project.json'), JSON.stringify({ name: 'app-empty', targets }));
  return folder;
}

/** Rows of the table, and all figures. */
export async function benchNx() {
  const scratch = mkdtempSync(join(tmpdir(), 'unicore-bench-nx-'));
  try {
    const empty = emptyWorkspace(join(scratch, 'empty'));
    const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', NX_ISOLATE_PLUGINS: 'false' };
    const ours = (...more) =>
      timed([process.execPath, NX, 'build', 'app-nginx', '--configuration=linuxu-x86_64', ...more], { cwd: root, env });
    const theirs = (...more) => timed([process.execPath, NX, 'build', 'app-empty', ...more], { cwd: empty, env });
    const beside = (...more) => {
      ours(...more);
      theirs(...more);
      const pairs = Array.from({ length: ROUNDS }, () => [ours(...more), theirs(...more)]);
      const ratio = (figure) => median(pairs.map(([here, there]) => here[figure] / there[figure]));
      return {
        cpu: ratio('cpu'),
        real: ratio('real'),
        milliseconds: median(pairs.map(([, there]) => there.real * 1000)),
      };
    };
    // Not mixed: Nx without its daemon puts cached outputs in place anew, and the next build looks at them again.
    const [cached, uncached] = [beside(), beside('--skip-nx-cache')];
    const row = (what, { cpu, real, milliseconds }, bar) => ({
      what,
      peer: `${milliseconds.toFixed(0)} ms`,
      here: `${real.toFixed(2)} (CPU ${cpu.toFixed(2)})`,
      bar: `≤ ${bar}`,
      met: Math.min(cpu, real) <= bar,
    });
    const rows = [
      row("nx build app-nginx with nothing to do, against an empty plugin's task", cached, 1.25),
      row("the same with Nx's cache off for both", uncached, 1.5),
    ];
    return { rows, figures: { cached, uncached } };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
