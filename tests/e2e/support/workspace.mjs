// SPDX-License-Identifier: BSD-3-Clause
// Temporary workspaces for tests of the plugin: small ones written here, and copies of this one.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const repository = join(import.meta.dirname, '..', '..', '..');

/** Nothing of the user's, no daemon that would outlive the test. */
export const environment = (more = {}) => {
  const { NX_BATCH_MODE: _batch, CI: _ci, FORCE_COLOR: _color, ...own } = process.env;
  return { ...own, NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false', NO_COLOR: '1', ...more };
};

/** Runs to its end; the status and both outputs as one text. */
export const run = (root, command, args, more = {}) =>
  new Promise((resolve, reject) => {
    const { timeout = 300_000, env = {} } = more;
    const child = spawn(command, args, {
      cwd: root,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
    child.once('error', reject).once('close', (status, signal) => resolve({ status, signal, text }));
  });

function makeWorkspace(root) {
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: root, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  const workspace = {
    root,
    write: (file, contents) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(
        join(root, file),
        typeof contents === 'string' ? contents : `${JSON.stringify(contents, undefined, 2)}\n`,
      );
    },
    remove: (file) => rmSync(join(root, file), { recursive: true }),
    commit: (message) => {
      git('add', '-A');
      git('commit', '-q', '-m', message);
    },
    nx: (args, more) => run(root, join(root, 'node_modules/.bin/nx'), args, more),
    unicore: (args, more) => run(root, join(root, 'node_modules/.bin/unicore'), args, more),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
  return workspace;
}

const folder = () => mkdtempSync(join(tmpdir(), 'unicore-nx-'));

/** A workspace of these files (text or JSON), committed. */
export function fixture(files) {
  const workspace = makeWorkspace(folder());
  const basics = {
    'nx.json': {
      cacheDirectory: '.nx/cache',
      analytics: false,
      neverConnectToCloud: true,
      plugins: ['@unicore/plugin'],
    },
    'package.json': { name: 'fixture', private: true },
    '.gitignore': 'node_modules\ndist\n.nx\n',
  };
  for (const [file, contents] of Object.entries({ ...basics, ...files })) workspace.write(file, contents);
  workspace.commit('start');
  return workspace;
}

/** This workspace as git sees it, with what is changed and not committed. */
export function copyOfRepository() {
  const root = folder();
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
  });
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    try {
      cpSync(join(repository, file), join(root, file), { recursive: true });
    } catch (error) {
      // Removed, and not yet committed.
      if (error.code !== 'ENOENT') throw error;
    }
  }
  const workspace = makeWorkspace(root);
  workspace.commit('copy');
  return workspace;
}
