// SPDX-License-Identifier: BSD-3-Clause
// A network namespace of one's own: a test or measurement runs again inside it, with a tap for each guest, and no packet
// leaves it. It has no name: it ends with its last process, and all its processes end with the one that made it.
import { execFileSync, spawnSync } from 'node:child_process';

const MARK = 'UNICORE_TEST_NAMESPACE';

const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Other users than root may have their own namespaces where the host lets them. */
const unshare = ['--net', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])];

/** Why this user cannot have a namespace with a tap here, or undefined. */
export const noNamespace = () => {
  if (process.env[MARK]) return undefined;
  const { status, error, stderr } = spawnSync(
    'unshare',
    [...unshare, 'ip', 'tuntap', 'add', 'dev', 'tap0', 'mode', 'tap'],
    { encoding: 'utf8' },
  );
  if (status === 0) return undefined;
  return `no network namespace with a tap: ${(error?.message ?? stderr).trim().split('\n')[0]} (run it as root)`;
};

/** Words that end a command when the process that starts it ends, however it ends. */
export const ENDS_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL'];

/**
 * Runs `file` again inside a new namespace and ends this process with its status; returns only inside. `more` are
 * variables for its environment.
 */
export const enterNamespace = (file, words = [], more = {}) => {
  if (process.env[MARK]) {
    ip('link', 'set', 'lo', 'up');
    return;
  }
  const inside = ['unshare', ...unshare, ...ENDS_WITH_PARENT, process.execPath, ...process.execArgv, file, ...words];
  const { status, signal, error } = spawnSync(ENDS_WITH_PARENT[0], [...ENDS_WITH_PARENT.slice(1), ...inside], {
    stdio: 'inherit',
    env: { ...process.env, ...more, [MARK]: '1' },
  });
  if (error) throw error;
  process.exit(status ?? (signal ? 1 : 0));
};

/** Addresses of the n-th tap and of the guest behind it. */
export const addresses = (n = 0) => ({
  tap: `tap${n}`,
  mac: `52:54:00:00:00:0${n + 1}`,
  host: `10.7.${n}.1`,
  guest: `10.7.${n}.2`,
  bits: 24,
  host6: `fd07:${n + 1}::1`,
  guest6: `fd07:${n + 1}::2`,
  bits6: 64,
});

/** Makes the n-th tap, up and with the host's addresses. */
export const makeTap = (n = 0) => {
  const link = addresses(n);
  ip('tuntap', 'add', 'dev', link.tap, 'mode', 'tap');
  ip('address', 'add', `${link.host}/${link.bits}`, 'dev', link.tap);
  ip('address', 'add', `${link.host6}/${link.bits6}`, 'dev', link.tap, 'nodad');
  ip('link', 'set', link.tap, 'up');
  return link;
};

export const removeTap = ({ tap }) => ip('link', 'delete', tap);
