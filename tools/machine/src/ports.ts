// SPDX-License-Identifier: BSD-3-Clause
// Which port of this host leads to which port of the image.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import getPort from 'get-port';
import type { PortMapping } from './model.js';

/** What asks for no privilege: 80 → 8080, 443 → 8443, 8080 → 8080. */
const preferred = (guest: number): number => (guest < 1024 ? guest + 8000 : guest);

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

/**
 * `<host>:<guest>`, where the guest's port may be a name of the manifest (`8080:http`).
 * @throws UnicoreError for anything else
 */
export function parsePort(text: string, named: Readonly<Record<string, number>>): PortMapping {
  const [host, guest, ...rest] = text.split(':');
  const number = guest !== undefined && guest in named ? named[guest] : isPort(guest) ? Number(guest) : undefined;
  if (!isPort(host) || number === undefined || rest.length > 0) {
    const names = Object.keys(named);
    throw new UnicoreError({
      code: 'UNICORE_E_USAGE',
      message: `--port ${text} is not <host port>:<image port>`,
      hint: `write --port 8080:80${names.length > 0 ? `, or one of its names: --port 8080:${names[0]}` : ''}`,
    });
  }
  return { host: Number(host), guest: number };
}

/** The wanted mappings, and for the manifest's other ports the preferred host port or, when that is taken, a free one. */
export async function choosePorts(
  named: Readonly<Record<string, number>>,
  wanted: readonly PortMapping[],
): Promise<PortMapping[]> {
  const chosen = [...wanted];
  for (const guest of Object.values(named)) {
    if (chosen.some((mapping) => mapping.guest === guest)) continue;
    const exclude = chosen.map(({ host }) => host);
    chosen.push({ host: await getPort({ port: preferred(guest), host: '0.0.0.0', exclude }), guest });
  }
  return chosen;
}
