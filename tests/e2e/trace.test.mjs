// SPDX-License-Identifier: BSD-3-Clause
// `run --trace`: the application's output is as ever, and the file is in the format that Perfetto opens.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'trace-'));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const target of ['linuxu-x86_64', 'kvm-x86_64']) {
  test(`helloworld on ${target}`, { timeout: 240_000 }, () => {
    const file = join(folder, `${target}.json`);
    const argv = ['tools/nx/bin/unicore.mjs', 'run', 'app-helloworld', '-c', target, '--trace', file];
    const { status, stdout, stderr } = spawnSync('node', argv, { cwd: workspace, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(stdout, new RegExp(`^Hello from ${target}`, 'm'));
    assert.doesNotMatch(stdout, /^trace:/m);
    assert.match(stderr, /trace: \d+ events, in /);
    const { traceEvents } = JSON.parse(readFileSync(file, 'utf8'));
    const turns = traceEvents.filter(({ ph, pid, tid }) => ph === 'X' && pid === 1 && tid === 0);
    // main, the thread that it makes, and main again, one after the other.
    assert.deepEqual([...new Set(turns.map(({ name }) => name))], ['main 1', 'greeter 2']);
    for (const [index, { ts, dur }] of turns.entries())
      assert.ok(index === 0 || ts >= turns[index - 1].ts + turns[index - 1].dur - 0.002, `turn ${index} of ${dur} us`);
    assert.ok(traceEvents.some(({ ph, name, args }) => ph === 'C' && name === 'heap' && args.bytes > 0));
  });
}
