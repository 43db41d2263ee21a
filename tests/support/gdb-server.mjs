// SPDX-License-Identifier: BSD-3-Clause
// QEMU's gdb server, spoken to without gdb: stops at addresses, reads registers (GDB remote serial protocol).
import { connect } from 'node:net';

const packet = (text) => {
  const sum = [...Buffer.from(text, 'latin1')].reduce((total, byte) => (total + byte) & 255, 0);
  return `$${text}#${sum.toString(16).padStart(2, '0')}`;
};

/** Words for QEMU: it waits at the first instruction for `path`. */
export const stoppedAt = (path) => ['-S', '-gdb', `unix:${path},server=on,wait=off`];

export const connectGdb = async (path) => {
  const socket = connect(path).setEncoding('latin1');
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let text = '';
  let waiting;
  socket.on('data', (part) => {
    text += part;
    const found = text.match(/\$([^#]*)#../);
    if (!found || !waiting) return;
    text = text.slice(found.index + found[0].length);
    socket.write('+');
    waiting.resolve(found[1]);
    waiting = undefined;
  });
  socket.on('close', () => waiting?.reject(new Error('QEMU ended at the gdb server')));
  const ask = (words) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      socket.write(packet(words));
    });
  const hex = (address) => address.toString(16);
  await ask('qSupported');
  return {
    /** Runs until `address` is about to be carried out. */
    runTo: async (address) => {
      await ask(`Z1,${hex(address)},1`);
      const stop = await ask('c');
      if (!/^[TS]05/.test(stop)) throw new Error(`stopped by ${stop} before ${hex(address)}`);
      await ask(`z1,${hex(address)},1`);
    },
    /** Lets it run, for good. */
    detach: async () => {
      await ask('D');
      socket.end();
    },
  };
};
