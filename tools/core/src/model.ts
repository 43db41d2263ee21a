// SPDX-License-Identifier: BSD-3-Clause
// The types that the phases hand to each other: manifest → resolve → plan → engine. Types only, no code.
import type { Diagnostic, Location } from './diagnostic.js';

// ---------------------------------------------------------------------------------------------- manifest

export type ProjectKind = 'library' | 'interface' | 'platform' | 'arch' | 'application';

/** A condition of the manifest's language, as written. Parsed by `condition/`. */
export type ConditionText = string;

/** An entry of a list that may hang on a condition: a bare string, or an object with `when`. */
export type Conditional<Key extends string, Extra = object> =
  string | ({ [K in Key]: string | string[] } & { when?: ConditionText } & Extra);

export type OptionValue = boolean | number | string;

export interface OptionManifest {
  type: 'bool' | 'int' | 'hex' | 'string' | 'choice';
  prompt?: string;
  help?: string;
  /** A value, another option's name, or alternatives of which the first whose `when` holds is taken. */
  default?: OptionValue | { value: OptionValue; when?: ConditionText }[];
  values?: string[];
  /** Inclusive. Of a hex option the bounds may be texts such as "0x1000". */
  range?: [number | string, number | string];
  unit?: string;
  dependsOn?: ConditionText;
  selects?: (string | { option: string; when?: ConditionText })[];
  implies?: (string | { option: string; when?: ConditionText })[];
  renamedFrom?: string[];
}

export interface RequireEntry {
  name: string;
  when?: ConditionText;
  /** Whoever requires this project sees its header too. */
  public?: boolean;
  /** Only its functions are used: its header and options are not seen, so that such requires may make a circle. */
  link?: boolean;
}

/** A pinned third-party source. Files of it are named `<key>:<path>` in `sources`, `includes` and so on. */
export interface FetchManifest {
  version: string;
  url?: string;
  /** Of the upstream file, from a published record named in `sha256From`. */
  sha256?: string;
  sha256From?: string;
  debian?: { source: string; version?: string; file: string; sha256: string };
  /** Globs relative to the project, applied in sorted order with `patch -p1`. */
  patches?: string[];
  /** "lf" turns CRLF line ends of text files into LF before patching. */
  lineEnds?: 'keep' | 'lf';
}

/**
 * A file made by the build, written to the variant's generated folder, which is on its private include path. In `sources`
 * it is named `generated:<output>`; `generated:` or `generated:<folder>` in `includes.public` shows it to who requires the project.
 */
export type GenerateManifest = { output: string; when?: ConditionText } & (
  | { /** Handlebars file: `{{#when "cond"}}…{{/when}}`, `{{value "option"}}`. */ template: string }
  | {
      /** A script with declared inputs, run without network; argv: output file, then inputs. */ script: string;
      interpreter: 'node' | 'sh' | 'python3' | 'awk';
      inputs?: string[];
    }
);

export interface InitEntry {
  /** `int f(void)` for init: 0, or a negative errno that stops the boot. `void f(void)` for fini. */
  call: string;
  /** Capabilities or projects whose init entries run before this one (for fini: after). */
  after?: string[];
  when?: ConditionText;
}

export interface TargetManifest {
  target?: string;
  extends?: string;
  use?: Record<string, string | string[]>;
  set?: Record<string, OptionValue>;
}

export type DeviceKind = 'net' | 'hub' | 'rng' | 'disk' | 'folder';

/** A device of a virtual machine; a bare string where there is nothing more to say of it. */
export type DeviceManifest =
  | Exclude<DeviceKind, 'disk'>
  | {
      kind: DeviceKind;
      /** Of a disk, which is empty and gone after the run: "16M". */
      size?: string;
      readOnly?: boolean;
      /** Of the virtual machine's device: `{ "packed": true }`. */
      properties?: Record<string, OptionValue>;
    };

export interface RunManifest {
  memory?: string;
  ports?: Record<string, number>;
  rootfs?: { folder: string } | { from: string };
  arguments?: string[];
}

/** The value of the top-level key `unicore` in a project.json. */
export interface Manifest {
  schema?: 1;
  kind: ProjectKind;
  summary: string;
  license?: string;
  // interface
  cardinality?: 'one' | 'many';
  // library, platform
  provides?: string[];
  /** Capabilities for which this project is the provider when neither `use` nor the platform names one. */
  defaultFor?: string[];
  requires?: (string | RequireEntry)[];
  optional?: string[];
  supports?: { platforms?: string[]; archs?: string[] };
  fetch?: Record<string, FetchManifest>;
  /** Globs, `!glob` to take away; `{arch}`, `{cpu}` (as compilers call it) and `{platform}` are replaced. `flags` are added for these files only. */
  sources?: Conditional<'files', { flags?: string[] }>[];
  includes?: { public?: Conditional<'folder'>[]; private?: Conditional<'folder'>[] };
  defines?: { public?: Conditional<'define'>[]; private?: Conditional<'define'>[] };
  /** Further flags for this project's own sources (no code generation flags: those are the arch's). */
  flags?: { compile?: Conditional<'flags'>[]; assemble?: Conditional<'flags'>[] };
  generate?: GenerateManifest[];
  options?: Record<string, OptionManifest>;
  constraints?: { assert: ConditionText; message: string; when?: ConditionText }[];
  init?: InitEntry[];
  fini?: InitEntry[];
  /** `mode` objects: all objects; archive: members by need. `scripts`: linker scripts passed as further inputs. */
  link?: {
    mode?: 'objects' | 'archive';
    script?: string;
    scripts?: Conditional<'file'>[];
    entry?: string;
    flags?: string[];
  };
  /** Sources of the tests, built into one image per target; on an interface: the contract that each provider passes. */
  tests?: {
    sources: string[];
    requires?: (string | RequireEntry)[];
    use?: Record<string, string | string[]>;
    set?: Record<string, OptionValue>;
    arguments?: string[];
    rootfs?: { folder: string };
    memory?: string;
    /** On a virtual machine; without it one of each kind that the image has a driver for. */
    devices?: DeviceManifest[];
    /** Names of crash tests: the image is run once for each with this argument and must die with the named text, or texts in that order. */
    crashes?: { name: string; expect: string | string[] }[];
  };
  // platform
  defaults?: Record<string, string | string[]>;
  image?: { format: 'elf' };
  run?: RunManifest & { machine?: 'host' | 'qemu' | 'xen' };
  // arch
  triplets?: { gcc?: string; clang?: string };
  archFlags?: { compile?: string[]; assemble?: string[]; link?: string[] };
  // application
  use?: Record<string, string | string[]>;
  set?: Record<string, OptionValue>;
  targets?: Record<string, TargetManifest>;
}

export interface Project {
  readonly name: string;
  /** Folder relative to the workspace root, with `/`. */
  readonly root: string;
  readonly tags: readonly string[];
  readonly manifest: Manifest;
  /** Where in project.json a value stands, by JSON path below `unicore`, e.g. `['options', 'ipv6', 'default']`. */
  locate(path: readonly (string | number)[]): Location;
  /** Where the key of such a value stands; of an entry of a list, the entry. */
  locateKey(path: readonly (string | number)[]): Location;
  /** The text of line `line` of project.json. */
  sourceLine(line: number): string;
}

export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly projects: ReadonlyMap<string, Project>;
  /** Of manifests that could not be read or are invalid; such projects are not in `projects`. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is wrong with those of them whose name could be read, by name. */
  readonly broken?: ReadonlyMap<string, readonly Diagnostic[]>;
}

// ---------------------------------------------------------------------------------------------- resolve

export interface Reason {
  readonly by: 'default' | 'set' | 'override' | 'selected' | 'implied' | 'depends-off' | 'builtin';
  /** Found when it is asked for. */
  readonly location?: Location | undefined;
  readonly text: string;
  /** Names of the options that it rests on. */
  readonly from?: readonly string[];
}

export interface ConfiguredOption {
  /** Qualified name: `<project without its kind prefix>.<option>`, e.g. `lwip.tcpMss`; `build.debug`. */
  readonly name: string;
  /** The C macro: `CONFIG_LWIP_TCP_MSS`; of a choice the prefix of one macro per value, each 0 or 1: `CONFIG_LWIP_MODE_THREADED`. */
  readonly macro: string;
  readonly manifest: OptionManifest;
  readonly value: OptionValue;
  readonly why: Reason;
}

export interface ConfiguredProject {
  readonly project: Project;
  /** Why it is in the image: the chain of requires, nearest first. */
  readonly why: readonly Reason[];
  /** Own options by bare name. */
  readonly options: ReadonlyMap<string, ConfiguredOption>;
  /** Projects whose options and public headers this one sees (itself included), sorted; what it requires, and their public requires. */
  readonly sees: readonly string[];
  /** Capability or project name → names of the projects that were chosen for it. */
  readonly requires: ReadonlyMap<string, readonly string[]>;
  /** Evaluates a condition of this project's manifest under this configuration. */
  holds(condition: ConditionText | undefined): boolean;
}

export interface Target {
  /** The configuration's name in Nx, e.g. `kvm-x86_64-debug`. */
  readonly name: string;
  readonly platform: string;
  readonly arch: string;
  /** The architecture as compilers call it: the beginning of its triplet for gcc; as `arch` where it has none. */
  readonly cpu?: string;
}

export interface Configuration {
  readonly application: Project;
  readonly target: Target;
  /** By name, sorted; application, libraries, interfaces, platform and arch. */
  readonly projects: ReadonlyMap<string, ConfiguredProject>;
  /** The built-in group `build`, by bare name. */
  readonly build: ReadonlyMap<string, ConfiguredOption>;
  /** Init and fini calls in the order in which they run. */
  readonly init: readonly InitEntry[];
  readonly fini: readonly InitEntry[];
  readonly warnings: readonly Diagnostic[];
}

// ---------------------------------------------------------------------------------------------- plan

/** Paths in actions: `workspace:<path>` (sources), `store:<fetch id>/<path>` (unpacked sources) or `out:<path>` (made by an action). */
export type PlanPath = string;

export type ActionKind =
  'fetch' | 'unpack' | 'generate' | 'compile' | 'assemble' | 'archive' | 'link' | 'strip' | 'report';

export interface Action {
  /** Unique in the plan and readable: `compile lib-lwip src/glue.c`. */
  readonly id: string;
  readonly kind: ActionKind;
  readonly project: string;
  /** For process actions: argv, with `{in}`-free literal PlanPaths as separate arguments. Built-in actions have none. */
  readonly command?: readonly PlanPath[];
  /** For built-in actions: parameters, JSON, part of the key. */
  readonly builtin?: { readonly name: string; readonly parameters: unknown };
  /** Files known before it runs. Headers are discovered. */
  readonly inputs: readonly PlanPath[];
  /** Of the program, where it is none of the toolchain: sha256 of an interpreter. Part of the key. */
  readonly identity?: string;
  readonly outputs: readonly PlanPath[];
  /** Compile only: `CONFIG_` macro → text, of everything that the project sees. */
  readonly config?: ReadonlyMap<string, string>;
  /** Compile only: folders from which it may read (PlanPaths). */
  readonly roots?: readonly PlanPath[];
}

export interface Plan {
  readonly application: string;
  readonly target: Target;
  readonly actions: readonly Action[];
  /** Final outputs, name in the output folder → the PlanPath of the file that is copied there. */
  readonly outputs: ReadonlyMap<string, PlanPath>;
}

// ---------------------------------------------------------------------------------------------- engine

export type EngineEvent =
  | { type: 'plan'; task: string; total: number }
  | { type: 'start'; task: string; action: Action }
  | { type: 'done'; task: string; action: Action; how: 'ran' | 'store' | 'current'; milliseconds: number }
  | { type: 'output'; task: string; action: Action; text: string }
  | { type: 'explain'; task: string; action: Action; text: string }
  | { type: 'failed'; task: string; action: Action; diagnostic: Diagnostic }
  /** Another process builds into the folder. */
  | { type: 'wait'; folder: string }
  | {
      type: 'finished';
      task: string;
      success: boolean;
      diagnostics: readonly Diagnostic[];
      ran: number;
      fromStore: number;
      current: number;
    };
