// SPDX-License-Identifier: BSD-3-Clause
// The image against the host's nginx: same configuration and page, one process each, measured in turns.
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { buildImage, conf, noise } from '../e2e/support/nginx.mjs';
import { startImage, startNative } from '../e2e/support/servers.mjs';
import { cpuSeconds } from '../support/guest.mjs';
import { median } from './timed.mjs';

const run = promisify(execFile);
const files = { 'index.html': noise(612).toString('base64').slice(0, 612) };
const site = ({ listen, www }) => conf(`server { listen ${listen[0]}; root ${www}; }`);

const load = async (server, connections, seconds) => {
  const before = cpuSeconds(server.process.pid);
  const argv = ['-t', '1', '-c', connections, '-d', `${seconds}s`, server.url('/')].map(String);
  const { stdout } = await run('taskset', ['--cpu-list', '1', 'wrk', ...argv]);
  const requests = Number(stdout.match(/(\d+) requests in/)[1]);
  const errors = /Socket errors|Non-2xx/.test(stdout);
  const cpu = cpuSeconds(server.process.pid) - before;
  return { perSecond: Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]), cpuUs: (cpu / requests) * 1e6, errors };
};

/** System calls of the host per request, kept alive, by strace. */
const callsPerRequest = async (server, connections, requests = 4000) => {
  const tracer = spawn('strace', ['-f', '-c', '-U', 'calls,name', '-p', String(server.process.pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  const attached = new Promise((resolve, reject) => {
    tracer.stderr.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (/attached/.test(text)) resolve();
    });
    tracer.once('error', reject).once('close', () => reject(new Error(text)));
  });
  await attached;
  await run('ab', ['-q', '-k', '-n', requests, '-c', connections, server.url('/')].map(String));
  tracer.kill('SIGINT');
  await new Promise((resolve) => tracer.once('close', resolve));
  const rows = [...text.matchAll(/^\s*(\d+)\s+(\w+)\s*$/gm)];
  const calls = Object.fromEntries(
    rows.filter(([, , name]) => name !== 'total').map(([, count, name]) => [name, Number(count) / requests]),
  );
  return { total: Object.values(calls).reduce((sum, count) => sum + count, 0), calls };
};

/** Rows of the table, and all figures. */
export const benchNginx = async ({ image = buildImage(), rounds = 3, seconds = 3 } = {}) => {
  const [here, native] = [await startImage({ image, conf: site, files }), await startNative({ conf: site, files })];
  try {
    for (const server of [here, native]) {
      await run('taskset', ['--cpu-list', '--pid', '0', String(server.process.pid)]);
    }
    const loads = {};
    for (const connections of [1, 16, 100, 1000]) {
      const pairs = [];
      for (let round = 0; round < rounds; round++) {
        pairs.push([await load(here, connections, seconds), await load(native, connections, seconds)]);
      }
      loads[connections] = {
        here: median(pairs.map(([a]) => a.perSecond)),
        native: median(pairs.map(([, b]) => b.perSecond)),
        ratio: median(pairs.map(([a, b]) => a.perSecond / b.perSecond)),
        cpuRatio: median(pairs.map(([a, b]) => a.cpuUs / b.cpuUs)),
        errors: pairs.some(([a, b]) => a.errors || b.errors),
      };
    }
    const calls = { here: await callsPerRequest(here, 16), native: await callsPerRequest(native, 16) };
    const ratio = calls.here.total / calls.native.total;
    const rows = Object.entries(loads).map(([connections, row]) => ({
      what: `nginx on linuxu, ${connections} connections: requests/s against the host's nginx`,
      peer: `${Math.round(row.native)}/s`,
      here: `${Math.round(row.here)}/s, ${row.ratio.toFixed(2)} (CPU per request ${row.cpuRatio.toFixed(2)})`,
      bar: '≥ 0.95',
      met: row.ratio >= 0.95 && !row.errors,
    }));
    rows.push({
      what: 'nginx on linuxu: system calls of the host per request',
      peer: calls.native.total.toFixed(2),
      here: `${calls.here.total.toFixed(2)}, ${ratio.toFixed(2)}`,
      bar: '≤ 0.5',
      met: ratio <= 0.5,
    });
    return { rows, figures: { loads, calls } };
  } finally {
    await Promise.all([here.stop(), native.stop()]);
  }
};
