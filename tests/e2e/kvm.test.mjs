// SPDX-License-Identifier: BSD-3-Clause
// An image as a virtual machine: each machine of QEMU, each way to boot, arguments, ends, and what must not go on.
// app-helloworld prints its arguments and ends with the first one as its status.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runImage } from '../../tools/machine/dist/index.js';
import { machineOf, withoutMultiboot } from '../bench/image.mjs';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const built = join(workspace, 'dist/app-helloworld/kvm-x86_64/app-helloworld');
const images = { multiboot: built };
let folder;
before(() => {
  const build = ['tools/nx/bin/unicore.mjs', 'build', 'app-helloworld', '-c', 'kvm-x86_64'];
  execFileSync(process.execPath, build, { cwd: workspace, stdio: 'inherit' });
  folder = mkdtempSync(join(tmpdir(), 'kvm-'));
  const tests = ['tools/nx/bin/unicore.mjs', 'test', 'plat-kvm', 'lib-metal', '-c', 'kvm-x86_64'];
  execFileSync(process.execPath, tests, { cwd: workspace, stdio: 'inherit' });
  images.pvh = withoutMultiboot(built, join(folder, 'pvh'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const EXIT = ['-device', 'isa-debug-exit,iobase=0x501,iosize=4'];
const CRASHED = 255; // 127 << 1 | 1
const ended = (status) => ((status + 1) << 1) | 1;

const commandOf = (image, { machine = 'pc', memory = '16M', cpu = 'max', exit = EXIT, line, more = [] } = {}) => [
  ...[...machineOf(machine, memory), '-accel', 'tcg', '-cpu', cpu, '-kernel', image],
  ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
  ...(line === undefined ? [] : ['-append', line]),
  ...exit,
  ...more,
];
const start = (image, { cwd, ...options } = {}) => {
  const { status, signal, stdout, stderr } = spawnSync('qemu-system-x86_64', commandOf(image, options), {
    encoding: 'utf8',
    timeout: 60000,
    cwd,
  });
  return { status, signal, stdout, stderr };
};

/** Starts an image of the platform's tests that waits, does `then(child)` when it says so, and gives its end. */
const startWaiting = async (options, then) => {
  const tests = join(workspace, 'dist/test-plat-kvm/kvm-x86_64/test-plat-kvm');
  const child = spawn('qemu-system-x86_64', commandOf(tests, options), { stdio: ['pipe', 'pipe', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 60000);
  let stdout = '';
  let waiting = true;
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    if (waiting && stdout.includes('waiting\n')) {
      waiting = false;
      then(child);
    }
  });
  const [status] = await once(child, 'close');
  clearTimeout(timer);
  return { status, stdout };
};
const argumentsIn = (stdout) => [...stdout.matchAll(/^argument \d+: (.*)$/gm)].map(([, word]) => word);

for (const machine of ['pc', 'q35', 'microvm', 'microvm,acpi=off', 'microvm,pit=off,pic=off,rtc=off']) {
  for (const way of ['multiboot', 'pvh']) {
    test(`${machine} boots by ${way}`, () => {
      const { status, stdout } = start(images[way], { machine, line: '42 a "b c"' });
      assert.match(stdout, /^Hello from kvm-x86_64\n/);
      assert.match(stdout, /^thread 2: hello with 65536 bytes of its own$/m);
      assert.deepEqual(argumentsIn(stdout), ['42', 'a', 'b c']);
      assert.equal(status, ended(42));
    });
  }
}

test("main's value is the status", () => {
  for (const status of [0, 1, 125]) assert.equal(start(built, { line: String(status) }).status, ended(status));
});

test('no arguments', () => {
  for (const image of Object.values(images)) assert.deepEqual(argumentsIn(start(image).stdout), []);
});

test('all memory is found, above 4 GiB too', () => {
  for (const [memory, least] of [
    ['1280k', 512],
    ['128M', 129000],
    ['3G', 3144000],
    ['6G', 6289000],
    ['64G', 67107000],
    ['500G', 524280000],
  ]) {
    for (const way of ['multiboot', 'pvh']) {
      const { status, stdout } = start(images[way], { memory, line: '0' });
      assert.equal(status, ended(0), `${memory} ${way}: ${stdout}`);
      const [, total] = stdout.match(/^free: \d+ of (\d+) KiB$/m);
      assert.ok(Number(total) > least, `${memory} ${way}: ${total} KiB`);
    }
  }
});

/** Ranges of memory: all of each can be touched, what lies between cannot. */
for (const [machine, memory] of [
  ['pc', '6G'],
  ['pc,max-ram-below-4g=512M', '2G'],
  ['q35', '64G'],
  ['microvm', '64G'],
]) {
  test(`${machine} with ${memory}: memory above and below its holes`, () => {
    const tests = join(workspace, 'dist/test-lib-metal/kvm-x86_64/test-lib-metal');
    for (const line of ['every_range_can_be_touched', 'what_is_no_memory_is_not_mapped']) {
      const { status, stdout } = start(tests, { machine, memory, line });
      assert.equal(status, ended(0), stdout);
    }
  });
}

test('microvm with 512 KiB, which has no memory map', () => {
  const { status, stdout } = start(built, { machine: 'microvm', memory: '512k', line: '0' });
  assert.equal(status, ended(0));
  const [, total] = stdout.match(/^free: \d+ of (\d+) KiB$/m);
  assert.ok(Number(total) > 350 && Number(total) < 512, `${total} KiB`);
});

test('too little memory is a crash that says so', () => {
  const { status, stdout } = start(built, { machine: 'microvm', memory: '192k' });
  assert.match(stdout, /^crash: .*memory/m);
  assert.equal(status, CRASHED);
});

test('a CPU without NX is refused', () => {
  const { status, stdout } = start(built, { cpu: 'max,-nx' });
  assert.equal(stdout, 'kvm: the CPU lacks long mode or NX\n');
  assert.equal(status, CRASHED);
});

test('a CPU without random numbers is no source of a canary', () => {
  const { status, stdout } = start(built, { cpu: 'qemu64,-rdrand' });
  assert.match(stdout, /^crash: boot: no entropy for the stack protector$/m);
  assert.equal(status, CRASHED);
});

test('a CPU without FSGSBASE will do', () => {
  assert.equal(start(built, { cpu: 'qemu64,+rdrand', line: '3' }).status, ended(3));
});

test('without the exit device the status is an error', () => {
  for (const machine of ['pc', 'microvm']) {
    const { status, stdout } = start(built, { machine, exit: [], line: '0' });
    assert.match(stdout, /^kvm: no isa-debug-exit at port 0x501: the status is lost$/m);
    assert.equal(status, 0, 'QEMU ends as if nothing had been, which the runner takes for a failure');
  }
});

test('kvm.powerOff: the end powers the machine off, where it says how', () => {
  const build = [
    'tools/nx/bin/unicore.mjs',
    'build',
    'app-helloworld',
    '-c',
    'kvm-x86_64',
    '--set',
    'kvm.powerOff=true',
  ];
  execFileSync(process.execPath, build, { cwd: workspace, stdio: 'ignore' });
  const off = join(workspace, 'dist/app-helloworld/kvm-x86_64+kvm.powerOff=true/app-helloworld');
  for (const machine of ['pc', 'q35', 'microvm']) {
    const more = ['-action', 'reboot=reset']; // takes -no-reboot back: after a reset it would say hello again
    const { status, signal, stdout } = start(off, { machine, exit: [], line: '0', more });
    assert.match(stdout, /^Hello from [^]*^thread 2: hello [^\n]*\n$/m, machine);
    assert.equal(stdout.match(/^Hello from /gm).length, 1, 'it was not reset');
    assert.deepEqual({ status, signal }, { status: 0, signal: null }, machine);
  }
  assert.equal(start(off, { line: '3' }).status, ended(3), 'with the device the status is told');
});

test('an initrd that multiboot cannot put below 640 KiB is refused', () => {
  const initrd = join(folder, 'initrd');
  writeFileSync(initrd, Buffer.alloc(500 << 10, 1));
  const { status, stdout } = start(built, { more: ['-initrd', initrd] });
  assert.match(stdout, /^crash: boot: the initrd does not fit below 640 KiB; turn kvm.lowLoad off$/m);
  assert.equal(status, CRASHED);
  // A larger one lands on the firmware that loads it.
  writeFileSync(initrd, Buffer.alloc(1 << 20, 1));
  assert.notEqual(start(built, { more: ['-initrd', initrd], line: '0' }).status, ended(0));
  assert.equal(start(images.pvh, { more: ['-initrd', initrd] }).status, ended(0));
});

test('an image whose folder has blanks, started in it as the runner does', () => {
  const far = join(folder, 'a folder, far away');
  mkdirSync(far);
  cpSync(built, join(far, 'app'));
  const { stdout } = start('app', { cwd: far, line: '0 a' });
  assert.deepEqual(argumentsIn(stdout), ['0', 'a']);
});

test('Ctrl-C at the runner presses the power button; an image that does not listen is ended', async () => {
  for (const [name, expected] of [
    ['wait_for_power_button', { status: 17, timedOut: false }],
    ['wait_for_input', { status: 130, timedOut: false, problem: 'it was interrupted' }],
  ]) {
    const abort = new AbortController();
    const image = join(workspace, 'dist/test-plat-kvm/kvm-x86_64/test-plat-kvm');
    let said = '';
    const write = (chunk) => (said += chunk).includes('waiting') && abort.abort();
    const run = { image, on: 'qemu', arch: 'x86_64', arguments: [name], ports: [] };
    const io = { stdin: 'ignore', write, signal: abort.signal, graceMs: 1500, timeoutMs: 60000 };
    assert.deepEqual(await runImage(run, io), expected);
  }
});

test('time goes on when the counter that it began with has stopped', async () => {
  const { status } = await startWaiting({ line: 'time_goes_on_when_the_counter_has_stopped' }, () => {});
  assert.equal(status, ended(19));
});

for (const machine of ['pc', 'q35', 'microvm']) {
  test(`${machine}: the power button asks the image to end`, async () => {
    const socket = join(folder, `${machine}.qmp`);
    const options = { machine, line: 'wait_for_power_button', more: ['-qmp', `unix:${socket},server=on,wait=off`] };
    const { status } = await startWaiting(options, () => {
      const commands = ['qmp_capabilities', 'system_powerdown'].map((execute) => JSON.stringify({ execute }));
      connect(socket, function () {
        this.write(commands.join('\n'));
      }).on('error', () => {});
    });
    assert.equal(status, ended(17));
  });

  test(`${machine}: input wakes an image that waits for it`, async () => {
    const { status, stdout } = await startWaiting({ machine, line: 'wait_for_input' }, async ({ stdin }) => {
      for (const piece of ['one ', 'two ', 'a third piece that is longer than the FIFO\n']) {
        stdin.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    });
    assert.match(stdout, /waiting\none two a third piece that is longer than the FIFO\n$/);
    assert.equal(status, ended(18));
  });
}
