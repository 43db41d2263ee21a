// SPDX-License-Identifier: BSD-3-Clause
// app-nginx on each target under load and under bad requests: every page is compared, and it serves as before afterwards.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { buildImage, conf, fetchRaw, noise, sendBytes, sha256, targets, text } from './support/nginx.mjs';
import { wrk } from '../support/wrk.mjs';
import { startImage } from './support/servers.mjs';

const files = { 'index.html': text(20).slice(0, 612), 'noise.bin': noise(50000) };
const site = ({ listen, www }) =>
  conf(`access_log off; client_header_timeout 2s; client_body_timeout 2s;
    server { listen ${listen[0]}; root ${www}; location /body { client_max_body_size 1k; } }`);

for (const target of targets()) {
  describe(target, () => {
    let server;
    before(async () => {
      server = await startImage({ target, image: buildImage(target), conf: site, files });
    });
    after(() => server?.stop());

    const stillServes = async () => {
      const answer = await fetchRaw(server.url('/noise.bin'));
      assert.equal(sha256(answer.body), sha256(files['noise.bin']));
    };

    for (const connections of [1, 16, 100, 1000]) {
      test(`wrk with ${connections} connections gets the right page every time`, { timeout: 30000 }, async () => {
        const seen = await wrk(server.url('/'), { connections, seconds: 3, body: files['index.html'] });
        assert.equal(seen.errors, 0, seen.text);
        assert.ok(seen.requests > 100, seen.text);
        await stillServes();
      });
    }

    test('bad requests are refused and do no harm', { timeout: 60000 }, async () => {
      const refused = [
        ['\0\0\0\0\r\n\r\n', /^HTTP\/1\.1 400 /],
        ['GET / HTTP/9.9\r\n\r\n', /^HTTP\/1\.1 505 /],
        ['GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
        ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', /^HTTP\/1\.1 400 /],
        ['FROB / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 405 /],
        ['GET /../../etc/nginx/nginx.conf HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
        ['GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 400 /],
        [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(40000)}\r\n\r\n`, /^HTTP\/1\.1 400 /],
        [`GET /${'y'.repeat(40000)} HTTP/1.1\r\nHost: a\r\n\r\n`, /^HTTP\/1\.1 414 /],
        ['POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 413 /],
        ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', /^HTTP\/1\.1 400 /],
        ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: frob\r\n\r\n', /^HTTP\/1\.1 501 /],
        ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
      ];
      for (const [bytes, expected] of refused) {
        assert.match(await sendBytes(server.at(), Buffer.from(bytes, 'latin1'), 3000), expected, bytes.slice(0, 40));
      }
      await stillServes();
    });

    test('half requests and connections that go away', { timeout: 60000 }, async () => {
      const whole = 'GET /noise.bin HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n';
      await Promise.all(
        Array.from({ length: whole.length }, (_, length) => {
          return new Promise((resolve) => {
            const socket = connect(server.at(), () => {
              socket.write(whole.slice(0, length));
              setTimeout(() => (length % 2 ? socket.resetAndDestroy() : socket.end(), socket.resume()), 50);
            });
            socket.on('close', resolve).on('error', () => {});
          });
        }),
      );
      const late = await sendBytes(server.at(), 'GET / HT', 4000);
      assert.ok(late === '' || late.startsWith('HTTP/1.1 408 '), late);
      await stillServes();
    });

    test('a request in single bytes is a request', async () => {
      const answer = await new Promise((resolve, reject) => {
        const chunks = [];
        const socket = connect(server.at(), async () => {
          socket.setNoDelay(true);
          for (const byte of 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n') {
            socket.write(byte);
            await new Promise(setImmediate);
          }
        });
        socket.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
        socket.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
      });
      assert.ok(answer.startsWith('HTTP/1.1 200 OK\r\n') && answer.endsWith(files['index.html']));
    });
  });
}
