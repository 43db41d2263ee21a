// SPDX-License-Identifier: BSD-3-Clause
// The clock of an image against the host's, over a minute. Its frequency is found out in the first 100 ms.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const image = join(workspace, 'dist/test-plat-kvm/kvm-x86_64/test-plat-kvm');
before(() => {
  const tests = ['tools/nx/bin/unicore.mjs', 'test', 'plat-kvm', '-c', 'kvm-x86_64'];
  execFileSync(process.execPath, tests, { cwd: workspace, stdio: 'inherit' });
});

const TOLD = ((24 + 1) << 1) | 1; // STATUS_TOLD of platforms/kvm/x86_64/tests/interrupts.c
const TIMES = 20; // it says the time so often, and again a minute later
const MOST_DRIFT_MS = 6; // 100 ppm
/** The CMOS clock's second, and the time to the first line. */
const MOST_DATE_MS = 3000;

/** How far the host was ahead of each time that the image said, when the line arrived, in ms. */
const listen = async (machine) => {
  const command = [
    ...['-machine', machine, '-accel', 'tcg', '-cpu', 'max', '-m', '64M', '-kernel', image, '-append', 'tell_the_time'],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
    ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4'],
  ];
  const child = spawn('qemu-system-x86_64', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const ahead = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, now, date] = /^now (\d+) (\d+)$/.exec(line) ?? [];
    if (now === undefined) continue;
    const host = Number(process.hrtime.bigint() - BigInt(now)) / 1e6;
    ahead.push({ clock: host, date: Date.now() - Number(BigInt(date) / 1000000n) });
  }
  assert.equal((await ended)[0], TOLD);
  assert.equal(ahead.length, 2 * TIMES);
  return ahead;
};

/** Lines may arrive late, never early: the least is the nearest to the truth. */
const least = (ahead, key) => Math.min(...ahead.map((one) => one[key]));

test('an image keeps time with the host for a minute', { timeout: 180000 }, async () => {
  await Promise.all(
    ['q35', 'microvm'].map(async (machine) => {
      const ahead = await listen(machine);
      const drift = least(ahead.slice(TIMES), 'clock') - least(ahead.slice(0, TIMES), 'clock');
      assert.ok(Math.abs(drift) <= MOST_DRIFT_MS, `${machine}: ${drift} ms in a minute`);
      const date = least(ahead, 'date');
      assert.ok(Math.abs(date) <= MOST_DATE_MS, `${machine}: the date is ${date} ms off`);
    }),
  );
});
