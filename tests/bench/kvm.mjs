// SPDX-License-Identifier: BSD-3-Clause
// nginx on kvm over a tap, beside Debian's nginx in a Linux guest of the same QEMU. All of it runs in a network namespace of
// its own, in a process of its own: `node kvm.mjs [part…]` prints one line of JSON.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { noise } from '../e2e/support/nginx.mjs';
import { enterNamespace, makeTap, noNamespace } from '../support/namespace.mjs';
import { measureCounts, rowsOfCounts } from './kvm/counts.mjs';
import { measureIdle, rowsOfIdle } from './kvm/idle.mjs';
import { measureMemory, rowsOfMemory } from './kvm/memory.mjs';
import { measurePhases, rowsOfPhases } from './kvm/phases.mjs';
import { measureRequests, rowsOfRequests } from './kvm/requests.mjs';
import { measureSizes, rowsOfSizes } from './kvm/sizes.mjs';
import { measureSoak, rowsOfSoak } from './kvm/soak.mjs';
import { linuxPeer } from './peer/linux-guest.mjs';
import { root } from './timed.mjs';

/** What a request costs is asked of the default image, which is built for speed and has about the modules of the peer's. */
const PARTS = {
  sizes: [({ images }) => measureSizes(images), rowsOfSizes],
  phases: [measurePhases, rowsOfPhases],
  counts: [measureCounts, rowsOfCounts],
  requests: [measureRequests, rowsOfRequests],
  idle: [measureIdle, rowsOfIdle],
  memory: [measureMemory, rowsOfMemory],
  soak: [measureSoak, rowsOfSoak],
};

const build = (suffix) => {
  const target = `kvm-x86_64${suffix}`;
  execFileSync(process.execPath, ['tools/nx/bin/unicore.mjs', 'build', 'app-nginx', '-c', target], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(root, 'dist/app-nginx', target, 'app-nginx');
};

const inside = async (images, parts) => {
  const peer = linuxPeer();
  const links = [makeTap(0), makeTap(1)];
  const page = Buffer.from(noise(612).toString('base64').slice(0, 612));
  const rows = [];
  const figures = { peer: peer.missing ?? `Debian's Linux ${peer.release}` };
  for (const part of parts) {
    process.stderr.write(`kvm: ${part} …\n`);
    const [measure, rowsOf] = PARTS[part];
    try {
      figures[part] = await measure({ image: images.whole, images, peer, links, page });
      rows.push(...rowsOf(figures[part]));
    } catch (error) {
      process.stderr.write(`${error.stack}\n`);
      rows.push({
        what: `nginx on kvm: ${part}`,
        peer: '',
        here: `failed: ${error.message.split('\n')[0]}`,
        bar: '',
        met: false,
      });
    }
  }
  if (peer.missing) rows.push({ what: peer.missing, peer: 'not compared', here: '', bar: '', met: false });
  return { rows, figures };
};

/** Rows of the table, and all figures. BENCH_KVM names the parts, all of them otherwise. */
export const benchKvm = () => {
  const missing = noNamespace();
  if (missing) return { rows: [{ what: 'nginx on kvm', peer: '', here: missing, bar: '', met: false }], figures: {} };
  const parts = process.env.BENCH_KVM?.split(',') ?? Object.keys(PARTS);
  const images = { small: build('-small'), many: build('-many'), whole: build('') };
  const { status, stdout, error } = spawnSync(process.execPath, [import.meta.filename, ...parts], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_KVM_IMAGES: JSON.stringify(images) },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw error ?? new Error(`the measurements ended with ${status}`);
  return JSON.parse(stdout.trim().split('\n').pop());
};

if (process.argv[1] === import.meta.filename) {
  const parts = process.argv.slice(2);
  enterNamespace(import.meta.filename, parts);
  console.log(JSON.stringify(await inside(JSON.parse(process.env.BENCH_KVM_IMAGES), parts)));
  process.exit(0);
}
