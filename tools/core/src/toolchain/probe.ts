// SPDX-License-Identifier: BSD-3-Clause
// The compiler and its parts: where they are, and an identity made of their contents.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { UnicoreError } from '../diagnostic.js';
import type { Project } from '../model.js';
import { hashFile, recall, remember } from './identity.js';

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
  /** All paths that the probe looked at, those where nothing was, too. */
  readonly looked: readonly string[];
  /** Path-free: sha256 over the contents of all parts. */
  readonly identity: string;
}

/** Where a program lies in PATH, and every place that was looked at. */
interface Search {
  readonly looked: Set<string>;
  find(name: string): string | undefined;
}

function makeSearch(): Search {
  const looked = new Set<string>();
  const find = (name: string): string | undefined => {
    if (name.startsWith('/')) return looked.add(name) && name;
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      if (folder === '') continue;
      const path = join(folder, name);
      looked.add(path);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not there.
      }
    }
    return undefined;
  };
  return { looked, find };
}

async function answer(driver: string, flag: string): Promise<string> {
  return (await run(driver, [flag], { env: { ...process.env, LC_ALL: 'C' } })).stdout.trim();
}

const QUESTIONS = {
  gcc: [
    '--version',
    '-print-prog-name=cc1',
    '-print-prog-name=as',
    '-print-libgcc-file-name',
    '-print-file-name=include',
  ],
  clang: ['--version', '-print-resource-dir'],
} as const;

/** What the driver says of itself; asked again when the driver changed. */
async function answers(driver: string, kind: ToolchainKind): Promise<string[]> {
  const questions = QUESTIONS[kind];
  const key = ['answers', driver, process.env['PATH'], ...questions];
  const known = await recall(key, driver);
  if (known !== undefined) return JSON.parse(known) as string[];
  const fresh = await Promise.all(questions.map((question) => answer(driver, question)));
  await remember(key, driver, JSON.stringify(fresh));
  return fresh;
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

function findTool(search: Search, arch: Project, kind: ToolchainKind, prefix: string, tool: string): string {
  const path = search.find(`${prefix}${tool}`) ?? (prefix === hostPrefix() ? search.find(tool) : undefined);
  if (path === undefined) throw missing(arch, kind, prefix, tool);
  return path;
}

function unknownTriplet(arch: Project, kind: ToolchainKind): UnicoreError {
  const location = arch.locate(['triplets']);
  return new UnicoreError({
    code: 'UNICORE_E_TOOLCHAIN_UNKNOWN',
    message: `${arch.name} names no triplet for ${kind}`,
    location,
    sourceLine: arch.sourceLine(location.line),
    hint: `add "${kind}" to "triplets", or set build.toolchain to another compiler`,
  });
}

export async function probeToolchain(arch: Project, kind: ToolchainKind): Promise<Toolchain> {
  const triplet = arch.manifest.triplets?.[kind];
  if (triplet === undefined) throw unknownTriplet(arch, kind);
  const search = makeSearch();
  const prefix = kind === 'gcc' ? triplet : (arch.manifest.triplets?.gcc ?? '');
  const driver = kind === 'gcc' ? findTool(search, arch, kind, prefix, 'gcc') : search.find('clang');
  if (driver === undefined) throw missing(arch, kind, '', 'clang');
  const tools = Object.fromEntries(TOOLS.map((tool) => [tool, findTool(search, arch, kind, prefix, tool)])) as Record<
    Tool,
    string
  >;
  const said = await answers(driver, kind);
  const version = (said[0]?.split('\n')[0] ?? '').trim();
  const [, cc1, ownAs, libgccLink] = kind === 'gcc' ? said : [];
  const include = kind === 'gcc' ? said[4]! : join(said[1]!, 'include');
  // The driver starts the assembler that it finds itself, which need not be the one beside it.
  const as = (ownAs && search.find(ownAs)) ?? tools.as;
  const libgcc = libgccLink && (await realpath(libgccLink));
  const parts = [driver, cc1, as, ...TOOLS.map((tool) => tools[tool]), libgcc];
  const hash = createHash('sha256').update(`${kind}\n`);
  for (const path of parts) hash.update(`${path ? await hashFile(await realpath(path)) : '-'}\n`);
  return {
    kind,
    version,
    driver,
    ...tools,
    as,
    include,
    identity: hash.digest('hex'),
    looked: [...new Set([...search.looked, ...parts.flatMap((path) => path || [])])],
    ...(cc1 ? { cc1 } : {}),
    ...(libgcc ? { libgcc } : {}),
  };
}

export interface Interpreter {
  readonly identity: string;
  readonly looked: readonly string[];
}

/** A program of the host that runs scripts of the build. */
export async function probeInterpreter(name: string, fail: () => UnicoreError): Promise<Interpreter> {
  const search = makeSearch();
  const path = search.find(name);
  if (path === undefined) throw fail();
  return { identity: await hashFile(await realpath(path)), looked: [...search.looked] };
}
