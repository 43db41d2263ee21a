// SPDX-License-Identifier: BSD-3-Clause
// Starts QEMU with the Xen test machine: from its first instruction, or waiting for a saved state.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { EMULATORS } from '../emulators.js';
import { guarded, missing, programPath } from '../programs.js';
import { agentOver, type Agent } from './agent.js';
import type { XenParts } from './prepare.js';
import { AGENT_FD, machineArguments, placeArguments, QMP_FD, type Place } from './qemu-machine.js';
import { qmpOver, type Qmp } from './qmp.js';

export interface Machine {
  readonly qmp: Qmp;
  readonly agent: Agent;
  /** Resolves with QEMU's own words when it has ended, however that came. */
  readonly ended: Promise<string>;
  kill(): void;
}

export const qemuPath = (): string => {
  const { program, package: name } = EMULATORS['x86_64']!;
  const path = programPath(program);
  if (path === undefined) throw missing(program, name);
  return path;
};

/** @param folder for QEMU's own words */
export function spawnMachine(parts: XenParts, place: Place, folder: string): Machine {
  const words = join(folder, 'qemu.log');
  const log = openSync(words, 'a');
  const [file, ...argv] = guarded([qemuPath(), ...machineArguments(place.memory), ...placeArguments(place)]);
  const child = spawn(file!, argv, {
    cwd: parts.folder,
    detached: true,
    stdio: ['ignore', log, log, 'pipe', 'pipe'],
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => {
      const own = readFileSync(words, 'utf8').trim().split('\n').at(-1);
      resolve(own || `status ${code ?? signal}`);
    });
  });
  return {
    qmp: qmpOver(child.stdio[QMP_FD] as Duplex),
    agent: agentOver(child.stdio[AGENT_FD] as Duplex, place.share),
    ended,
    kill: () => void child.kill('SIGKILL'),
  };
}
