// SPDX-License-Identifier: BSD-3-Clause
// `npm test`: installs what is missing, builds the tool, then runs every test there is. `npm test -- unit e2e` runs only these.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

const unicore = ['tools/nx/bin/unicore.mjs'];
const matrix = (name) => `dist/test-matrix${name}.json`;
/** The tests of all projects on Linux user space, under a sanitizer. */
const sanitized = (sanitizer) => [
  process.execPath,
  [
    ...unicore,
    'test-all',
    '-c',
    'linuxu-x86_64',
    '--set',
    `build.sanitize=${sanitizer}`,
    '--json',
    matrix(`-${sanitizer}`),
  ],
];

/** The tests of all projects on another virtual machine than the usual one (pc): other buses, other devices. */
const onMachine = (machine) => [
  process.execPath,
  [...unicore, 'test-all', '-c', 'kvm-x86_64', '--machine', machine, '--json', matrix(`-${machine}`)],
];

const below = (folder, end) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .filter((file) => file.endsWith(end))
        .map((file) => join(folder, file))
        .sort()
    : [];
const nodeTests = (...files) => [process.execPath, ['--test', '--test-reporter=tap', ...files.flat(2)]];
/** In this order; those with one `group` run side by side. */
const PHASES = [
  { name: 'lint', group: 1, command: () => [process.execPath, [...unicore, 'lint']] },
  {
    name: 'unit',
    group: 1,
    command: () => nodeTests(['core', 'machine', 'nx'].map((part) => below(`tools/${part}/dist`, '.test.js'))),
  },
  { name: 'images', group: 3, command: () => [process.execPath, [...unicore, 'test-all', '--json', matrix('')]] },
  { name: 'microvm', group: 'microvm', command: () => onMachine('microvm') },
  { name: 'q35', group: 'q35', command: () => onMachine('q35') },
  { name: 'address', group: 4, command: () => sanitized('address') },
  { name: 'undefined', group: 5, command: () => sanitized('undefined') },
  { name: 'conformance', group: 6, command: () => nodeTests(below('tests/conformance', '.test.mjs')) },
  { name: 'e2e', group: 7, command: () => nodeTests(below('tests/e2e', '.test.mjs')) },
];

function must(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Debian packages that tests need and that are not there: as root, by sudo, or the one line to run. */
function installPackages() {
  const doctor = spawnSync(process.execPath, [...unicore, 'doctor', '--packages'], { encoding: 'utf8' });
  if (doctor.status !== 0) throw new Error(`unicore doctor failed:\n${doctor.stderr}`);
  const packages = doctor.stdout.split('\n').filter(Boolean);
  if (packages.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const isThere = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  const isRoot = process.getuid?.() === 0;
  const sudo = !isRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  if (!isThere('apt-get') || !(isRoot || sudo)) {
    process.stderr.write(`npm test needs programs that are not there; run: sudo ${line}\n`);
    process.exit(2);
  }
  const prefix = sudo ? ['sudo', '-n'] : [];
  const env = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  must(env[0], [...env.slice(1), 'update', '-q']);
  must(env[0], [...env.slice(1), ...line.split(' ').slice(1), '-q']);
}

/** Side by side their output is kept and shown whole. */
function runPhase({ name, command }, alone) {
  const [program, args] = command();
  const began = performance.now();
  if (alone) process.stdout.write(`\n== ${name}\n`);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', alone ? 'inherit' : 'pipe', alone ? 'inherit' : 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (status) => {
      if (!alone) process.stdout.write(`\n== ${name}\n${Buffer.concat(output)}`);
      resolve({ name, passed: status === 0, seconds: (performance.now() - began) / 1000 });
    });
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PHASES.some((phase) => phase.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `npm test has no part "${unknown[0]}"; there are ${PHASES.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}

if (!existsSync('node_modules/.package-lock.json')) must('npm', ['ci']);
must('node_modules/.bin/tsc', ['-b', 'tools']);
installPackages();

const phases = PHASES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const results = [];
for (const group of new Set(phases.map((phase) => phase.group))) {
  const side = phases.filter((phase) => phase.group === group);
  results.push(...(await Promise.all(side.map((phase) => runPhase(phase, side.length === 1)))));
}

process.stdout.write('\n');
for (const { name, passed, seconds } of results) {
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${seconds.toFixed(0).padStart(5)} s\n`);
}
const failed = results.filter(({ passed }) => !passed).length;
process.stdout.write(`parts: ${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
