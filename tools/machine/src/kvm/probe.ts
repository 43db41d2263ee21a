// SPDX-License-Identifier: BSD-3-Clause
// Whether KVM really works on this host: a device file that opens proves nothing, as a host may emulate each instruction
// of the guest. A tiny guest computes under TCG, then under KVM, which has to be right and faster.
import { cacheFolder } from '@unicore/core/fetch/cache.js';
import { writeWhole } from '@unicore/core/store/write-whole.js';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { arch as hostArch, release, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { EMULATORS } from '../emulators.js';
import { probeGuest, RIGHT } from './guest.js';

export interface Verdict {
  readonly works: boolean;
  /** In a few words, for people. */
  readonly why: string;
}

/** Under TCG about a second; a CPU takes a third of it. */
const ROUNDS = 200_000_000;

/** Also of a host that is so slow that TCG does not come to an end. */
const LIMIT_MS = 20_000;

const HOST: Readonly<Record<string, string>> = { x64: 'x86_64' };

export interface ProbeHost {
  /** Architecture of the images. */
  readonly arch: string;
  readonly device?: string;
  /** Where the verdict is kept. */
  readonly file?: string;
}

/** Milliseconds until the guest found its result right; undefined for any other end. */
function timeOf(program: string, accel: 'tcg' | 'kvm', guest: string, limitMs: number): Promise<number | undefined> {
  const cpu = accel === 'kvm' ? 'host' : 'max';
  const machine = ['-machine', 'pc', '-accel', accel, '-cpu', cpu, '-m', '4M', '-nodefaults', '-no-user-config'];
  const rest = ['-display', 'none', '-no-reboot', '-device', 'isa-debug-exit,iobase=0x501,iosize=4', '-kernel', guest];
  const began = performance.now();
  const child = spawn(program, [...machine, ...rest], { stdio: 'ignore', timeout: limitMs, killSignal: 'SIGKILL' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code === RIGHT ? performance.now() - began : undefined));
  });
}

async function measure(program: string): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-kvm-'));
  try {
    const guest = join(folder, 'guest');
    writeFileSync(guest, probeGuest(ROUNDS));
    const tcg = await timeOf(program, 'tcg', guest, LIMIT_MS);
    if (tcg === undefined) return { works: false, why: 'not even TCG computed right' };
    const kvm = await timeOf(program, 'kvm', guest, Math.ceil(tcg));
    const seconds = (tcg / 1000).toFixed(1);
    return kvm === undefined
      ? { works: false, why: `a guest that TCG ends in ${seconds} s did not come to its end in that time` }
      : { works: true, why: `a guest took ${(kvm / 1000).toFixed(1)} s, under TCG ${seconds} s` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The verdict holds for this QEMU, CPU and kernel, until the host boots again. */
function keyOf(program: string): string {
  const { size, mtimeMs } = statSync(program);
  const cpu = /^model name\s*: (.*)$/m.exec(textOf('/proc/cpuinfo'))?.[1] ?? '';
  const parts = [ROUNDS, program, size, mtimeMs, cpu, release(), textOf('/proc/sys/kernel/random/boot_id')];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

function recall(file: string, key: string): Verdict | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { key: string; verdict: Verdict };
    return kept.key === key && typeof kept.verdict.works === 'boolean' ? kept.verdict : undefined;
  } catch {
    return undefined;
  }
}

function keep(file: string, key: string, verdict: Verdict): void {
  try {
    writeWhole(file, `${JSON.stringify({ key, verdict })}\n`);
  } catch {
    // It costs a second the next time.
  }
}

function find(name: string): string | undefined {
  const places = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const found = places.map((folder) => join(folder, name)).find((path) => existsSync(path));
  return found === undefined ? undefined : realpathSync(found);
}

export async function probeKvm({
  arch,
  device = '/dev/kvm',
  file = join(cacheFolder(), 'kvm.json'),
}: ProbeHost): Promise<Verdict> {
  const no = (why: string): Verdict => ({ works: false, why });
  if (HOST[hostArch()] !== arch) return no(`this host is not ${arch}`);
  const program = find(EMULATORS[arch]?.program ?? '');
  if (program === undefined) return no('QEMU is not installed');
  if (!existsSync(device)) return no(`there is no ${device}`);
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch {
    return no(`${device} is not for this user`);
  }
  const key = keyOf(program);
  const known = recall(file, key);
  if (known !== undefined) return known;
  const verdict = await measure(program);
  keep(file, key, verdict);
  return verdict;
}

const verdicts = new Map<string, Promise<Verdict>>();

/** Asked once per process. */
export function chooseAccel(arch: string): Promise<'tcg' | 'kvm'> {
  const verdict = verdicts.get(arch) ?? probeKvm({ arch });
  verdicts.set(arch, verdict);
  return verdict.then(({ works }) => (works ? 'kvm' : 'tcg'));
}
