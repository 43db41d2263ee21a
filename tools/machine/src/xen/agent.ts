// SPDX-License-Identifier: BSD-3-Clause
// The host's end of dom0's agent (tools/machine/dom0/agent): commands of the shell there, and which domains there are.
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { onLines } from './lines.js';

export interface Domain {
  readonly name: string;
  readonly id: number;
  /** Why it was shut down (Xen's public/sched.h), if it was. */
  readonly reason?: number;
}

export interface Done {
  readonly status: number;
  /** What the command printed, errors as well. */
  readonly output: string;
}

export interface Agent {
  /** When dom0 is up. */
  readonly ready: Promise<void>;
  /** Runs a line of the shell. @throws Error when the machine ends first */
  run(line: string): Promise<Done>;
  /** Emits `domains` with all that there are (without dom0) after one was shut down or is gone. */
  readonly events: EventEmitter<{ domains: [readonly Domain[]] }>;
}

/** A line of the agent's list: name, id, reason in hexadecimal or a dash. */
export function domainIn(words: readonly string[]): Domain {
  const [name = '', id, reason = '-'] = words;
  return { name, id: Number(id), ...(reason === '-' ? {} : { reason: Number.parseInt(reason, 16) }) };
}

/** @param share the folder that dom0 shares with the host */
export function agentOver(stream: Duplex, share: string): Agent {
  const waiting = new Map<number, { resolve(done: Done): void; reject(error: Error): void }>();
  const events: Agent['events'] = new EventEmitter();
  let domains: Domain[] = [];
  let last = 0;
  let isOver = false;
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const outputOf = (number: number): string => {
    const file = join(share, 'out', String(number));
    // Before the folder is shared, output stays in dom0.
    if (!existsSync(file)) return '';
    const output = readFileSync(file, 'utf8');
    rmSync(file);
    return output;
  };
  const onDone = (number: number, status: number): void => {
    waiting.get(number)?.resolve({ status, output: outputOf(number) });
    waiting.delete(number);
  };
  onLines(stream, (line) => {
    const [word, ...rest] = line.split(' ');
    if (word === 'ready') isReady();
    else if (word === 'done') onDone(Number(rest[0]), Number(rest[1]));
    else if (word === 'domain') domains.push(domainIn(rest));
    else if (word === 'domains') events.emit('domains', domains.splice(0));
  });
  stream.on('error', () => {});
  stream.once('close', () => {
    isOver = true;
    for (const { reject } of waiting.values()) reject(new Error('the machine has ended'));
    waiting.clear();
  });
  return {
    ready,
    events,
    run: (line) =>
      new Promise((resolve, reject) => {
        if (isOver) return reject(new Error('the machine has ended'));
        waiting.set(++last, { resolve, reject });
        // An `exit` in the line ends the line, not what tells of its end.
        stream.write(`${last} (${line})\n`);
      }),
  };
}
