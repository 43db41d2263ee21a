// SPDX-License-Identifier: BSD-3-Clause
// `unicore verify`: builds an image twice from nothing, from other folders, as other users, at other times, and compares the bits.
import { outputFolder, type BuildRequest } from '@unicore/core/build.js';
import { UnicoreError, type Diagnostic } from '@unicore/core/diagnostic.js';
import { cacheFolder } from '@unicore/core/fetch/cache.js';
import { readWorkspace } from '@unicore/core/manifest/read.js';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { compareFolders } from '../verify/compare.js';
import { copyWorkspace, giveTo } from '../verify/copy.js';
import type { Command, Invocation } from './command.js';
import { imageFlags } from './flags.js';
import { requestOf } from './request.js';

/** Of nobody, on Linux. */
const NOBODY = 65534;

interface Way {
  readonly folder: string;
  readonly user?: number;
  readonly time?: Date;
  readonly umask: string;
  readonly environment: Readonly<Record<string, string>>;
}

const asUser = (user: number): string[] => ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];

/** Whether root may be somebody else who reaches the tool: a folder on the way to it may be closed to others. */
function canBe(user: number): boolean {
  if (process.getuid?.() !== 0) return false;
  const [program = '', ...words] = asUser(user);
  return spawnSync(program, [...words, 'test', '-r', process.argv[1] ?? ''], { stdio: 'ignore' }).status === 0;
}

/** As root also another user, where that can be; else both are the same one, and the text says so. */
function waysIn(scratch: string): readonly [Way, Way] {
  return [
    { folder: join(scratch, 'a'), umask: '022', environment: { TZ: 'UTC', LC_ALL: 'C' } },
    {
      folder: join(scratch, 'b', 'in', 'a', 'deeper', 'folder'),
      ...(canBe(NOBODY) ? { user: NOBODY } : {}),
      time: new Date('2001-02-03T04:05:06Z'),
      umask: '077',
      environment: { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8' },
    },
  ];
}

/** Everything is made anew but the downloads, which are known by their contents. */
function prepareWay(root: string, { folder, user, time }: Way): void {
  mkdirSync(folder, { recursive: true });
  copyWorkspace(root, folder, time);
  mkdirSync(join(folder, '.store'));
  const downloads = join(cacheFolder(), 'downloads');
  if (existsSync(downloads)) cpSync(downloads, join(folder, '.store', 'downloads'), { recursive: true });
  if (user !== undefined) giveTo(user, folder);
}

function buildIn(way: Way, words: readonly string[], signal: AbortSignal): Promise<{ status: number; text: string }> {
  const { folder, user, umask, environment } = way;
  const as = user === undefined ? [] : asUser(user);
  const command = [...as, process.execPath, process.argv[1] ?? '', 'build', ...words];
  const env = { ...process.env, ...environment, UNICORE_STORE: join(folder, '.store'), HOME: folder, NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', ...command], {
      cwd: folder,
      env,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.once('error', reject).once('close', (status) => resolve({ status: status ?? 1, text }));
  });
}

const wordsOf = ({ application, target, overrides = {} }: BuildRequest): string[] => [
  application,
  '-c',
  target,
  ...Object.entries(overrides).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`]),
];

async function verify({ root, signal }: Invocation, request: BuildRequest, scratch: string) {
  chmodSync(scratch, 0o755);
  const ways = waysIn(scratch);
  const folders: string[] = [];
  for (const way of ways) {
    prepareWay(root, way);
    const { status, text } = await buildIn(way, wordsOf(request), signal);
    if (status !== 0) {
      const message = `${request.application} does not build in another folder`;
      const hint = 'commit what the build needs, or look at what it reads';
      throw new UnicoreError({ code: 'UNICORE_E_VERIFY_BUILD', message, hint, output: text });
    }
    folders.push(join(way.folder, relative(root, outputFolder(root, request))));
  }
  const { same, different } = compareFolders(folders[0]!, folders[1]!);
  const users = ways[1].user === undefined ? 'one user (root tries two)' : 'two users';
  const diagnostics = different.map(({ file, at }): Diagnostic => ({
    code: 'UNICORE_E_VERIFY_DIFFERS',
    message:
      at === undefined ? `only one of two builds gave ${file}` : `two builds of ${file} differ from byte ${at} on`,
    hint: 'look for a time, a path or an order of files in what makes it',
  }));
  const files = same.length === 1 ? 'file is' : 'files are';
  const text = `${request.application} for ${request.target}: ${same.length} ${files} the same (two folders, ${users}, two time zones, times and umasks)\n`;
  return { status: diagnostics.length > 0 ? 1 : 0, text, diagnostics };
}

export const verifyCommand: Command = {
  usage: '<application> -c <target>',
  summary:
    'builds an image twice from nothing, in other folders, as other users, at other times, and compares the bits',
  flags: imageFlags,
  async run(invocation) {
    const request = requestOf(await readWorkspace(invocation.root), invocation, 'verify');
    const scratch = mkdtempSync(join(tmpdir(), 'unicore-verify-'));
    try {
      return await verify(invocation, request, scratch);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};
