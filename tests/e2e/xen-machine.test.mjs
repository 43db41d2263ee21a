// SPDX-License-Identifier: BSD-3-Clause
// The Xen test machine with the real hypervisor: one start for all guests, what xl does with them, and what goes wrong.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plugDisk } from '../../tools/machine/dist/xen/disks.js';
import { createGuest } from '../../tools/machine/dist/xen/guest.js';
import { testGuest } from '../../tools/machine/dist/xen/guest-image.js';
import { startXen } from '../../tools/machine/dist/xen/machine.js';
import { prepareXen } from '../../tools/machine/dist/xen/prepare.js';
import { runGuest } from '../../tools/machine/dist/xen/run.js';
import { ensureState } from '../../tools/machine/dist/xen/state.js';

/** Prints its command line and shuts down for the number that this begins with; 255 goes on for ever. */
const image = (folder) => join(folder, 'guest');
let folder;
let machine;

before(
  async () => {
    folder = mkdtempSync(join(tmpdir(), 'xen-machine-'));
    writeFileSync(image(folder), testGuest('guest: '));
    machine = await startXen({ network: { forwards: [] }, tell: (line) => process.stderr.write(`${line}\n`) });
  },
  { timeout: 600_000 },
);
after(async () => {
  await machine?.close();
  rmSync(folder, { recursive: true, force: true });
});

const limited = (name, run) => test(name, { timeout: 120_000 }, run);

const start = async (commandLine, more = {}) => {
  const chunks = [];
  const options = { image: image(folder), type: 'pvh', memoryMiB: 2, write: (chunk) => chunks.push(chunk) };
  const guest = await createGuest(machine, { ...options, commandLine, ...more });
  return { guest, text: () => Buffer.concat(chunks).toString('latin1') };
};

const printed = async (text) => {
  while (text() === '') await sleep(20);
};

const imageRun = (words) => ({ image: image(folder), on: 'xen', arch: 'x86_64', arguments: words, ports: [] });

/** Runs it to its end as `unicore run` does. */
const run = async (words, io = {}, more = {}) => {
  let text = '';
  const write = (chunk) => (text += Buffer.from(chunk).toString());
  const result = await runGuest(
    machine,
    { ...imageRun(words), memory: '2M', ...more },
    { stdin: 'ignore', write, ...io },
  );
  return { ...result, text };
};

limited('every kind of end, one guest after the other', async () => {
  assert.deepEqual(await run(['0', 'a "b"']), { status: 0, timedOut: false, text: 'guest: 0 "a \\"b\\""\n' });
  assert.deepEqual(await run(['170']), { status: 42, timedOut: false, text: 'guest: 170\n' });
  assert.deepEqual(await run(['3']), { status: 134, timedOut: false, text: 'guest: 3\n' });
  assert.equal((await run(['1'])).problem, 'the domain was shut down for the reason reboot');
});

limited('several at once, each with its own console', async () => {
  const all = await Promise.all([128 + 5, 128 + 6, 128 + 7, 128 + 8].map((reason) => run([String(reason), 'x'])));
  assert.deepEqual(
    all.map(({ status, text }) => [status, text]),
    [5, 6, 7, 8].map((status) => [status, `guest: ${128 + status} x\n`]),
  );
});

limited('one that goes on is ended at its time limit, or when it does not listen', async () => {
  const late = await run(['255'], { timeoutMs: 1500 });
  assert.deepEqual(late, {
    status: 124,
    timedOut: true,
    problem: 'it did not end within 1.5 s',
    text: 'guest: 255\n',
  });
  const deaf = await run(['255'], { signal: AbortSignal.timeout(500), graceMs: 500 });
  assert.equal(deaf.status, 137);
  const { output } = await machine.run('while [ $(xl list | wc -l) -gt 2 ]; do usleep 50000; done; xl list');
  assert.match(output, /^Name.*\nDomain-0.*\n$/);
});

limited('xl pauses, tells, changes and dumps a guest', async () => {
  const { guest, text } = await start('255', { isPaused: true, memoryMiB: 8, lines: ['maxmem = 16'] });
  assert.equal(text(), '');
  await guest.xl('unpause');
  await printed(text);
  await guest.xl('pause');
  const state = await machine.run(`xl list ${guest.name}`);
  assert.match(state.output, /--p---/);
  assert.equal((await guest.xl('unpause')).status, 0);
  assert.equal((await guest.xl('mem-set', '6')).status, 0);
  assert.equal((await guest.xl('dump-core', '/share/core')).status, 0);
  assert.match(execFileSync('readelf', ['-S', join(machine.share, 'core')], { encoding: 'utf8' }), /\.xen_pages/);
  await guest.destroy();
  assert.equal(await guest.ended, undefined);
});

limited('a guest that does not listen is not saved, and goes on until it is destroyed', async () => {
  const { guest, text } = await start('255');
  await printed(text);
  // xl itself gives up after a minute.
  const { status } = await machine.run(`timeout 2 xl save ${guest.name} /share/saved`);
  assert.notEqual(status, 0);
  await guest.destroy();
  assert.equal(await guest.ended, undefined);
});

limited('what xl refuses is told in its words', async () => {
  writeFileSync(join(folder, 'text'), 'no image');
  const options = { image: join(folder, 'text'), type: 'pvh', memoryMiB: 2, write: () => {} };
  await assert.rejects(createGuest(machine, options), /^Error: xl does not create the domain:\n[^]*xc_dom/);
});

limited('a disk of the host is a disk of dom0, in both directions', async () => {
  const file = join(folder, 'disk');
  const bytes = Buffer.alloc(1 << 20, 'disk ');
  writeFileSync(file, bytes);
  const disk = await plugDisk(machine, file);
  const sum = createHash('sha256').update(bytes).digest('hex');
  assert.equal((await machine.run(`sha256sum ${disk.path}`)).output.split(' ')[0], sum);
  await machine.run(`echo written | dd of=${disk.path} bs=512 seek=1 conv=notrunc,fsync`);
  await disk.unplug();
  assert.equal(readFileSync(file).toString('latin1', 512, 520), 'written\n');
});

limited('a guest with a card and a disk', async () => {
  const { guest } = await start('255', {
    cards: [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:01' }],
    disks: [{ path: await smallDisk() }],
  });
  const { output } = await machine.run(`xl network-list ${guest.name}; xl block-list ${guest.name}`);
  assert.match(output, /00:16:3e:00:00:01/);
  assert.match(output, /51712/);
  await guest.destroy();
  await guest.gone;
});

const smallDisk = async () => {
  const file = join(folder, 'small');
  writeFileSync(file, '');
  truncateSync(file, 1 << 20);
  return (await plugDisk(machine, file)).path;
};

limited('a machine that dies ends its guests, and a damaged state is made anew', async () => {
  const own = await startXen({ memoryMiB: 640 });
  const chunks = [];
  const guest = await createGuest(own, {
    image: image(folder),
    type: 'pvh',
    memoryMiB: 2,
    commandLine: '255',
    write: (c) => chunks.push(c),
  });
  await own.qmp.execute('quit').catch(() => {});
  await assert.rejects(guest.ended, /^Error: the machine has ended: /);
  const kept = await own.close(true);
  assert.ok(existsSync(join(kept, 'xen.log')));
  rmSync(kept, { recursive: true });
  const parts = await prepareXen();
  const { file } = await ensureState(parts, 640, () => {}, new AbortController().signal);
  truncateSync(file, 1000);
  const again = await startXen({ memoryMiB: 640 });
  assert.match((await again.run('xl list')).output, /Domain-0/);
  await again.close();
});

test('a program or a package that is missing', { timeout: 60_000 }, () => {
  const script = `import { startXen } from ${JSON.stringify(new URL('../../tools/machine/dist/xen/machine.js', import.meta.url).href)};
    await startXen().then((m) => m.close(), (error) => console.log(error.message));`;
  const starts = (env) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    }).stdout;
  assert.match(starts({ PATH: folder }), /^UNICORE_E_TOOL_MISSING: qemu-system-x86_64 is not installed\n$/);
});
