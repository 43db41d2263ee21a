// SPDX-License-Identifier: BSD-3-Clause
// Requests per second over a tap, the image and the Linux guest in turns: QEMU on one CPU, wrk on the other.
import { wrk } from '../../support/wrk.mjs';
import { median } from '../timed.mjs';
import { startOurs, startPeer } from './servers.mjs';

/** Connections and how many times the peer's rate is asked of the image. */
const LOADS = [
  { connections: 1, bar: 2.5 },
  { connections: 16, bar: 4 },
  { connections: 100, bar: 4 },
  { connections: 500, bar: undefined },
  { connections: 1000, bar: undefined },
];

const QEMU_CPU = 0;
const WRK_CPU = 1;

export const measureRequests = async ({ image, peer, links, page, rounds = 3, seconds = 4 }) => {
  const files = { 'www/index.html': page };
  const servers = [];
  try {
    servers.push(await startOurs({ image, link: links[0], files, cpu: QEMU_CPU }));
    if (peer.kernel) servers.push(await startPeer({ peer, link: links[1], files, cpu: QEMU_CPU }));
    const loads = {};
    for (const { connections, bar } of LOADS) {
      const all = servers.map(() => []);
      for (let round = 0; round < rounds; round++) {
        for (const [index, server] of servers.entries()) {
          const before = server.guest.cpuSeconds();
          const seen = await wrk(server.url('/'), { connections, seconds, cpu: WRK_CPU });
          all[index].push({ ...seen, cpuUs: ((server.guest.cpuSeconds() - before) / seen.requests) * 1e6 });
        }
      }
      const [here, there] = all.map((runs) => ({
        perSecond: median(runs.map(({ perSecond }) => perSecond)),
        errors: runs.reduce((sum, { errors }) => sum + errors, 0),
      }));
      const ratio = there && median(all[0].map(({ perSecond }, round) => perSecond / all[1][round].perSecond));
      // On a machine that others use, too, the CPU time says more than the rate.
      const cpuRatio = there && median(all[0].map(({ cpuUs }, round) => all[1][round].cpuUs / cpuUs));
      loads[connections] = { here, there, ratio, cpuRatio, bar };
    }
    return loads;
  } finally {
    for (const server of servers) await server.close();
  }
};

const rate = (figure) =>
  figure ? `${Math.round(figure.perSecond)}/s${figure.errors ? `, ${figure.errors} errors` : ''}` : 'not compared';

export const rowsOfRequests = (loads) =>
  Object.entries(loads).map(([connections, { here, there, ratio, cpuRatio, bar }]) => ({
    what: `nginx on kvm, ${connections} connections over a tap: requests/s against a Linux guest`,
    peer: rate(there),
    here: `${rate(here)}${there ? `, ${ratio.toFixed(2)} (by QEMU's CPU time ${cpuRatio.toFixed(2)})` : ''}`,
    bar: bar === undefined ? 'no error' : `≥ ${bar}, no error`,
    met: here.errors === 0 && here.perSecond > 0 && (bar === undefined || ratio >= bar),
  }));
