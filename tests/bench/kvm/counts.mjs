// SPDX-License-Identifier: BSD-3-Clause
// What a request costs in the guest's instructions and in exits to the host.
//
// Instructions: under -icount QEMU counts each one that it carries out; its monitor tells the count (query-replay), exact
// while the guest waits, so it is read before and after a load. What an idle guest carries out meanwhile is within it: the
// Linux guest's timers make less than 1 % of the loads here. A repeated string instruction counts once per round.
//
// Exits: QEMU's own trace points, on only during the load: kicks (virtio_queue_notify), interrupts of the card
// (virtio_notify) and of the timer (apic_local_deliver). Accesses to device registers are told beside them.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atRest } from '../../support/guest.mjs';
import { wrk } from '../../support/wrk.mjs';
import { startOurs, startPeer } from './servers.mjs';

const run = promisify(execFile);
const EXITS = ['virtio_queue_notify', 'virtio_notify', 'apic_local_deliver'];
const ACCESSES = ['memory_region_ops_read', 'memory_region_ops_write'];
const BIG_BYTES = 100 * 1024 * 1024;

const instructionsOf = async (server) => {
  const perRequest = {};
  for (const connections of [1, 16]) {
    const before = await atRest(server.guest);
    const { requests, errors } = await wrk(server.url('/'), { connections, seconds: 4 });
    perRequest[connections] = { instructions: ((await atRest(server.guest)) - before) / requests, requests, errors };
  }
  const before = await atRest(server.guest);
  const { stdout } = await run('curl', [
    '--silent',
    '--output',
    '/dev/null',
    '--max-time',
    '300',
    '--write-out',
    '%{size_download}',
    server.url('/big'),
  ]);
  if (Number(stdout) !== BIG_BYTES) throw new Error(`${server.name}: ${stdout} of ${BIG_BYTES} bytes came`);
  return { perRequest, perKiB: ((await atRest(server.guest)) - before) / (BIG_BYTES / 1024) };
};

const exitsOf = async (server, log) => {
  const set = (enable) =>
    Promise.all([...EXITS, ...ACCESSES].map((name) => server.guest.ask('trace-event-set-state', { name, enable })));
  await set(true);
  const { requests } = await wrk(server.url('/'), { connections: 16, seconds: 3 });
  await set(false);
  const counts = Object.fromEntries([...EXITS, ...ACCESSES].map((name) => [name, 0]));
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const name = line.slice(line.lastIndexOf(':', line.indexOf(' ')) + 1, line.indexOf(' '));
    if (name in counts) counts[name]++;
  }
  const sum = (names) => names.reduce((total, name) => total + counts[name], 0) / requests;
  return { exits: sum(EXITS), accesses: sum(ACCESSES), counts, requests };
};

/** `starts` are functions that start one server each with further options. */
const each = async (starts, options, measure) => {
  const results = [];
  for (const start of starts) {
    const server = await start(options);
    try {
      results.push(await measure(server));
    } finally {
      await server.close();
    }
  }
  return results;
};

export const measureCounts = async ({ image, peer, links, page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  try {
    const starts = (files) => [
      (options) => startOurs({ image, link: links[0], files, ...options }),
      ...(peer.kernel ? [(options) => startPeer({ peer, link: links[1], files, ...options })] : []),
    ];
    const small = { 'www/index.html': page };
    const big = { ...small, 'www/big': Buffer.alloc(BIG_BYTES, 'big file ') };
    const [here, there] = await each(starts(big), { counted: true }, instructionsOf);
    let n = 0;
    // A trace point that never fires makes QEMU open its log.
    const logged = () => ['-D', join(folder, `log${n}`), '-d', 'trace:qmp_job_cancel'];
    const exits = [];
    for (const start of starts(small)) {
      exits.push(...(await each([start], { more: logged() }, (server) => exitsOf(server, join(folder, `log${n}`)))));
      n++;
    }
    return { here: { ...here, exits: exits[0] }, there: there && { ...there, exits: exits[1] } };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const thousands = (count) => `${(count / 1000).toFixed(1)} k`;

export const rowsOfCounts = ({ here, there }) => {
  const per = (figures, connections) => figures?.perRequest[connections].instructions;
  const most = Math.max(per(here, 1), per(here, 16));
  const exits = there && here.exits.exits / there.exits.exits;
  const file = there && here.perKiB / there.perKiB;
  const none = 'not compared';
  return [
    {
      what: 'nginx on kvm: guest instructions per request at 1 and 16 connections',
      peer: `Unikraft 51 k; Linux guest ${there ? `${thousands(per(there, 1))}, ${thousands(per(there, 16))}` : none}`,
      here: `${thousands(per(here, 1))}, ${thousands(per(here, 16))}`,
      bar: '≤ 25 k',
      met: most <= 25000,
    },
    {
      what: 'nginx on kvm: exits per request (kicks + interrupts), 16 connections',
      peer: there ? there.exits.exits.toFixed(2) : none,
      here: `${here.exits.exits.toFixed(2)}${there ? `, ${exits.toFixed(2)}` : ''} (register accesses ${here.exits.accesses.toFixed(2)}${there ? ` against ${there.exits.accesses.toFixed(2)}` : ''})`,
      bar: '≤ 0.5 ×',
      met: there !== undefined && exits <= 0.5,
    },
    {
      what: 'nginx on kvm, a file of 100 MB: guest instructions per KiB',
      peer: there ? there.perKiB.toFixed(0) : none,
      here: `${here.perKiB.toFixed(0)}${there ? `, ${file.toFixed(2)}` : ''}`,
      bar: '≤ 0.5 ×',
      met: there !== undefined && file <= 0.5,
    },
  ];
};
