// SPDX-License-Identifier: BSD-3-Clause
// wrk, which compares every page: one line of JSON says what it saw.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const lua = (text) => `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;

// Each thread of wrk has a state of its own; the sums are made at the end.
const compare = (body) => `
local expected = ${lua(body)}
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() wrong = 0; seen = 0; idle = 0; last = os.time() end
function response(status, headers, body)
  seen = seen + 1
  local now = os.time()
  if now > last + 1 then idle = idle + now - last - 1 end
  last = now
  if status ~= 200 or body ~= expected then wrong = wrong + 1 end
end
function done(summary, latency)
  local wrong, seen, idle = 0, 0, 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong"); seen = seen + thread:get("seen"); idle = idle + thread:get("idle")
  end
  local e = summary.errors
  io.write(string.format('RESULT {"seen":%d,"wrong":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"idle":%d,"slowestMs":%d}\\n',
    seen, wrong, e.connect, e.read, e.write, e.timeout, idle, latency.max / 1000))
end
`;

/** Keeps `connections` busy for `seconds`; `cpu` pins wrk to one CPU. Errors of any
 * kind are counted in `errors`; with a `body` to compare, `idle` counts the seconds in which no answer came. */
export const wrk = async (url, { connections, seconds, body, cpu, timeout = 10 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'wrk-'));
  try {
    const script = join(folder, 'compare.lua');
    if (body !== undefined) writeFileSync(script, compare(body));
    const words = ['wrk', '--threads', 1, '--connections', connections, '--duration', `${seconds}s`];
    const all = [...words, '--timeout', `${timeout}s`, ...(body === undefined ? [] : ['--script', script]), url];
    const [program, ...argv] = [...(cpu === undefined ? [] : ['taskset', '--cpu-list', cpu]), ...all].map(String);
    const { stdout } = await run(program, argv, { maxBuffer: 1 << 26 });
    const requests = Number(stdout.match(/(\d+) requests in/)[1]);
    const perSecond = Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]);
    const sockets = stdout.match(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/)?.slice(1);
    const bad = Number(stdout.match(/Non-2xx or 3xx responses: (\d+)/)?.[1] ?? 0);
    const compared = stdout.match(/^RESULT (.*)$/m);
    const { wrong = bad, idle, slowestMs } = compared ? JSON.parse(compared[1]) : {};
    const errors = (sockets ?? []).reduce((sum, count) => sum + Number(count), 0) + Math.max(wrong, bad);
    return { requests, perSecond, errors, wrong, idle, slowestMs, text: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
