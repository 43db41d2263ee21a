// SPDX-License-Identifier: BSD-3-Clause
// The flags that several commands share, and what they mean.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { readFragment, type Fragment } from '@unicore/core/configure/fragment.js';
import type { OptionValue } from '@unicore/core/model.js';
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { FlagValues, Flags } from './command.js';

/** Which image. */
export const imageFlags: Flags = {
  configuration: { type: 'string', short: 'c' },
  set: { type: 'string', multiple: true },
  config: { type: 'string', multiple: true },
};

/** Of commands that only ask. */
export const askFlags: Flags = { ...imageFlags, json: { type: 'boolean' } };

/** How it is built. */
export const buildFlags: Flags = {
  ...imageFlags,
  jobs: { type: 'string' },
  explain: { type: 'boolean' },
};

export const FLAG_HELP: Readonly<Record<string, string>> = {
  configuration: 'the target, e.g. linuxu-x86_64; the first of the project unless given',
  set: '<option>=<value>, or use.<capability>=<provider>, for this build only; may be repeated',
  config: 'a file of <option>=<value> lines, for this build only; --set wins over it; may be repeated',
  jobs: 'how many processes at once',
  explain: 'tells why each action runs',
  test: 'the image of its tests',
  format: 'json (the default) or ninja',
  folder: 'where files are written; dist/<application>/<target>/ninja or …/kconfig unless given',
  import: 'a .config: what its values need as "set", and what of it could not be taken',
  machine: 'the virtual machine: pc, q35 or microvm',
  accel: 'auto (the default: kvm where a probe says that it works), tcg or kvm',
  memory: 'of the image: 512K, 64M, 1G',
  timeout: 'seconds until an image that does not end is killed',
  symbols: 'how many of the largest symbols are shown',
  port: '<host port>:<image port or its name>, /udp behind it for UDP; host port 0 is a free one; may be repeated',
  tap: 'the network device hangs on this tap interface, which is there; may be repeated',
  mac: 'address of the first network device',
  address: '<address>/<bits> of the first network device, IPv4 or IPv6; asks by DHCP unless given; may be repeated',
  gateway: 'of IPv4, for the first network device',
  share: '<folder>: shared with the image as folder0, folder1 …, ,ro behind it to only read; may be repeated',
  disk: '<file>: a raw disk, ,ro behind it to only read; may be repeated',
  initrd: 'a cpio archive for the image',
  rootfs: 'a folder that becomes the image’s root file system',
  gdb: 'under gdb; a virtual machine waits for one, at this port or a free one',
  trace: 'builds with build.trace, and writes what happened to this file, which Perfetto opens',
  'dry-run': 'writes and runs nothing: prints what it would be',
  from: 'a commit, tag or branch of git',
  in: 'the application whose image is asked',
  all: 'all targets',
  packages: 'prints only the Debian packages that are missing',
  json: 'writes the results to this file',
  'json:boolean': 'prints JSON',
  parallel: 'how many images run at once',
  retry: 'runs once more, alone, what failed; what passes then is said to be flaky',
};

/** Flags whose value may be left out, and how a value looks. */
const OPTIONAL_VALUES: Readonly<Record<string, RegExp>> = { '--gdb': /^\d+$/ };

/** The words of a command line with an empty value where it was left out. */
export function withOptionalValues(words: readonly string[]): string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  return words.map((word, index) => {
    const value = OPTIONAL_VALUES[word];
    return value === undefined || index > end || value.test(words[index + 1] ?? '') ? word : `${word}=`;
  });
}

export function usageError(message: string, hint: string): UnicoreError {
  return new UnicoreError({ code: 'UNICORE_E_USAGE', message, hint });
}

export function textFlag(flags: FlagValues, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** A flag that is a whole number from 1 on. */
export function countFlag(flags: FlagValues, name: string): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw usageError(`--${name} ${text} is not a count`, 'write a whole number from 1 on');
  }
  return count;
}

/** The files of `--config`, found from the current folder. */
export function fragmentsOf(flags: FlagValues, root: string): Fragment[] {
  return [flags['config'] ?? []].flat().map((one) => {
    const path = resolve(String(one));
    const inside = relative(root, path);
    const file = inside.startsWith('..') ? path : inside;
    try {
      return { file, text: readFileSync(path, 'utf8') };
    } catch {
      throw usageError(`--config ${String(one)} cannot be read`, 'name a file of <option>=<value> lines');
    }
  });
}

/** Everything that is set for this time only, where places do not matter. */
export function oneOffsOf(flags: FlagValues, root: string): Record<string, OptionValue> {
  const lines = fragmentsOf(flags, root).flatMap(readFragment);
  return { ...Object.fromEntries(lines.map(({ name, value }) => [name, value])), ...overridesOf(flags) };
}

/** `--set a.b=c` as overrides: texts, which the resolver reads by the type of their option. */
export function overridesOf(flags: FlagValues): Record<string, OptionValue> {
  const overrides: Record<string, OptionValue> = {};
  for (const one of [flags['set'] ?? []].flat()) {
    const text = String(one);
    const at = text.indexOf('=');
    if (at <= 0) throw usageError(`--set ${text} has no value`, 'write --set <option>=<value>');
    overrides[text.slice(0, at)] = text.slice(at + 1);
  }
  return overrides;
}
