// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { choosePorts, parsePort } from './ports.js';

test('a mapping by number or name', () => {
  assert.deepEqual(parsePort('8080:80', {}), { host: 8080, guest: 80 });
  assert.deepEqual(parsePort('9000:http', { http: 80 }), { host: 9000, guest: 80 });
});

test('anything else is refused with what to write', () => {
  for (const text of ['80', '80:', ':80', '0:80', '80:70000', '80:80:80', 'a:80', '80:https']) {
    assert.throws(
      () => parsePort(text, { http: 80 }),
      (error) =>
        error instanceof UnicoreError &&
        error.diagnostics[0]?.message === `--port ${text} is not <host port>:<image port>` &&
        error.diagnostics[0].hint === 'write --port 8080:80, or one of its names: --port 8080:http',
    );
  }
});

test('a port that is taken is replaced by a free one, a wanted one is not', async (t) => {
  const server = createServer().listen(0, '0.0.0.0');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const [chosen] = await choosePorts({ http: port }, []);
  assert.equal(chosen?.guest, port);
  assert.notEqual(chosen?.host, port);
  assert.deepEqual(await choosePorts({ http: 80 }, [{ host: port, guest: 80 }]), [{ host: port, guest: 80 }]);
});
