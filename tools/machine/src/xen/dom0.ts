// SPDX-License-Identifier: BSD-3-Clause
// The root file system of dom0, gathered from unpacked packages: busybox, Xen's toolstack and its libraries, kernel modules, our scripts.
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, lstat, mkdir, readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { moduleDependencies, neededLibraries } from './elf.js';
import { unpacked } from './kernel.js';

/** Our scripts, and where they lie in dom0. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  init: 'init',
  agent: 'bin/agent',
  'vif-bridge': 'etc/xen/scripts/vif-bridge',
  block: 'etc/xen/scripts/block',
};

export const scriptPath = (name: string): string => fileURLToPath(new URL(`../../dom0/${name}`, import.meta.url));

/** glibc opens it at the end of a thread; nothing names it. */
const UNNAMED_LIBRARIES = ['libgcc_s.so.1'];

/** In this order; what they need comes first. Those built into the kernel are left out. */
const MODULES = [
  ...['xen-evtchn', 'xen-gntdev', 'xen-gntalloc', 'xen-privcmd', 'xenfs', 'xen-netback', 'xen-blkback'],
  ...['bridge', 'virtio_pci', 'virtio_net', 'virtio_console', 'virtio_scsi', 'sd_mod', '9p', '9pnet_virtio', 'loop'],
];

const PROGRAMS = ['xl', 'xenstored', 'xenconsoled', 'xenconsole', 'xen-init-dom0', 'libxl-save-helper', 'xenctx'];

const XENSTORE = ['read', 'write', 'ls', 'rm', 'list', 'exists', 'watch', 'chmod'];

const FOLDERS = [
  ...['bin', 'dev', 'proc', 'sys', 'run/xen', 'tmp', 'etc/xen/scripts', 'lib', 'lib64', 'share/out', 'modules'],
  ...['var/lib/xen', 'var/lib/xenstored', 'var/log/xen', 'root'],
];

/** Files below a folder by name; links to folders are not followed. */
async function byName(...folders: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (!entry.isDirectory() && !found.has(entry.name)) found.set(entry.name, join(entry.path, entry.name));
  }
  return found;
}

async function put(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(await realpath(from), to);
  await chmod(to, 0o755);
}

const must = (path: string | undefined, what: string): string => {
  if (path === undefined) throw new Error(`the packages hold no ${what}`);
  return path;
};

/** The libraries of programs, and theirs, into one folder; the dynamic linker is not among them. */
async function putLibraries(programs: readonly string[], from: ReadonlyMap<string, string>, to: string): Promise<void> {
  const done = new Set<string>();
  for (const name of UNNAMED_LIBRARIES) await put(must(from.get(name), `library ${name}`), join(to, name));
  for (const open = [...programs]; open.length > 0;) {
    for (const name of neededLibraries(await readFile(open.pop()!))) {
      if (done.has(name) || name.startsWith('ld-linux')) continue;
      done.add(name);
      const library = join(to, name);
      await put(must(from.get(name), `library ${name}`), library);
      open.push(library);
    }
  }
}

/** Kernel modules in the order in which they are loaded, which goes to `modules/order`. */
async function putModules(root: string, to: string): Promise<void> {
  const [folder = ''] = (await readdir(join(root, 'lib/modules'))).map((name) => join(root, 'lib/modules', name));
  const files = await byName(join(folder, 'kernel'));
  const plain = (name: string): string =>
    basename(name)
      .replace(/\.ko(\.\w+)?$/, '')
      .replaceAll('-', '_');
  const modules = new Map([...files.values()].map((path) => [plain(path), path]));
  const builtin = new Set((await readFile(join(folder, 'modules.builtin'), 'utf8')).split('\n').map(plain));
  const order: string[] = [];
  const add = async (name: string): Promise<void> => {
    const own = plain(name);
    if (order.includes(`${own}.ko`) || builtin.has(own)) return;
    const bytes = await unpacked(await readFile(must(modules.get(own), `kernel module ${name}`)));
    for (const other of moduleDependencies(bytes)) await add(other);
    await writeFile(join(to, `${own}.ko`), bytes);
    order.push(`${own}.ko`);
  };
  for (const name of MODULES) await add(name);
  await writeFile(join(to, 'order'), `${order.join('\n')}\n`);
}

async function putPrograms(root: string, to: string): Promise<string[]> {
  const all = await byName(join(root, 'usr/lib'), join(root, 'usr/bin'), join(root, 'usr/sbin'), join(root, 'bin'));
  const programs: string[] = [];
  // libxl looks for its helpers where they were installed.
  const installed = dirname(must(all.get('libxl-save-helper'), 'libxl-save-helper')).slice(root.length);
  for (const name of PROGRAMS) {
    const program = join(to, installed, name);
    await put(must(all.get(name), name), program);
    await symlink(join(installed, name), join(to, 'bin', name));
    programs.push(program);
  }
  const xenstore = join(to, 'bin/xenstore');
  await put(must(all.get('xenstore') ?? all.get('xenstore-read'), 'xenstore'), xenstore);
  for (const name of XENSTORE) await symlink('xenstore', join(to, 'bin', `xenstore-${name}`));
  return [...programs, xenstore];
}

async function putBusybox(root: string, to: string): Promise<void> {
  const busybox = join(to, 'bin/busybox');
  await put(join(root, 'bin/busybox'), busybox);
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const name of applets) {
    const link = join(to, 'bin', name);
    if (!(await lstat(link).catch(() => undefined))) await symlink('busybox', link);
  }
}

/** @param root the packages, unpacked over each other */
export async function gatherDom0(root: string, to: string): Promise<void> {
  for (const folder of FOLDERS) await mkdir(join(to, folder), { recursive: true });
  await symlink('../run', join(to, 'var/run'));
  await putBusybox(root, to);
  const libraries = 'usr/lib/x86_64-linux-gnu';
  const found = await byName(join(root, 'lib'), join(root, 'usr/lib'), join(root, 'lib64'));
  await putLibraries(await putPrograms(root, to), found, join(to, libraries));
  await symlink(`../${libraries}`, join(to, 'lib/x86_64-linux-gnu'));
  await put(must(found.get('ld-linux-x86-64.so.2'), 'dynamic linker'), join(to, 'lib64/ld-linux-x86-64.so.2'));
  await writeFile(join(to, 'etc/xen/xl.conf'), '');
  await putModules(root, join(to, 'modules'));
  for (const [name, path] of Object.entries(SCRIPTS)) await put(scriptPath(name), join(to, path));
}
