// SPDX-License-Identifier: BSD-3-Clause
// Every allocation from the entry to the end of app-helloworld fails once: the image says what it lacks, or does without
// it. None hangs, dies of a trap, or ends as if all were well with half of its output.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const option = 'heap.faultInjection=true';
const image = join(workspace, `dist/app-helloworld/linuxu-x86_64+${option}/app-helloworld`);
/** More allocations than the image has. */
const MOST = 100;

before(() => {
  const build = ['tools/nx/bin/unicore.mjs', 'build', 'app-helloworld', '-c', 'linuxu-x86_64', '--set', option];
  execFileSync(process.execPath, build, { cwd: workspace, stdio: 'inherit' });
});

const start = (words) => {
  const { status, stdout, stderr } = spawnSync(image, words, { encoding: 'utf8', timeout: 30000 });
  return { status, text: stdout + stderr };
};

/** How the image may end, by its status. */
const ENDS = new Map([
  [0, /^Hello from linuxu-x86_64\n(.*\n)*thread 2: hello with 65536 bytes of its own\n$/],
  [1, /^out of memory\n$/m],
  [125, /^boot: .*: error 12\n$/],
  [134, /^crash: (boot|sched): no memory for /],
]);

test('an allocation that fails ends the image in order, whichever it is', () => {
  const seen = new Map();
  for (let nth = 1; nth <= MOST; nth++) {
    const { status, text } = start([`uc.heapfault.nth=${nth}`, '0', 'x']);
    assert.ok(ENDS.has(status), `allocation ${nth}: status ${status}\n${text}`);
    assert.match(text, ENDS.get(status), `allocation ${nth}: status ${status}`);
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }
  // The last ones are never reached, and each kind of end has been seen.
  assert.deepEqual(
    [...seen.keys()].sort((a, b) => a - b),
    [...ENDS.keys()],
  );
  assert.ok(seen.get(0) > MOST / 2, 'more allocations than expected');
});
