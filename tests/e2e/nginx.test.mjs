// SPDX-License-Identifier: BSD-3-Clause
// app-nginx on each target: what it answers, compared with its files and with the host's nginx under the same configuration.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Agent } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { buildImage, conf, fetchRaw, noise, sendBytes, sha256, targets, text } from './support/nginx.mjs';
import { startImage, startNative } from './support/servers.mjs';

const files = {
  'index.html': '<!doctype html><title>index</title><p>index</p>\n',
  'style.css': 'body { color: black }\n'.repeat(100),
  'text.txt': text(5000),
  'noise.bin': noise(300001),
  'empty.txt': '',
  'folder/index.html': 'in a folder\n',
  'a b+ä.txt': 'a name to escape\n',
};

const site = ({ listen, www }) =>
  conf(`gzip on; gzip_types text/css text/plain; gzip_min_length 100;
    server {
        listen ${listen[0]}; root ${www};
        location /list/ { alias ${www}/folder/; autoindex on; }
        location = /moved { return 301 /text.txt; }
        location ~ ^/old/(.*)$ { rewrite ^/old/(.*)$ /$1 last; }
        location = /denied { deny all; }
    }
    server { listen ${listen[1]}; return 200 "second"; }
    server { listen ${listen[2]}; location / { return 200 "third $request_uri"; } }`);

// Not 80, which nginx leaves out of Location.
const listen = [8080, 81, 8443];
for (const target of targets()) {
  describe(target, () => {
    let server, native;

    before(async () => {
      server = await startImage({ target, image: buildImage(target), conf: site, files, listen });
      native = await startNative({ conf: site, files, listen });
    });
    after(async () => {
      await server?.stop();
      await native?.stop();
    });

    test('every page is sent byte for byte', async () => {
      for (const [name, data] of Object.entries(files)) {
        const answer = await fetchRaw(server.url(`/${encodeURIComponent(name).replaceAll('%2F', '/')}`));
        assert.equal(answer.status, 200, name);
        assert.equal(sha256(answer.body), sha256(data), name);
        assert.equal(answer.headers['content-length'], String(Buffer.byteLength(data)), name);
      }
      assert.equal((await fetchRaw(server.url('/'))).body.toString(), files['index.html']);
    });

    test('curl gets the page', () => {
      const page = execFileSync('curl', [
        '--silent',
        '--show-error',
        '--fail',
        '--max-time',
        '5',
        server.url('/text.txt'),
      ]);
      assert.equal(page.toString(), files['text.txt']);
    });

    test('the answers are those of the host’s nginx', async () => {
      const requests = [
        ['/', {}],
        ['/', { method: 'HEAD' }],
        ['/', { method: 'POST', body: 'x' }],
        ['/text.txt', { headers: { range: 'bytes=0-0' } }],
        ['/text.txt', { headers: { range: 'bytes=-5' } }],
        ['/text.txt', { headers: { range: 'bytes=100-' } }],
        ['/text.txt', { headers: { range: 'bytes=9999999-' } }],
        ['/text.txt', { headers: { 'accept-encoding': 'gzip' } }],
        ['/style.css', { headers: { 'if-modified-since': 'Mon, 01 Jan 2035 00:00:00 GMT' } }],
        ['/folder', {}],
        ['/folder/', {}],
        ['/list/', {}],
        ['/moved', {}],
        ['/old/style.css', {}],
        ['/denied', {}],
        ['/nothing', {}],
        ['/../etc/passwd', {}],
        ['/empty.txt', {}],
        ['/%00', {}],
        [`/${'x'.repeat(9000)}`, {}],
      ];
      // What differs by nature: times, the port in Location, and what belongs to the connection.
      const own = ({ status, headers, body }) => ({
        status,
        headers: Object.fromEntries(
          Object.entries(headers)
            .filter(([name]) => !['date', 'etag', 'last-modified', 'connection'].includes(name))
            .map(([name, value]) => [name, value.replace(/:\d+(?=\/)/, ':PORT')]),
        ),
        body: sha256(body.toString('latin1').replace(/\d\d-\w{3}-\d{4} \d\d:\d\d/g, 'TIME')),
      });
      for (const [path, options] of requests) {
        const [here, there] = [await fetchRaw(server.url(path), options), await fetchRaw(native.url(path), options)];
        const label = `${options.method ?? 'GET'} ${path.slice(0, 40)} ${JSON.stringify(options.headers ?? {})}`;
        assert.deepEqual(own(here), own(there), label);
      }
    });

    test('one connection serves many requests', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const sockets = new Set();
      agent.on('free', (socket) => sockets.add(socket));
      for (let i = 0; i < 200; i++) {
        const name = ['style.css', 'text.txt', 'noise.bin', 'empty.txt'][i % 4];
        const { body } = await fetchRaw(server.url(`/${name}`), { agent });
        assert.equal(sha256(body), sha256(files[name]));
      }
      assert.equal(sockets.size, 1);
      agent.destroy();
    });

    test('pipelined requests are answered in order', async () => {
      const get = (path, close) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${close ? 'Connection: close\r\n' : ''}\r\n`;
      const answer = await sendBytes(server.at(2), get('/a') + get('/b') + get('/c', true));
      assert.deepEqual(answer.match(/third \/\w/g), ['third /a', 'third /b', 'third /c']);
    });

    test('ranges', async () => {
      const data = Buffer.from(files['noise.bin']);
      for (const [range, from, to] of [
        ['0-99', 0, 100],
        ['100000-200000', 100000, 200001],
        ['-1', data.length - 1, data.length],
        ['300000-999999', 300000, data.length],
      ]) {
        const answer = await fetchRaw(server.url('/noise.bin'), { headers: { range: `bytes=${range}` } });
        assert.equal(answer.status, 206, range);
        assert.equal(answer.headers['content-range'], `bytes ${from}-${to - 1}/${data.length}`);
        assert.equal(sha256(answer.body), sha256(data.subarray(from, to)), range);
      }
      const several = await fetchRaw(server.url('/noise.bin'), { headers: { range: 'bytes=0-9,50-59' } });
      assert.match(several.headers['content-type'], /^multipart\/byteranges; boundary=/);
      assert.ok(several.body.includes(data.subarray(0, 10)) && several.body.includes(data.subarray(50, 60)));
    });

    test('gzip', async () => {
      const packed = await fetchRaw(server.url('/text.txt'), { headers: { 'accept-encoding': 'gzip' } });
      assert.equal(packed.headers['content-encoding'], 'gzip');
      assert.ok(packed.body.length < files['text.txt'].length / 4);
      assert.equal(gunzipSync(packed.body).toString(), files['text.txt']);
      const plain = await fetchRaw(server.url('/noise.bin'), { headers: { 'accept-encoding': 'gzip' } });
      assert.equal(plain.headers['content-encoding'], undefined);
    });

    test('what has not changed is not sent again', async () => {
      const { headers } = await fetchRaw(server.url('/text.txt'));
      const again = await fetchRaw(server.url('/text.txt'), { headers: { 'if-none-match': headers.etag } });
      assert.equal(again.status, 304);
      assert.equal(again.body.length, 0);
    });

    test('several ports', async () => {
      assert.equal((await fetchRaw(server.url('/', 1))).body.toString(), 'second');
      assert.equal((await fetchRaw(server.url('/x', 2))).body.toString(), 'third /x');
    });

    test('the access log is on the image’s output', async () => {
      await fetchRaw(server.url('/style.css?logged'), { headers: { 'user-agent': 'e2e', referer: 'http://here/' } });
      const line =
        /^(?:127\.0\.0\.1|10\.0\.2\.2) - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/style\.css\?logged HTTP\/1\.1" 200 2200 "http:\/\/here\/" "e2e"$/m;
      for (let i = 0; i < 50 && !line.test(server.output().out); i++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      assert.match(server.output().out, line);
    });
  });
}
