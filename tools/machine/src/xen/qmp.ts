// SPDX-License-Identifier: BSD-3-Clause
// QEMU's machine protocol (docs/interop/qmp-spec): requests that get answers, and events, over one stream.
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { onLines } from './lines.js';

interface Message {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly id?: number;
  readonly event?: string;
}

export interface Qmp {
  /** @throws Error with QEMU's words when it refuses, or ends before it answered */
  execute(command: string, argumentsOf?: object): Promise<unknown>;
  /** A command of the human monitor, which has a few that this protocol lacks. Gives what it prints. */
  monitor(line: string): Promise<string>;
  /** Emits each event by its name. */
  readonly events: EventEmitter;
}

export function qmpOver(stream: Duplex): Qmp {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const events = new EventEmitter();
  let last = 0;
  let isOver = false;
  const onMessage = ({ id, event, error, return: value }: Message): void => {
    if (event !== undefined) events.emit(event);
    const one = waiting.get(id ?? 0);
    if (one === undefined) return;
    waiting.delete(id!);
    if (error) one.reject(new Error(error.desc));
    else one.resolve(value);
  };
  onLines(stream, (line) => line.startsWith('{') && onMessage(JSON.parse(line) as Message));
  stream.on('error', () => {});
  stream.once('close', () => {
    isOver = true;
    for (const { reject } of waiting.values()) reject(new Error('QEMU has ended'));
    waiting.clear();
  });
  const execute = (command: string, argumentsOf?: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (isOver) return reject(new Error('QEMU has ended'));
      waiting.set(++last, { resolve, reject });
      stream.write(`${JSON.stringify({ execute: command, arguments: argumentsOf, id: last })}\n`);
    });
  // Whoever asks first would be refused without it; what comes of it shows in the next answer.
  execute('qmp_capabilities').catch(() => {});
  return {
    execute,
    events,
    monitor: async (line) => String(await execute('human-monitor-command', { 'command-line': line })),
  };
}
