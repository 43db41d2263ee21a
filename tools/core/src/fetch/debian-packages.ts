// SPDX-License-Identifier: BSD-3-Clause
// Debian's binary packages: looked up and downloaded with private lists, for any architecture, without root; nothing is installed.
import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { aptSettings, aptUpdate } from './debian.js';

const run = promisify(execFile);

/** What of a dependency is not there to be followed. */
const ONLY_DEPENDS = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];

/** Names of what each package depends on. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

export interface DebianPackages {
  /** Of packages and of all that they depend on; names that the lists do not hold are left out. */
  dependenciesOf(names: readonly string[]): Promise<Dependencies>;
  /** Downloads packages into a folder. Gives their files. */
  download(names: readonly string[], folder: string): Promise<string[]>;
}

/** What `apt-cache depends` says; of alternatives the first counts. */
export function dependenciesIn(text: string): Dependencies {
  const all = new Map<string, string[]>();
  let own: string[] = [];
  let isAlternative = false;
  for (const line of text.split('\n')) {
    const [, or, name] = /^ ([ |])(?:Pre)?Depends: (\S+)$/.exec(line) ?? [];
    if (/^\S/.test(line)) all.set(line, (own = []));
    if (name === undefined) continue;
    if (!isAlternative && !name.startsWith('<')) own.push(name);
    isAlternative = or === '|';
  }
  return all;
}

/**
 * @param folder for lists; kept for a day
 * @param arch as Debian names it: amd64
 */
export async function debianPackages(folder: string, arch: string): Promise<DebianPackages> {
  await mkdir(folder, { recursive: true });
  const status = join(folder, 'status');
  await writeFile(status, '');
  const own = { 'APT::Architecture': arch, 'APT::Architectures': arch, 'Dir::State::status': status };
  const options = [
    ...(await aptSettings(folder, 'deb')),
    ...Object.entries(own).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ];
  const env = { ...process.env, LC_ALL: 'C' };
  await aptUpdate(folder, options, false);
  return {
    async dependenciesOf(names) {
      const less = ONLY_DEPENDS.map((kind) => `--no-${kind}`);
      // It takes longer to read the lists than to follow them: all at once.
      const asked = run('apt-cache', [...options, 'depends', '--recurse', ...less, ...names], {
        env,
        maxBuffer: 1 << 26,
      });
      return dependenciesIn((await asked).stdout);
    },
    async download(names, into) {
      await run('apt-get', [...options, '-q', 'download', ...names], { env, cwd: into, maxBuffer: 1 << 26 });
      return (await readdir(into)).filter((file) => file.endsWith('.deb')).map((file) => join(into, file));
    },
  };
}
