// SPDX-License-Identifier: BSD-3-Clause
// Builds: cold beside ninja on the exported plan, with nothing to do, one option or module changed, a second clone.
// BENCH_APPLICATION=app-helloworld measures a small one, BENCH_TARGET another target.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, timed } from './timed.mjs';

const application = process.env.BENCH_APPLICATION ?? 'app-nginx';

/** Unikraft's cold build of nginx with 49 modules, 2 jobs, on a machine of the kind used here. */
const UNIKRAFT = { seconds: 175, cpu: 166 };
const RUNNER = join(import.meta.dirname, 'build-once.mjs');

/** The pools alone, as in a fresh clone. */
function clone(into) {
  for (const name of ['archs', 'platforms', 'libs', 'apps', 'nx.json'])
    cpSync(join(root, name), join(into, name), { recursive: true });
  return into;
}

export async function benchBuilds({ target = process.env.BENCH_TARGET ?? 'linuxu-x86_64' } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'unicore-bench-'));
  try {
    const store = join(scratch, 'store');
    const env = { ...process.env, UNICORE_STORE: store };
    const first = clone(join(scratch, 'first'));
    const build = (folder, overrides = {}) => {
      const { cpu, real, stdout } = timed(
        [process.execPath, RUNNER, folder, application, target, JSON.stringify(overrides)],
        { env, cwd: folder },
      );
      return { cpu, real, ...JSON.parse(stdout) };
    };
    // Sources are fetched and unpacked before anything is measured.
    const plan = [
      process.execPath,
      join(root, 'tools/nx/bin/unicore.mjs'),
      'plan',
      application,
      '-c',
      target,
      '--format',
      'ninja',
      '--folder',
      join(scratch, 'ninja'),
    ];
    execFileSync(plan[0], plan.slice(1), { cwd: first, stdio: 'ignore' });

    const ninja = timed(['ninja', '-j2', '-f', join(scratch, 'ninja/build.ninja')], { cwd: first });
    const cold = build(first);
    const image = (file) => readFileSync(file).toString('latin1');
    const same =
      image(join(scratch, 'ninja/build/image', `${application}.image`)) ===
      image(join(first, 'dist', application, target, application));
    build(first);
    const idle = [1, 2, 3].map(() => build(first)).sort((a, b) => a.cpu - b.cpu)[0];
    const start = [1, 2, 3]
      .map(() => timed([process.execPath, '-e', '0'], { cwd: first }))
      .sort((a, b) => a.cpu - b.cpu)[0];
    const second = build(clone(join(scratch, 'second')));
    const option = build(first, { 'tlsf.growBytes': 131072 });
    const module = application === 'app-nginx' ? build(first, { 'nginx.httpAutoindex': false }) : undefined;

    const did = ({ compiled, linked }) => `${compiled} compiles, ${linked} links`;
    const ratio = cold.cpu / ninja.cpu;
    const rows = [
      {
        what: `cold build of ${application} ${target} (CPU)`,
        peer: `ninja -j2: ${ninja.cpu.toFixed(1)} s`,
        here: `${cold.cpu.toFixed(1)} s, ${ratio.toFixed(2)}; ${same ? 'equal images' : 'DIFFERENT images'}`,
        bar: '≤ 1.1',
        met: ratio <= 1.1 && same,
      },
      {
        what: `nothing to do, ${application} (CPU, without Nx)`,
        peer: `node starts: ${(start.cpu * 1000).toFixed(0)} ms`,
        here: `${(idle.cpu * 1000).toFixed(0)} ms`,
        bar: '0 actions',
        met: idle.ran === 0,
      },
      {
        what: `one option changed, ${target}`,
        peer: 'Unikraft: all 105 objects',
        here: did(option),
        bar: 'its objects',
        met: option.compiled <= 2 && option.linked === 1,
      },
      {
        what: `second clone, same user, ${target}`,
        peer: '',
        here: `${did(second)}, ${second.cpu.toFixed(1)} s`,
        bar: '0 compiles, 0 links',
        met: second.compiled + second.linked === 0,
      },
    ];
    if (application === 'app-nginx' && target.startsWith('kvm-'))
      rows.push({
        what: `cold build of ${application} ${target}, 2 jobs, clock`,
        peer: `Unikraft: ${UNIKRAFT.seconds} s (CPU ${UNIKRAFT.cpu} s); ninja -j2: ${ninja.real.toFixed(0)} s`,
        here: `${cold.real.toFixed(0)} s (CPU ${cold.cpu.toFixed(0)} s)`,
        bar: `≤ ${UNIKRAFT.seconds / 2} s`,
        met: cold.real <= UNIKRAFT.seconds / 2,
      });
    if (module)
      rows.push({
        what: `one nginx module toggled, ${target}`,
        peer: 'Unikraft: all',
        here: `${did(module)}, ${module.generated} generated`,
        bar: 'its objects, one generated file, link',
        met: module.compiled <= 3 && module.linked === 1,
      });
    return {
      rows,
      figures: {
        application,
        target,
        ninja: { cpu: ninja.cpu, real: ninja.real },
        cold,
        idle,
        start: { cpu: start.cpu, real: start.real },
        second,
        option,
        module,
      },
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
