// SPDX-License-Identifier: BSD-3-Clause
// app-nginx on each target: its start and its end, two of them, large files, and the proxy in front of a server of the host.
// An image has one console: what nginx writes to stderr comes on its stdout, too.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, get } from 'node:http';
import { before, describe, test } from 'node:test';
import { buildImage, conf, fetchRaw, noise, sha256, targets } from './support/nginx.mjs';
import { freePorts, startImage } from './support/servers.mjs';

const page = ({ listen, www }) => conf(`server { listen ${listen[0]}; root ${www}; }`);
for (const target of targets()) {
  describe(target, () => {
    let image;
    before(() => (image = buildImage(target)));
    const start = (options) => startImage({ target, image, ...options });

    for (const [signal, name] of [
      ['SIGINT', 'Ctrl-C'],
      ['SIGTERM', 'SIGTERM'],
    ]) {
      test(`${name} ends it with status 0`, async (t) => {
        const server = await start({ conf: page, files: { 'index.html': 'x' } });
        t.after(() => server.process.kill('SIGKILL'));
        assert.equal((await fetchRaw(server.url('/'))).status, 200);
        const end = await server.stop(signal, 2000);
        assert.deepEqual({ status: end.status, signal: end.signal }, { status: 0, signal: null });
        // Whatever the host asks by, the image is told to end: SIGTERM.
        assert.match(end.out, /\[notice\] \d+#0: signal 15 \(SIGTERM\) received, exiting/);
        await assert.rejects(fetchRaw(server.url('/')), { code: 'ECONNREFUSED' });
      });
    }

    test('a broken configuration is an error with its line and status 1', async () => {
      const broken = () => conf('server { listen 80; rot /www; }');
      await assert.rejects(start({ conf: broken, files: {} }), (error) => {
        assert.match(error.message, /unknown directive "rot" in \S*\/etc\/nginx\/nginx\.conf:\d+/);
        assert.match(error.message, /^status 1$/m);
        return true;
      });
    });

    test('directives for several processes load with a notice', async () => {
      const many = (place) =>
        conf(
          `server { listen ${place.listen[0]}; root ${place.www}; }`,
          'user nobody; worker_processes auto; daemon on;',
        );
      const server = await start({ conf: many, files: { 'index.html': 'x' } });
      assert.equal((await fetchRaw(server.url('/'))).status, 200);
      const { out } = await server.stop();
      assert.match(out, /the image has one user: "user" is ignored/);
      assert.match(out, /the image is one process: "worker_processes auto" means 1/);
      assert.match(out, /the image is one process: "daemon" and "master_process" are off/);
    });

    test('two at once', async (t) => {
      const servers = await Promise.all(
        ['first', 'second'].map((text) => start({ conf: page, files: { 'index.html': text } })),
      );
      t.after(() => Promise.all(servers.map((server) => server.stop())));
      for (let i = 0; i < 20; i++) {
        const bodies = await Promise.all(servers.map((server) => fetchRaw(server.url('/'))));
        assert.deepEqual(
          bodies.map(({ body }) => body.toString()),
          ['first', 'second'],
        );
      }
    });

    test('a file of 100 MB', async (t) => {
      const data = noise(100 * 1024 * 1024);
      const server = await start({ conf: page, files: { big: data }, memory: '384M' });
      t.after(() => server.stop());
      for (let round = 0; round < 2; round++) {
        const hash = createHash('sha256');
        let bytes = 0;
        await new Promise((resolve, reject) =>
          get(server.url('/big'), (response) => {
            response.on('data', (chunk) => ((bytes += chunk.length), hash.update(chunk)));
            response.on('end', resolve).on('error', reject);
          }).on('error', reject),
        );
        assert.equal(bytes, data.length);
        assert.equal(hash.digest('hex'), sha256(data));
      }
      const last = await fetchRaw(server.url('/big'), { headers: { range: `bytes=${data.length - 70000}-` } });
      assert.equal(sha256(last.body), sha256(data.subarray(data.length - 70000)));
    });

    test('the proxy', async (t) => {
      const large = noise(5000000, 7);
      const upstream = createServer((request, response) => {
        const hash = createHash('sha256');
        request.on('data', (chunk) => hash.update(chunk));
        request.on('end', () => {
          if (request.url === '/large') return response.end(large);
          response.setHeader('x-method', request.method);
          response.setHeader('x-for', request.headers['x-forwarded-for'] ?? '');
          response.end(hash.digest('hex'));
        });
      });
      await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
      const { port } = upstream.address();
      const [nobody] = await freePorts(1);
      const proxy = ({ listen, host }) =>
        conf(`client_max_body_size 10m;
      upstream one { server ${host}:${port}; keepalive 4; }
      server {
          listen ${listen[0]};
          location / {
              proxy_pass http://one; proxy_http_version 1.1; proxy_set_header Connection "";
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          }
          location /nobody { proxy_pass http://${host}:${nobody}; }
      }`);
      const server = await start({ conf: proxy, files: {} });
      t.after(async () => {
        upstream.close();
        await server.stop();
      });

      await t.test('passes answers on', async () => {
        const answer = await fetchRaw(server.url('/'));
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['x-method'], 'GET');
        assert.match(answer.headers['x-for'], /^(127\.0\.0\.1|10\.0\.2\.2)$/);
        assert.equal(answer.body.toString(), sha256(''));
      });
      await t.test('passes bodies on, also larger than its buffers', async () => {
        for (const bytes of [1, 20000, 3000000]) {
          const body = noise(bytes, 3);
          const answer = await fetchRaw(server.url('/'), { method: 'POST', body });
          assert.equal(answer.status, 200);
          assert.equal(answer.body.toString(), sha256(body), `${bytes} bytes`);
        }
      });
      await t.test('passes a large answer on', async () => {
        const answers = await Promise.all(Array.from({ length: 4 }, () => fetchRaw(server.url('/large'))));
        for (const { body } of answers) assert.equal(sha256(body), sha256(large));
      });
      await t.test('says 413 to a body that is too large and 502 when nobody answers', async () => {
        const huge = await fetchRaw(server.url('/'), {
          method: 'POST',
          headers: { 'content-length': '20000000' },
        }).catch((error) => error);
        assert.ok(huge.status === 413 || huge.code === 'ECONNRESET' || huge.code === 'EPIPE', String(huge));
        assert.equal((await fetchRaw(server.url('/nobody'))).status, 502);
      });
    });
  });
}
