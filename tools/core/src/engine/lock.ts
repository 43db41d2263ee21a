// SPDX-License-Identifier: BSD-3-Clause
// One build at a time in an output folder. The lock is an abstract socket: the kernel takes it back when its holder dies, however it dies.
import { createHash } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';

const addressOf = (folder: string): string =>
  `\0unicore-${createHash('sha256').update(folder).digest('hex').slice(0, 40)}`;

/** Undefined when another process has it. */
function tryLock(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      // Who waits stays connected until we are gone; it must not keep us alive.
      socket.on('error', () => socket.destroy());
      socket.unref();
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Until the holder is gone. */
function waitForEnd(address: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    const stop = (): void => void socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', () => {});
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    });
  });
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Waits while another process builds in `folder`.
 * @param onWait called once when there is someone to wait for
 * @throws the signal's reason
 */
export async function lockFolder(folder: string, signal: AbortSignal, onWait: () => void = () => {}): Promise<Lock> {
  const address = addressOf(folder);
  for (let told = false; ; told = true) {
    signal.throwIfAborted();
    const server = await tryLock(address);
    if (server) {
      const connected = new Set<{ destroy(): void }>();
      server.on('connection', (socket) => connected.add(socket));
      return {
        release: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            for (const socket of connected) socket.destroy();
          }),
      };
    }
    if (!told) onWait();
    await waitForEnd(address, signal);
  }
}
