// SPDX-License-Identifier: BSD-3-Clause
// How options are called: `lwip.tcpMss` in manifests, `CONFIG_LWIP_TCP_MSS` in C; and which options there are.
import type { ConfiguredOption, Manifest, OptionManifest, OptionValue, Project } from '../model.js';

/** `lib-posix-thread` → `posixThread`, the first part of its options' names. */
export const shortName = (project: string): string =>
  project
    .replace(/^(?:lib|plat|app|arch)-/, '')
    .replace(/[-.]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const upper = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();

export const macroOf = (name: string): string => `CONFIG_${upper(name)}`;

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;

/** The macros of an option with their texts. */
export function macrosOf({
  macro,
  manifest,
  value,
}: Pick<ConfiguredOption, 'macro' | 'manifest' | 'value'>): [string, string][] {
  switch (manifest.type) {
    case 'choice':
      return (manifest.values ?? []).map((name) => [`${macro}_${upper(name)}`, name === value ? '1' : '0']);
    case 'bool':
      return [[macro, value ? '1' : '0']];
    case 'hex':
      return [[macro, typeof value === 'number' ? `0x${value.toString(16)}` : String(value)]];
    case 'string':
      return [[macro, quoted(String(value))]];
    case 'int':
      return [[macro, String(value)]];
  }
}

/** An option of one project, or of the build (then without owner). */
export interface Entry {
  /** Qualified. */
  readonly name: string;
  readonly bare: string;
  readonly owner: Project | undefined;
  readonly manifest: OptionManifest;
}

/** The built-in group `build`, seen by every project. */
export const BUILD_OPTIONS: Record<string, OptionManifest> = {
  debug: { type: 'bool', prompt: 'Debug', help: 'Further checks at run time.', default: false },
  optimise: {
    type: 'choice',
    prompt: 'Optimise',
    help: 'What the compiler optimises for.',
    values: ['size', 'speed', 'debug', 'none'],
    default: 'speed',
  },
  trace: {
    type: 'bool',
    prompt: 'Tracepoints',
    help: 'Notes what happens and when (lib-trace); run --trace turns it on.',
    default: false,
  },
  stackProtector: { type: 'bool', prompt: 'Stack protector', help: 'A canary in frames with arrays.', default: true },
  sanitize: {
    type: 'choice',
    prompt: 'Sanitizer',
    help: 'Checks compiled into our own sources: undefined behaviour traps; address finds overruns and use after free (linuxu).',
    values: ['none', 'undefined', 'address'],
    default: 'none',
  },
  lto: { type: 'bool', prompt: 'Link-time optimisation', help: 'Optimises across files at the link.', default: false },
  toolchain: { type: 'choice', prompt: 'Toolchain', help: 'The compiler.', values: ['gcc', 'clang'], default: 'gcc' },
};

export const BUILD_ENTRIES: readonly Entry[] = Object.entries(BUILD_OPTIONS).map(([bare, manifest]) => ({
  name: `build.${bare}`,
  bare,
  owner: undefined,
  manifest,
}));

const entries = new WeakMap<Manifest, Entry[]>();

/** The same objects each time. */
export function entriesOf(project: Project): readonly Entry[] {
  const known = entries.get(project.manifest);
  if (known !== undefined) return known;
  const short = shortName(project.name);
  const found = Object.entries(project.manifest.options ?? {}).map(([bare, manifest]): Entry => ({
    name: `${short}.${bare}`,
    bare,
    owner: project,
    manifest,
  }));
  entries.set(project.manifest, found);
  return found;
}

const macroNames = new WeakMap<Entry, readonly string[]>();

/** All macros of an option, whatever its value. */
export function macroNamesOf(entry: Entry): readonly string[] {
  const known =
    macroNames.get(entry) ??
    macrosOf({ macro: macroOf(entry.name), manifest: entry.manifest, value: '' }).map(([name]) => name);
  macroNames.set(entry, known);
  return known;
}

/** An option's name as its own project may write it, qualified. */
export const qualify = (name: string, project: Project | undefined): string =>
  name.includes('.') || project === undefined ? name : `${shortName(project.name)}.${name}`;

export type OptionLookup = (name: string) => Entry | undefined;

/** Whether a default is another option's name: a text where the type has none. */
export function aliasOf({ type }: OptionManifest, value: OptionValue | undefined): string | undefined {
  if (typeof value !== 'string' || type === 'string' || type === 'choice') return undefined;
  return /^[a-z]\w*(?:\.\w+)?$/.test(value) && value !== 'true' && value !== 'false' ? value : undefined;
}
