// SPDX-License-Identifier: BSD-3-Clause
// The machine saved with dom0 up. Its memory is a file that each start maps for itself, copying what it writes; the rest is small.
import { lockFolder } from '@unicore/core/engine/lock.js';
import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quoteShell } from '../words.js';
import { xenFolder, type XenParts } from './prepare.js';
import { machineArguments } from './qemu-machine.js';
import type { Qmp } from './qmp.js';
import { qemuPath, spawnMachine, type Machine } from './spawn.js';

/** Of a machine whose host is busy with other things. */
const READY_LIMIT_MS = 180_000;

/** Saved states that are kept: of several sizes, QEMUs or recipes. */
const KEPT_STATES = 3;

export interface SavedState {
  readonly memoryFile: string;
  readonly file: string;
}

/** Memory that lies in a file is not written into the stream. */
const IGNORE_SHARED = { capabilities: [{ capability: 'x-ignore-shared', state: true }] };

function keyOf(parts: XenParts, memory: number): string {
  const program = realpathSync(qemuPath());
  const { size, mtimeMs } = statSync(program);
  const all = [program, size, mtimeMs, parts.hash, ...machineArguments(memory)];
  return createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 32);
}

const stateFolder = (parts: XenParts, memory: number): string => join(xenFolder(), `state-${keyOf(parts, memory)}`);

export function savedState(parts: XenParts, memory: number): SavedState | undefined {
  const folder = stateFolder(parts, memory);
  const found = { memoryFile: join(folder, 'memory'), file: join(folder, 'state') };
  return existsSync(found.file) && existsSync(found.memoryFile) ? found : undefined;
}

export const dropState = (parts: XenParts, memory: number): Promise<void> =>
  rm(stateFolder(parts, memory), { recursive: true, force: true });

/** @throws Error when the machine ends before, or does not come up */
export async function untilReady({ agent, ended }: Machine, signal?: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([AbortSignal.timeout(READY_LIMIT_MS), ...(signal ? [signal] : [])]);
  const over = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error('dom0 did not come up in time')), { once: true });
  });
  await Promise.race([agent.ready, over, ended.then((why) => Promise.reject(new Error(`QEMU has ended: ${why}`)))]);
}

async function untilMigrated(qmp: Qmp): Promise<void> {
  for (;;) {
    const { status, 'error-desc': why } = (await qmp.execute('query-migrate')) as Record<string, string>;
    if (status === 'completed') return;
    if (status === 'failed' || status === 'cancelled')
      throw new Error(`QEMU did not save the machine: ${why ?? status}`);
    await sleep(20);
  }
}

/** Boots the machine, and saves it into a folder. */
async function save(parts: XenParts, memory: number, folder: string): Promise<void> {
  const log = join(folder, 'xen.log');
  const share = join(folder, 'share');
  await mkdir(share);
  const memoryFile = join(folder, 'memory');
  const common = { memoryFile, isShared: true, memory, share, log, network: 'none', isIncoming: false } as const;
  const machine = spawnMachine(parts, common, folder);
  try {
    await untilReady(machine);
    // What dom0 has still to do after its start is done once, not in each run.
    await sleep(500);
    await machine.qmp.execute('stop');
    await machine.qmp.execute('migrate-set-capabilities', IGNORE_SHARED);
    await machine.qmp.execute('migrate', { uri: `exec:cat > ${quoteShell(join(folder, 'state'))}` });
    await untilMigrated(machine.qmp);
    machine.qmp.execute('quit').catch(() => {});
    await machine.ended;
  } finally {
    machine.kill();
    await machine.ended;
  }
}

/** Only the newest stay. A machine that runs keeps the file that it has mapped. */
async function sweep(): Promise<void> {
  const names = (await readdir(xenFolder())).filter((name) => name.startsWith('state-'));
  const ages = names.map((name) => [statSync(join(xenFolder(), name)).mtimeMs, name] as const);
  const old = ages.sort((a, b) => b[0] - a[0]).slice(KEPT_STATES);
  for (const [, name] of old) await rm(join(xenFolder(), name), { recursive: true, force: true });
}

/** The saved machine; one process makes it when it is not there, others wait. */
export async function ensureState(
  parts: XenParts,
  memory: number,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<SavedState> {
  const known = savedState(parts, memory);
  if (known !== undefined) {
    await utimes(stateFolder(parts, memory), new Date(), new Date()).catch(() => {});
    return known;
  }
  const lock = await lockFolder(stateFolder(parts, memory), signal);
  try {
    const meanwhile = savedState(parts, memory);
    if (meanwhile !== undefined) return meanwhile;
    tell('the Xen test machine starts for the first time; its state is saved for later');
    const aside = await mkdtemp(join(xenFolder(), 'saving-'));
    try {
      await save(parts, memory, aside);
      await dropState(parts, memory);
      await rename(aside, stateFolder(parts, memory));
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    await sweep();
    return savedState(parts, memory)!;
  } finally {
    await lock.release();
  }
}

/** Gives a waiting machine its state and lets it go on. @throws Error when QEMU refuses the state */
export async function resume({ qmp }: Machine, { file }: SavedState): Promise<void> {
  await qmp.execute('migrate-set-capabilities', IGNORE_SHARED);
  await qmp.execute('migrate-incoming', { uri: `exec:cat ${quoteShell(file)}` });
  // A machine that is told to go on while its state comes in forgets it.
  for (;;) {
    const { status } = (await qmp.execute('query-status')) as { status: string };
    if (status !== 'inmigrate') break;
    await sleep(5);
  }
  await qmp.execute('cont');
}
