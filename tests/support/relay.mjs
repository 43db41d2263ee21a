// SPDX-License-Identifier: BSD-3-Clause
// A bad link between a guest and its tap: frames are lost, doubled, delayed and overtaken, in both directions, from a seed. In
// place of `tc netem`, which not every kernel has: the frames go through this process, as datagrams of QEMU.
import { createSocket } from 'node:dgram';

const bind = (socket) => new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket.address().port)));

/** xorshift32 as a fraction. */
const makeRandom = (seed) => {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
};

/** Four free ports of the loopback; QEMU binds two of them later. */
const ports = async () => {
  const sockets = Array.from({ length: 2 }, () => createSocket('udp4'));
  const found = await Promise.all(sockets.map(bind));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.close(resolve))));
  return found;
};

const datagrams = (id, local, remote) =>
  `dgram,id=${id},local.type=inet,local.host=127.0.0.1,local.port=${local},remote.type=inet,remote.host=127.0.0.1,remote.port=${remote}`;

/**
 * Starts it. `set(link)` says what happens to each frame from now on: fractions `loss`, `duplicate` and `reorder` (kept back
 * for `reorderMs`), and `delayMs`. `net` are QEMU's words in place of the tap's; `counts` tells what was done.
 */
export const startRelay = async (link, seed) => {
  const random = makeRandom(seed);
  const sides = [createSocket('udp4'), createSocket('udp4')];
  const here = await Promise.all(sides.map(bind));
  const there = await ports();
  const counts = { passed: 0, lost: 0, doubled: 0, overtaken: 0 };
  let now = {};
  let open = true;
  const pass = (to, frame, milliseconds) => {
    const send = () => open && sides[to].send(frame, there[to], '127.0.0.1', () => {});
    if (milliseconds > 0) setTimeout(send, milliseconds);
    else send();
  };
  const take = (to, frame) => {
    const { loss = 0, duplicate = 0, reorder = 0, reorderMs = 20, delayMs = 0 } = now;
    if (random() < loss) return void counts.lost++;
    const overtaken = random() < reorder;
    if (overtaken) counts.overtaken++;
    const delay = delayMs + (overtaken ? reorderMs : 0);
    pass(to, frame, delay);
    counts.passed++;
    if (random() < duplicate) {
      counts.doubled++;
      pass(to, frame, delay);
    }
  };
  for (const [side, socket] of sides.entries())
    socket.on('message', (frame) => take(1 - side, frame)).on('error', () => {});
  const net = [
    ...['-netdev', datagrams('net0', there[0], here[0])],
    ...['-device', `virtio-net-pci,disable-legacy=on,netdev=net0,mac=${link.mac},romfile=`],
    ...['-netdev', `tap,id=tap,ifname=${link.tap},script=no,downscript=no,vhost=off,vnet_hdr=off`],
    ...['-netdev', 'hubport,id=hub0,hubid=0,netdev=tap'],
    ...['-netdev', datagrams('far', there[1], here[1]), '-netdev', 'hubport,id=hub1,hubid=0,netdev=far'],
  ];
  return {
    net,
    counts,
    set: (impairment) => (now = impairment),
    close: () => {
      open = false;
      for (const socket of sides) socket.close();
    },
  };
};
