// SPDX-License-Identifier: BSD-3-Clause
// `npm test`: installs what is missing, builds the tool, then runs every test there is. `npm test -- unit e2e` runs only
// these. What fails runs once more, alone: machines are shared. What passes then is said to be flaky.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

const unicore = ['tools/nx/bin/unicore.mjs'];
const matrix = (name) => `dist/test-matrix-${name}.json`;
/** Those that images run on; each is a part, so that one can be asked for. */
const TARGETS = ['linuxu-x86_64', 'kvm-x86_64', 'linuxu-arm64', 'kvm-arm64'];
const tests = (command, target, name, ...more) => [
  process.execPath,
  [...unicore, ...command, '--retry', '-c', target, '--json', matrix(name), ...more],
];
const onTarget = (target, name = target, ...more) => tests(['test-all'], target, name, ...more);

/** The tests of all projects on Linux user space, under a sanitizer. */
const sanitized = (sanitizer) => onTarget('linuxu-x86_64', sanitizer, '--set', `build.sanitize=${sanitizer}`);

/** The tests of all projects on another virtual machine than the usual one (pc): other buses, other devices. */
const onMachine = (machine) => onTarget('kvm-x86_64', machine, '--machine', machine);

/**
 * What differs on Xen, and some of what is above it; all the rest is the same objects as on kvm, and `xen-all` runs it.
 * Both on request alone: CAVEATS.md says what fails there. tests/e2e has what runs on Xen in every run.
 */
const XEN = [
  ...['plat-xen', 'platform', 'lib-metal', 'lib-crash', 'lib-netfront', 'lib-blkfront', 'heap', 'clock'],
  ...['lib-musl', 'lib-posix-thread', 'lib-posix-epoll', 'lib-ramfs', 'sched'],
];
/** What blocks, wakes and is interrupted, where threads may lose the CPU anywhere in the program. */
const BLOCKING = ['lib-posix-thread', 'lib-posix-signal', 'lib-posix-epoll', 'sockets', 'platform'];
const preempted = (target) =>
  tests(['test', ...BLOCKING], target, `preempt-${target}`, '--set', 'use.sched=lib-preempt');

const below = (folder, end) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .filter((file) => file.endsWith(end))
        .map((file) => join(folder, file))
        .sort()
    : [];
/** In this order; those with one `group` run side by side. */
const PHASES = [
  { name: 'lint', group: 'tool', command: () => [process.execPath, [...unicore, 'lint']] },
  {
    name: 'unit',
    group: 'tool',
    files: () => ['core', 'machine', 'nx'].flatMap((part) => below(`tools/${part}/dist`, '.test.js')),
  },
  ...TARGETS.map((target) => ({ name: target, command: () => onTarget(target) })),
  { name: 'xen-x86_64', onRequest: true, command: () => tests(['test', ...XEN], 'xen-x86_64', 'xen-x86_64') },
  { name: 'xen-all', onRequest: true, command: () => onTarget('xen-x86_64') },
  { name: 'microvm', command: () => onMachine('microvm') },
  { name: 'q35', command: () => onMachine('q35') },
  { name: 'preempt', command: () => preempted('linuxu-x86_64') },
  { name: 'preempt-kvm', command: () => preempted('kvm-x86_64') },
  { name: 'address', command: () => sanitized('address') },
  { name: 'undefined', command: () => sanitized('undefined') },
  { name: 'conformance', files: () => below('tests/conformance', '.test.mjs') },
  { name: 'e2e', files: () => below('tests/e2e', '.test.mjs') },
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

/** No part takes as long: what hangs is ended, and has failed. */
const LIMIT_MS = 25 * 60_000;

/** Its status; `write` gets the output, undefined leaves it to the terminal. */
function run([program, args], write) {
  const stdio = write === undefined ? 'inherit' : 'pipe';
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', stdio, stdio],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', write);
    child.once('error', (error) => process.stderr.write(`${error.message}\n`));
    child.once('close', resolve);
  });
}

const testFile = (file, write) => run([process.execPath, ['--test', '--test-reporter=tap', file]], write);

/** Each file in a process of its own; those that fail once more at the end. */
async function runFiles(files, write) {
  const failed = [];
  for (const file of files) if ((await testFile(file, write)) !== 0) failed.push(file);
  const flaky = [];
  for (const file of failed) {
    (write ?? ((text) => process.stdout.write(text)))(`\n== ${file} failed and runs once more\n`);
    if ((await testFile(file, write)) === 0) flaky.push(file);
  }
  return { passed: flaky.length === failed.length, flaky, failed: failed.filter((file) => !flaky.includes(file)) };
}

/** Side by side their output is kept and shown whole. */
async function runPhase({ name, command, files }, alone) {
  const began = performance.now();
  const output = [];
  const write = alone ? undefined : (chunk) => output.push(Buffer.from(chunk));
  if (alone) process.stdout.write(`\n== ${name}\n`);
  const result = files ? await runFiles(files(), write) : { passed: (await run(command(), write)) === 0 };
  if (!alone) process.stdout.write(`\n== ${name}\n${Buffer.concat(output)}`);
  return { name, flaky: [], failed: [], ...result, seconds: (performance.now() - began) / 1000 };
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

const phases = PHASES.filter(({ name, onRequest }) => (wanted.length === 0 ? !onRequest : wanted.includes(name)));
const results = [];
const groupOf = ({ name, group = name }) => group;
for (const group of new Set(phases.map(groupOf))) {
  const side = phases.filter((phase) => groupOf(phase) === group);
  results.push(...(await Promise.all(side.map((phase) => runPhase(phase, side.length === 1)))));
}

process.stdout.write('\n');
for (const { name, passed, seconds, flaky, failed: files } of results) {
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${seconds.toFixed(0).padStart(5)} s\n`);
  for (const file of files) process.stdout.write(`          failed twice: ${file}\n`);
  for (const file of flaky) process.stdout.write(`          flaky, passed when run once more: ${file}\n`);
}
const failed = results.filter(({ passed }) => !passed).length;
process.stdout.write(`parts: ${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
