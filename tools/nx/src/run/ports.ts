// SPDX-License-Identifier: BSD-3-Clause
// Ports of the image on this host, and what the user is told of them.
import { choosePorts, parsePort, type PortMapping } from '@unicore/machine';
import type { FlagValues } from '../cli/command.js';

type Named = Readonly<Record<string, number>>;

/** A line for each, as a browser can open it where there is a name that says so. */
export function portLines(named: Named, ports: readonly PortMapping[]): string[] {
  return ports.map(({ host, guest, protocol }) => {
    const name = Object.keys(named).find((one) => named[one] === guest && protocol === undefined);
    const scheme = name === 'http' || name === 'https' ? `${name}://` : '';
    return `${name ?? `port ${guest}${protocol === undefined ? '' : `/${protocol}`}`}: ${scheme}127.0.0.1:${host}`;
  });
}

/**
 * @param isReached whether the manifest's ports lead to the image
 * @throws UnicoreError when a wanted port is taken
 */
export async function portsOf(manifest: Named, flags: FlagValues, isReached: boolean): Promise<PortMapping[]> {
  const wanted = [flags['port'] ?? []].flat().map((text) => parsePort(String(text), manifest));
  return choosePorts(isReached ? manifest : {}, wanted);
}
