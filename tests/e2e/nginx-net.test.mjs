// SPDX-License-Identifier: BSD-3-Clause
// app-nginx on kvm at a tap, in a network namespace of its own: real clients, the host's TCP, a link that loses and reorders,
// and memory that runs out. Every page is compared.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { enterNamespace, makeTap, noNamespace } from '../support/namespace.mjs';
import { startRelay } from '../support/relay.mjs';
import { wrk } from '../support/wrk.mjs';
import { buildImage, conf, fetchRaw, noise, sendBytes, sha256, targets, text } from './support/nginx.mjs';
import { startImage } from './support/servers.mjs';

const run = promisify(execFile);
const TARGET = 'kvm-x86_64';
const isThere = targets().includes(TARGET);
const missing = isThere ? noNamespace() : `app-nginx has no target ${TARGET}`;
// What fetches sources needs the network outside.
if (!missing) {
  const image = process.env.UNICORE_TEST_IMAGE ?? buildImage(TARGET);
  enterNamespace(import.meta.filename, [], { UNICORE_TEST_IMAGE: image });
}
const image = process.env.UNICORE_TEST_IMAGE;

const page = text(20).slice(0, 612);
// `fits` into a send buffer: nginx drops the rest of an answer when its client has closed its half (EPOLLRDHUP).
const files = { 'index.html': page, 'noise.bin': noise(300001), 'fits.bin': noise(100000, 3) };
const site = ({ listen, www }) =>
  conf(`access_log off; keepalive_timeout 600;
    client_header_buffer_size 1k; large_client_header_buffers 4 72k;
    server {
        listen ${listen[0]} backlog=4096; listen [::]:${listen[0]}; root ${www};
        location = /memory { image_status; }
        location = /clock { return 200 "$msec"; }
    }`);

/** What it says of its memory. */
const memoryOf = async (server) => {
  const { body } = await fetchRaw(server.url('/memory'));
  return Object.fromEntries([...body.toString().matchAll(/^(\w+) (\d+)$/gm)].map(([, name, value]) => [name, +value]));
};

const stillServes = async (server) => {
  assert.equal(server.hasEnded(), false, 'the image has ended');
  const answer = await fetchRaw(server.url('/noise.bin'));
  assert.equal(sha256(answer.body), sha256(files['noise.bin']));
};

const REQUEST = 'GET /noise.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

/** All that one connection brings, which `act` steers. */
const conversation = (server, act) =>
  new Promise((resolve) => {
    const chunks = [];
    const socket = connect({ ...server.at(), allowHalfOpen: true }, () => act(socket));
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
    socket.on('end', () => socket.end()).on('close', () => resolve(Buffer.concat(chunks)));
  });

const bodyOf = (answer) => answer.subarray(answer.indexOf('\r\n\r\n') + 4);

describe(`${TARGET} at a tap`, { skip: missing }, () => {
  let server, link;
  before(async () => {
    link = makeTap(0);
    server = await startImage({ target: TARGET, image, conf: site, files, link });
  });
  after(() => server?.stop('SIGKILL'));
  afterEach(() => stillServes(server));

  for (const connections of [1, 16, 30, 100, 500, 1000]) {
    test(`wrk, ${connections} connections: the right page every time`, { timeout: 60000 }, async () => {
      const seen = await wrk(server.url('/'), { connections, seconds: 3, body: page });
      assert.equal(seen.errors, 0, seen.text);
      assert.ok(seen.requests > connections, seen.text);
    });
  }

  test('ab opens a connection for each request', { timeout: 60000 }, async () => {
    const { stdout } = await run('ab', ['-q', '-n', '2000', '-c', '50', server.url('/')], { timeout: 50000 });
    assert.match(stdout, /^Complete requests:\s+2000$/m);
    assert.match(stdout, /^Failed requests:\s+0$/m);
  });

  test('curl, over IPv4 and IPv6', async () => {
    for (const host of [link.guest, `[${link.guest6}]`]) {
      const { stdout } = await run('curl', [
        '--silent',
        '--show-error',
        '--globoff',
        '--max-time',
        '10',
        `http://${host}/`,
      ]);
      assert.equal(stdout, page, host);
    }
  });

  test('ping, also in fragments', async () => {
    for (const bytes of [56, 1400, 4000]) await run('ping', ['-c', '2', '-W', '2', '-s', String(bytes), link.guest]);
  });

  test('slow readers get everything and hold up nobody', { timeout: 60000 }, async () => {
    const slow = Array.from({ length: 20 }, () =>
      conversation(server, (socket) => {
        socket.write(REQUEST);
        const pace = () => {
          socket.pause();
          setTimeout(() => socket.resume(), 50);
        };
        socket.on('data', pace);
      }),
    );
    const { errors, idle } = await wrk(server.url('/'), { connections: 16, seconds: 3, body: page });
    assert.deepEqual({ errors, idle }, { errors: 0, idle: 0 });
    for (const answer of await Promise.all(slow)) assert.equal(sha256(bodyOf(answer)), sha256(files['noise.bin']));
  });

  test('slow writers are served', { timeout: 60000 }, async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        conversation(server, async (socket) => {
          socket.setNoDelay(true);
          for (const byte of REQUEST) {
            socket.write(byte);
            await sleep(10);
          }
        }),
      ),
    );
    for (const answer of answers) assert.equal(sha256(bodyOf(answer)), sha256(files['noise.bin']));
  });

  test('who has closed its half gets its answer', { timeout: 30000 }, async () => {
    const request = REQUEST.replace('noise', 'fits');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => conversation(server, (socket) => socket.end(request))),
    );
    for (const answer of answers) assert.equal(sha256(bodyOf(answer)), sha256(files['fits.bin']));
  });

  test('connections reset at any moment leave no memory behind', { timeout: 180000 }, async () => {
    let unheard = 0;
    const cut = (milliseconds) =>
      new Promise((resolve) => {
        const socket = connect(server.at(), () => {
          socket.setTimeout(0).write(REQUEST);
          setTimeout(() => resolve(socket.resetAndDestroy()), milliseconds);
        });
        socket.setTimeout(20000, () => resolve(socket.destroy(), unheard++));
        socket.on('error', resolve).resume();
      });
    const cutMany = async () => {
      await Promise.all(Array.from({ length: 200 }, (_, n) => cut(n % 20)));
      await sleep(500);
    };
    await cutMany();
    const before = await memoryOf(server);
    for (let round = 0; round < 5; round++) await cutMany();
    const now = await memoryOf(server);
    assert.ok(now.heap_used_bytes <= before.heap_used_bytes * 1.01, JSON.stringify({ before, now }));
    assert.equal(unheard, 0, `${unheard} clients were not heard within 20 s`);
  });

  test('headers of 64 KiB, and larger ones refused', { timeout: 30000 }, async () => {
    const request = (bytes) => `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(bytes)}\r\nConnection: close\r\n\r\n`;
    const whole = await sendBytes(server.at(), request(65536), 5000);
    assert.ok(whole.startsWith('HTTP/1.1 200 OK\r\n') && whole.endsWith(page), whole.slice(0, 200));
    assert.match(await sendBytes(server.at(), request(400000), 5000), /^HTTP\/1\.1 400 /);
  });

  test('malformed requests are refused', { timeout: 60000 }, async () => {
    for (const [bytes, status] of [
      ['\0\0\0\0\r\n\r\n', 400],
      ['GET / HTTP/9.9\r\n\r\n', 505],
      ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
      ['GET /../../etc/nginx/nginx.conf HTTP/1.1\r\nHost: a\r\n\r\n', 400],
      ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400],
      ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ]) {
      const answer = await sendBytes(server.at(), Buffer.from(bytes, 'latin1'), 3000);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), bytes.slice(0, 40));
    }
  });

  test('60 s of load: no second without an answer, memory and clock as before', { timeout: 120000 }, async (t) => {
    // Pools and tables have grown to what they need.
    await wrk(server.url('/'), { connections: 100, seconds: 3 });
    await sleep(500);
    const clocks = async () => {
      const asked = performance.now();
      const guest = Number((await fetchRaw(server.url('/clock'))).body) * 1000;
      const answered = performance.now();
      return { guest, host: (asked + answered) / 2, span: answered - asked };
    };
    const [memory, start] = [await memoryOf(server), await clocks()];
    const seen = await wrk(server.url('/'), { connections: 100, seconds: 60, body: page });
    await sleep(500);
    const [end, now] = [await clocks(), await memoryOf(server)];
    const drift = end.guest - start.guest - (end.host - start.host);
    t.diagnostic(JSON.stringify({ perSecond: seen.perSecond, slowestMs: seen.slowestMs, drift, memory, now }));
    assert.deepEqual({ errors: seen.errors, idle: seen.idle }, { errors: 0, idle: 0 }, seen.text);
    assert.ok(now.free_pages >= memory.free_pages * 0.99, JSON.stringify({ memory, now }));
    assert.ok(now.heap_used_bytes <= memory.heap_used_bytes * 1.01, JSON.stringify({ memory, now }));
    // nginx updates its time once per round of events; a thousandth of the minute is beyond any timer of a machine.
    assert.ok(Math.abs(drift) < 60 + start.span + end.span, `${drift} ms in a minute`);
  });
});

describe(`${TARGET} on a bad link`, { skip: missing }, () => {
  let server, relay;
  const SEED = Number(process.env.UNICORE_TEST_SEED ?? Date.now() % 1e9);
  before(async () => {
    const link = makeTap(1);
    relay = await startRelay(link, SEED);
    server = await startImage({ target: TARGET, image, conf: site, files, link, net: relay.net });
  });
  after(async () => {
    await server?.stop('SIGKILL');
    relay?.close();
  });

  for (const [what, impairment] of Object.entries({
    'loses 2 %': { loss: 0.02 },
    'delays 20 ms': { delayMs: 20 },
    'reorders 10 %': { reorder: 0.1 },
    'doubles 10 %': { duplicate: 0.1 },
    'does all of it': { loss: 0.02, delayMs: 5, reorder: 0.05, duplicate: 0.05 },
  })) {
    test(`it ${what}`, { timeout: 90000 }, async (t) => {
      relay.set(impairment);
      t.diagnostic(`UNICORE_TEST_SEED=${SEED}`);
      const seen = await wrk(server.url('/'), { connections: 16, seconds: 4, body: page });
      assert.equal(seen.errors, 0, seen.text);
      const large = await Promise.all(Array.from({ length: 8 }, () => fetchRaw(server.url('/noise.bin'))));
      for (const { body } of large) assert.equal(sha256(body), sha256(files['noise.bin']));
      relay.set({});
      await stillServes(server);
    });
  }
});

describe(`${TARGET} with little memory`, { skip: missing }, () => {
  test('requests may fail, the image may not, and it serves afterwards', { timeout: 180000 }, async (t) => {
    const link = makeTap(2);
    const server = await startImage({ target: TARGET, image, conf: site, files, link, memory: '6M' });
    t.after(() => server.stop('SIGKILL'));
    await stillServes(server);
    // More connections, each with headers that stay unfinished, than memory has room for.
    const open = await Promise.all(
      Array.from({ length: 1000 }, () => {
        const socket = connect(server.at()).on('error', () => {});
        socket.write(`GET /noise.bin HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20000)}`);
        return socket;
      }),
    );
    await sleep(5000);
    assert.equal(server.hasEnded(), false, 'the image has ended');
    for (const socket of open) socket.destroy();
    const deadline = Date.now() + 30000;
    let last;
    while (Date.now() < deadline) {
      last = await fetchRaw(server.url('/noise.bin'), { timeout: 3000 }).catch((error) => error);
      if (last.status === 200) break;
      await sleep(500);
    }
    assert.equal(last.status, 200, String(last));
    await stillServes(server);
    // What a full machine did not hear of the clients' end is given up after client_header_timeout: 60 s.
    const all = Date.now() + 90000;
    let seen;
    do seen = await wrk(server.url('/'), { connections: 16, seconds: 2, body: page });
    while (seen.errors > 0 && Date.now() < all);
    assert.equal(seen.errors, 0, seen.text);
  });
});
