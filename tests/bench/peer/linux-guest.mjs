// SPDX-License-Identifier: BSD-3-Clause
// The peer: Debian's kernel for virtual machines and Debian's nginx, as a guest of the same QEMU. Its root is in memory, its
// mitigations are off, nginx is one process with the configuration of the image.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeCpio } from '../../e2e/support/cpio.mjs';
import { unpacked, versionOf } from './debian.mjs';

const NGINX = '/usr/sbin/nginx';
const MODULES = ['virtio_pci', 'virtio_net', 'virtio_mmio'];

/** Files of modules in the order to load them. */
const modulesOf = (folder) => {
  const files = new Map();
  for (const file of readdirSync(folder, { recursive: true }))
    if (file.endsWith('.ko')) files.set(basename(file, '.ko').replaceAll('-', '_'), join(folder, file));
  const order = [];
  const add = (name) => {
    const file = files.get(name);
    if (!file || order.includes(file)) return;
    const [, needs = ''] = readFileSync(file, 'latin1').match(/\0depends=([^\0]*)/) ?? [];
    for (const other of needs.split(',').filter(Boolean)) add(other.replaceAll('-', '_'));
    order.push(file);
  };
  for (const name of MODULES) add(name);
  return order;
};

const copyInto = (root, from, to = from) => {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  copyFileSync(from, join(root, to));
};

/** nginx of this host with the libraries that it loads. */
const copyNginx = (root) => {
  const libraries = execFileSync('ldd', [NGINX], { encoding: 'utf8' });
  for (const [, file] of libraries.matchAll(/(\/\S+) \(0x/g)) copyInto(root, file);
  copyInto(root, NGINX);
  for (const file of ['etc/passwd', 'etc/group']) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), file.endsWith('passwd') ? 'root:x:0:0::/:/bin/sh\n' : 'root:x:0:\n');
  }
};

const script = (modules, { guest, bits, guest6, bits6 }) => `#!/bin/busybox sh
/bin/busybox mkdir -p /dev /proc /sys /run /tmp /var/lib/nginx /var/lock /var/log/nginx
/bin/busybox mount -t devtmpfs none /dev
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
exec > /dev/console 2>&1 < /dev/console
${modules.map((file) => `/bin/busybox insmod /modules/${basename(file)}`).join('\n')}
/bin/busybox ip link set lo up
/bin/busybox ip address add ${guest}/${bits} dev eth0
/bin/busybox ip address add ${guest6}/${bits6} dev eth0
/bin/busybox ip link set eth0 up
echo 4096 > /proc/sys/net/core/somaxconn
echo 4096 > /proc/sys/net/ipv4/tcp_max_syn_backlog
ulimit -n 65536
echo peer: starts nginx
${NGINX} -e stderr -c /etc/nginx/nginx.conf -g 'daemon off; master_process off; user root; pid /run/nginx.pid;'
echo peer: nginx ended
/bin/busybox poweroff -f
`;

/** The peer's kernel and what its initrd holds, or the reason why it is not there. */
export const linuxPeer = () => {
  try {
    const version = versionOf('linux-image-cloud-amd64');
    const linux = unpacked(version);
    const busybox = join(unpacked('busybox-static'), 'bin/busybox');
    const [release] = readdirSync(join(linux, 'lib/modules'));
    const kernel = join(linux, 'boot', `vmlinuz-${release}`);
    const nginx = execFileSync(NGINX, ['-v'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return { kernel, busybox, modules: modulesOf(join(linux, 'lib/modules', release)), release, nginx };
  } catch (error) {
    return { missing: `no Linux guest to compare with: ${`${error.stderr || error.message}`.trim().split('\n')[0]}` };
  }
};

/** Writes the peer's initrd with nginx.conf and the pages of /www. */
export const writePeerInitrd = (peer, file, { link, conf, files }) => {
  const root = mkdtempSync(join(tmpdir(), 'unicore-peer-'));
  try {
    copyInto(root, peer.busybox, '/bin/busybox');
    for (const module of peer.modules) copyInto(root, module, `/modules/${basename(module)}`);
    copyNginx(root);
    writeFileSync(join(root, 'init'), script(peer.modules, link), { mode: 0o755 });
    for (const [name, data] of Object.entries({ 'etc/nginx/nginx.conf': conf, ...files })) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), data);
    }
    writeCpio(root, file);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

export const PEER_LINE = 'console=ttyS0 quiet mitigations=off panic=-1';
