// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { choosePorts, parsePort } from './ports.js';

test('a mapping by number or name', () => {
  assert.deepEqual(parsePort('8080:80', {}), { host: 8080, guest: 80 });
  assert.deepEqual(parsePort('9000:http', { http: 80 }), { host: 9000, guest: 80 });
  assert.deepEqual(parsePort('0:80/tcp', {}), { host: 0, guest: 80 });
  assert.deepEqual(parsePort('5353:53/udp', {}), { host: 5353, guest: 53, protocol: 'udp' });
});

test('anything else is refused with what to write', () => {
  for (const text of ['80', '80:', ':80', '80:70000', '80:80:80', 'a:80', '80:https', '80:80/sctp', '80:80/tcp/']) {
    assert.throws(
      () => parsePort(text, { http: 80 }),
      (error) =>
        error instanceof UnicoreError &&
        error.diagnostics[0]?.message === `--port ${text} is not <host port>:<image port>` &&
        error.diagnostics[0].hint?.startsWith('write --port 8080:80, or one of its names: --port 8080:http,') === true,
    );
  }
});

async function listen(t: TestContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a port of the manifest that is taken is replaced by a free one', async (t) => {
  const port = await listen(t);
  const [chosen] = await choosePorts({ http: port }, []);
  assert.equal(chosen?.guest, port);
  assert.notEqual(chosen?.host, port);
});

test('a wanted port that is taken is an error', async (t) => {
  const port = await listen(t);
  await assert.rejects(choosePorts({}, [{ host: port, guest: 80 }]), {
    message: `UNICORE_E_RUN_PORT: port ${port} is taken by another process`,
  });
  // Another protocol, another port.
  const udp = { host: port, guest: 80, protocol: 'udp' as const };
  assert.deepEqual(await choosePorts({}, [udp]), [udp]);
});

test('a UDP port that is taken is an error', async (t) => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  t.after(() => socket.close());
  await once(socket, 'listening');
  const { port } = socket.address();
  await assert.rejects(choosePorts({}, [{ host: port, guest: 53, protocol: 'udp' }]), {
    message: `UNICORE_E_RUN_PORT: port ${port}/udp is taken by another process`,
  });
});

test('host port 0 becomes a free one, and the same port of another protocol does not stand for a named one', async () => {
  const ports = await choosePorts({ dns: 53 }, [
    { host: 0, guest: 80 },
    { host: 0, guest: 53, protocol: 'udp' },
  ]);
  assert.deepEqual(
    ports.map(({ guest, protocol }) => [guest, protocol]),
    [
      [80, undefined],
      [53, 'udp'],
      [53, undefined],
    ],
  );
  assert.ok(ports.every(({ host }) => host > 0));
});
