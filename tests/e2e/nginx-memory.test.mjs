// SPDX-License-Identifier: BSD-3-Clause
// Memory of app-nginx on each target: an allocation that fails, whichever it is, costs at most the request or the start; and what
// is free after load is what was free before.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { buildImage, conf, fetchRaw, sha256, targets, text } from './support/nginx.mjs';
import { startImage } from './support/servers.mjs';

const run = promisify(execFile);
const page = text(20).slice(0, 612);
const site = ({ listen, www }) =>
  conf(`access_log off; server { listen ${listen[0]}; root ${www}; location = /memory { image_status; } }`);

const FAULTS = 'heap.faultInjection=true';

/** One start whose `nth` allocation fails: what came of it. */
const attempt = async (target, image, nth) => {
  let server;
  try {
    server = await startImage({
      target,
      image,
      conf: site,
      files: { 'index.html': page },
      words: [`uc.heapfault.nth=${nth}`],
    });
  } catch (error) {
    // It said why it cannot start, and did not hang. Before there are threads, that is a report of the boot.
    // A card that does not start leaves an image that nobody reaches.
    assert.match(
      error.message,
      /^status (?!0$)\d+$|^(virtio-net|lwip): .*: error 12$/m,
      `allocation ${nth}: ${error.message}`,
    );
    assert.doesNotMatch(error.message, /crash: (?!(?:boot|sched): no memory)/, `allocation ${nth}`);
    return 'no start';
  }
  try {
    let failed = 0;
    for (let request = 0; request < 4; request++) {
      const answer = await fetchRaw(server.url('/')).catch((error) => error);
      if (answer.status !== 200 || sha256(answer.body) !== sha256(page)) failed++;
    }
    // One allocation fails, so one request may.
    assert.ok(failed <= 1, `allocation ${nth}: ${failed} requests failed`);
    return failed === 0 ? 'served' : 'one request failed';
  } finally {
    const end = await server.stop();
    assert.equal(end.status, 0, `allocation ${nth}: ${end.out}`);
  }
};

/** Every so many allocations one fails: a start of a virtual machine takes long. */
const STRIDE = { 'linuxu-x86_64': 1, 'kvm-x86_64': 23 };

/** So many starts in a row that serve everything: the allocation that is to fail comes after them. */
const BEYOND = 8;

for (const target of targets()) {
  describe(target, () => {
    test('whichever allocation fails, it starts and serves again, or says why not', { timeout: 600000 }, async (t) => {
      const image = buildImage(target, [FAULTS]);
      const seen = { served: 0, 'one request failed': 0, 'no start': 0 };
      const stride = STRIDE[target] ?? 1;
      let inARow = 0;
      for (let nth = 1; inARow < BEYOND; nth += 4 * stride) {
        const results = await Promise.all([0, 1, 2, 3].map((more) => attempt(target, image, nth + more * stride)));
        for (const result of results) {
          seen[result]++;
          inARow = result === 'served' ? inARow + 1 : 0;
        }
        assert.ok(nth < 5000, 'every start still meets its failing allocation');
      }
      t.diagnostic(JSON.stringify(seen));
      assert.ok(seen['no start'] > 0, 'no allocation of the start ever failed');
    });

    // The user network of QEMU accepts one connection at a time (its backlog is 1), which stalls ab; nginx-net.test.mjs has a tap.
    const skip = target.startsWith('kvm-') && 'nginx-net.test.mjs measures it at a tap';
    test('free memory after load is what it was before', { timeout: 120000, skip }, async (t) => {
      const server = await startImage({ target, image: buildImage(target), conf: site, files: { 'index.html': page } });
      t.after(() => server.stop());
      const free = async () => {
        const { body } = await fetchRaw(server.url('/memory'));
        const { free_pages: pages, heap_used_bytes: used } = Object.fromEntries(
          [...body.toString().matchAll(/^(\w+) (\d+)$/gm)].map(([, name, value]) => [name, Number(value)]),
        );
        return { pages, used };
      };
      const load = async () => {
        for (const connections of [1, 100, 1000]) {
          await run('ab', ['-q', '-k', '-r', '-n', '4000', '-c', `${connections}`, server.url('/')], {
            timeout: 60000,
          });
        }
      };
      // The first load lets pools and tables grow to what they need.
      await load();
      const before = await free();
      await load();
      const after = await free();
      t.diagnostic(JSON.stringify({ before, after }));
      assert.ok(after.pages >= before.pages * 0.99, `${after.pages} pages free after, ${before.pages} before`);
      assert.ok(after.used <= before.used * 1.01, `${after.used} bytes of heap used after, ${before.used} before`);
    });
  });
}
