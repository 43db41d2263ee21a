// SPDX-License-Identifier: BSD-3-Clause
// The compiler and its parts: where they are, and an identity made of their contents.
import { execFile } from 'node:child_process';
import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { UnicoreError } from '../diagnostic.js';
import type { Project } from '../model.js';
import { hashFile } from './identity.js';

const run = promisify(execFile);

export type ToolchainKind = 'gcc' | 'clang';

/** Tools that make or change what is in the image. */
const TOOLS = ['as', 'ld', 'ar', 'objcopy', 'objdump', 'nm', 'strip'] as const;
type Tool = (typeof TOOLS)[number];

export interface Toolchain extends Readonly<Record<Tool, string>> {
  readonly kind: ToolchainKind;
  /** First line of `--version`. */
  readonly version: string;
  readonly driver: string;
  /** Absent for clang, which compiles in the driver. */
  readonly cc1?: string;
  readonly libgcc?: string;
  /** Folder of the compiler's own headers. */
  readonly include: string;
  /** Path-free: sha256 over the contents of all parts. */
  readonly identity: string;
}

async function find(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (
      folder !== '' &&
      (await access(path, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      return path;
  }
  return undefined;
}

async function answer(driver: string, ...flags: string[]): Promise<string> {
  return (await run(driver, flags, { env: { ...process.env, LC_ALL: 'C' } })).stdout.trim();
}

/** Debian's package of a cross compiler; the host's own is plain `gcc`. */
function installLine(kind: ToolchainKind, prefix: string, tool: string): string {
  const triplet = prefix.replace(/-$/, '').replaceAll('_', '-');
  if (kind === 'clang') return 'apt-get install clang lld';
  const own = prefix === '' || prefix === hostPrefix();
  const name = tool === 'gcc' ? 'gcc' : 'binutils';
  return `apt-get install ${own ? name : `${name}-${triplet}`}`;
}

function hostPrefix(): string {
  const cpu = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as 'x64' | 'arm64'];
  return cpu === undefined ? '' : `${cpu}-linux-gnu-`;
}

function missing(arch: Project, kind: ToolchainKind, prefix: string, tool: string): UnicoreError {
  const location = arch.locate(['triplets', kind]);
  return new UnicoreError({
    code: 'UNICORE_E_TOOLCHAIN_MISSING',
    message: `${arch.name} needs ${prefix}${tool}, which is not installed`,
    location,
    sourceLine: arch.sourceLine(location.line),
    hint: `run: ${installLine(kind, prefix, tool)}`,
  });
}

async function findTool(arch: Project, kind: ToolchainKind, prefix: string, tool: string): Promise<string> {
  const path = (await find(`${prefix}${tool}`)) ?? (prefix === hostPrefix() ? await find(tool) : undefined);
  if (path === undefined) throw missing(arch, kind, prefix, tool);
  return path;
}

export async function probeToolchain(arch: Project, kind: ToolchainKind): Promise<Toolchain> {
  const triplet = arch.manifest.triplets?.[kind];
  if (triplet === undefined) {
    const location = arch.locate(['triplets']);
    throw new UnicoreError({
      code: 'UNICORE_E_TOOLCHAIN_UNKNOWN',
      message: `${arch.name} names no triplet for ${kind}`,
      location,
      sourceLine: arch.sourceLine(location.line),
      hint: `add "${kind}" to "triplets", or set build.toolchain to another compiler`,
    });
  }
  const prefix = kind === 'gcc' ? triplet : (arch.manifest.triplets?.gcc ?? '');
  const driver = kind === 'gcc' ? await findTool(arch, kind, prefix, 'gcc') : await find('clang');
  if (driver === undefined) throw missing(arch, kind, '', 'clang');
  const tools = {} as Record<Tool, string>;
  for (const tool of TOOLS) tools[tool] = await findTool(arch, kind, prefix, tool);
  const version = ((await answer(driver, '--version')).split('\n')[0] ?? '').trim();
  const cc1 = kind === 'gcc' ? await answer(driver, '-print-prog-name=cc1') : undefined;
  const libgcc = kind === 'gcc' ? await realpath(await answer(driver, '-print-libgcc-file-name')) : undefined;
  const include =
    kind === 'gcc'
      ? await answer(driver, '-print-file-name=include')
      : join(await answer(driver, '-print-resource-dir'), 'include');
  const hash = createHash('sha256').update(`${kind}\n`);
  for (const path of [driver, cc1, ...TOOLS.map((tool) => tools[tool]), libgcc]) {
    hash.update(`${path === undefined ? '-' : await hashFile(await realpath(path))}\n`);
  }
  return {
    kind,
    version,
    driver,
    ...tools,
    include,
    identity: hash.digest('hex'),
    ...(cc1 === undefined ? {} : { cc1 }),
    ...(libgcc === undefined ? {} : { libgcc }),
  };
}
