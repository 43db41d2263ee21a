// SPDX-License-Identifier: BSD-3-Clause
// Which port of this host leads to which port of the image.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import getPort from 'get-port';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { PortMapping } from './model.js';

/** What asks for no privilege: 80 → 8080, 443 → 8443, 8080 → 8080. */
const preferred = (guest: number): number => (guest < 1024 ? guest + 8000 : guest);

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

/**
 * `<host>:<guest>`, and `/udp` behind it for UDP. The guest's port may be a name of the manifest (`8080:http`); host port 0
 * stands for a free one.
 * @throws UnicoreError for anything else
 */
export function parsePort(text: string, named: Readonly<Record<string, number>>): PortMapping {
  const [pair = '', protocol, ...rest] = text.split('/');
  const [host, guest, ...more] = pair.split(':');
  const number = guest !== undefined && guest in named ? named[guest] : isPort(guest) ? Number(guest) : undefined;
  const known = protocol === undefined || protocol === 'tcp' || protocol === 'udp';
  if (!(isPort(host) || host === '0') || number === undefined || !known || rest.length + more.length > 0) {
    const names = Object.keys(named);
    throw new UnicoreError({
      code: 'UNICORE_E_USAGE',
      message: `--port ${text} is not <host port>:<image port>`,
      hint: `write --port 8080:80${names.length > 0 ? `, or one of its names: --port 8080:${names[0]}` : ''}, or --port 5353:53/udp; host port 0 is a free one`,
    });
  }
  return { host: Number(host), guest: number, ...(protocol === 'udp' ? { protocol } : {}) };
}

/** @throws UnicoreError when something else of this host listens there */
async function claim({ host, protocol }: PortMapping): Promise<void> {
  try {
    if (protocol === 'udp') await bindUdp(host);
    else await bindTcp(host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EACCES' ? 'needs privileges of this host' : 'is taken by another process';
    throw new UnicoreError({
      code: 'UNICORE_E_RUN_PORT',
      message: `port ${host}${protocol === undefined ? '' : `/${protocol}`} ${why}`,
      hint: `choose another: --port ${host < 1024 ? host + 8000 : 0}:…; 0 is a free one`,
    });
  }
}

async function bindTcp(port: number): Promise<number> {
  const server = createServer().listen({ port, host: '0.0.0.0', exclusive: true });
  await once(server, 'listening');
  const { port: found } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return found;
}

async function bindUdp(port: number): Promise<number> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return socket.address().port;
  } finally {
    socket.close();
  }
}

async function settled(mapping: PortMapping): Promise<PortMapping> {
  if (mapping.host !== 0) {
    await claim(mapping);
    return mapping;
  }
  return { ...mapping, host: await (mapping.protocol === 'udp' ? bindUdp(0) : bindTcp(0)) };
}

/**
 * A port of this host for TCP: the wanted one, else the preferred one or, when that is taken, a free one.
 * @throws UnicoreError when the wanted one is taken
 */
export async function choosePort(wanted: number | undefined, otherwise: number): Promise<number> {
  if (wanted === undefined) return getPort({ port: otherwise, host: '0.0.0.0' });
  return (await settled({ host: wanted, guest: wanted })).host;
}

/**
 * The wanted mappings, and for the manifest's other ports the preferred host port or, when that is taken, a free one.
 * @throws UnicoreError when a wanted port is taken
 */
export async function choosePorts(
  named: Readonly<Record<string, number>>,
  wanted: readonly PortMapping[],
): Promise<PortMapping[]> {
  const chosen: PortMapping[] = [];
  for (const mapping of wanted) chosen.push(await settled(mapping));
  for (const guest of Object.values(named)) {
    if (chosen.some((mapping) => mapping.guest === guest && mapping.protocol === undefined)) continue;
    const exclude = chosen.map(({ host }) => host);
    chosen.push({ host: await getPort({ port: preferred(guest), host: '0.0.0.0', exclude }), guest });
  }
  return chosen;
}
