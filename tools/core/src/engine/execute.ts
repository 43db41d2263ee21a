// SPDX-License-Identifier: BSD-3-Clause
// Plans → files. An action runs when no trace in the store fits what its inputs are now; else its outputs are taken from there.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { builtins } from '../actions/registry.js';
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import { sourceFolder } from '../fetch/cache.js';
import type { Action, EngineEvent, Plan, PlanPath } from '../model.js';
import { resolveArgument } from '../plan/paths.js';
import { parseDepfile } from '../scan/depfile.js';
import { makeFileStates, type FileRecord, type FileStates } from '../scan/file-state.js';
import { scanSource, type SourceScan } from '../scan/scan-source.js';
import { probesOf, searchPathOf } from '../scan/search-path.js';
import { openStore, sha256Of, writeWhole, type Store, type Trace } from '../store/store.js';
import type { Toolchain } from '../toolchain/probe.js';
import { isInside, makePathMap, type PathMap } from './paths.js';
import { runCommand } from './run.js';

export interface Task {
  readonly id: string;
  readonly plan: Plan;
  /** Absolute; the plan's outputs are put here, intermediate files into `.build` below it. */
  readonly outputFolder: string;
}

export interface ExecuteOptions {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly store?: Store;
  readonly jobs: number;
  readonly toolchain: Toolchain;
  readonly explain?: boolean;
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
}

export interface TaskResult {
  readonly id: string;
  readonly success: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly ran: number;
  readonly fromStore: number;
  readonly current: number;
}

/** At most `limit` at once; first come, first served. */
function makeGate(limit: number) {
  let free = Math.max(1, limit);
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

type Gate = ReturnType<typeof makeGate>;

const isCompile = ({ kind }: Action): boolean => kind === 'compile' || kind === 'assemble';

/** What names an action in the store: everything but the contents of files. */
function actionKey(action: Action, toolchain: Toolchain): string {
  const version = action.builtin ? builtins[action.builtin.name]?.version : undefined;
  // Tools are named by their contents, not by where they lie.
  const tools = new Map([toolchain.driver, toolchain.as, toolchain.ld, toolchain.ar, toolchain.objcopy, toolchain.nm, toolchain.include, toolchain.libgcc ?? ''].map((path, index) => [path, `tool:${index}`]));
  const command = action.command?.map((argument) => tools.get(argument) ?? argument);
  const parameters = JSON.stringify(action.builtin?.parameters, (_, value: unknown) => (typeof value === 'string' ? (tools.get(value) ?? value) : value));
  return sha256Of(JSON.stringify([2, toolchain.identity, action.kind, command, action.builtin?.name, version, parameters, action.outputs, isCompile(action) ? [] : action.inputs]));
}

interface Run {
  readonly task: Task;
  readonly options: ExecuteOptions;
  readonly store: Store;
  readonly paths: PathMap;
  readonly states: FileStates;
  readonly gate: Gate;
  /** By action key: equal actions of several tasks run one after the other, so that the second finds the first's result. */
  readonly locks: Map<string, Promise<void>>;
  readonly scans: Map<string, SourceScan>;
}

/** Why a trace does not fit; undefined when it does. */
function mismatch(run: Run, action: Action, trace: Trace): string | undefined {
  const { states, paths } = run;
  for (const [path, sha256] of trace.read) {
    const now = states.hash(paths.absolute(path));
    if (now === undefined) return `${path} is gone`;
    if (now !== sha256) return `${path} changed (${sha256.slice(0, 8)} → ${now.slice(0, 8)})`;
  }
  for (const path of trace.absent) if (states.exists(paths.absolute(path))) return `${path} appeared`;
  for (const [name, text] of trace.config) {
    const now = action.config?.get(name) ?? null;
    if (now !== text) return `${name} changed (${text ?? 'not defined'} → ${now ?? 'not defined'})`;
  }
  return undefined;
}

const failure = (action: Action, output: string, command: readonly string[]): Diagnostic => {
  const found = /^([^\s:][^:\n]*):(\d+):(?:(\d+):)? (?:fatal )?error/m.exec(output);
  return {
    code: action.kind === 'link' ? 'UNICORE_E_LINK' : isCompile(action) ? 'UNICORE_E_COMPILE' : 'UNICORE_E_ACTION',
    message: `${action.id.replace(/ [0-9a-f]{12}$/, '')} failed`,
    ...(found ? { location: { file: found[1] ?? '', line: Number(found[2]), column: Number(found[3] ?? 1) } } : {}),
    output,
    notes: [{ message: `command: ${command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')}` }],
  };
};

/** Runs the action and tells what it read. */
async function perform(run: Run, action: Action): Promise<Trace> {
  const { paths, states, store, options } = run;
  const outputs = action.outputs.map((path) => paths.absolute(path));
  await Promise.all([...new Set(outputs.map((file) => dirname(file)))].map((folder) => mkdir(folder, { recursive: true })));
  // An archiver would add to what is there.
  await Promise.all(outputs.map((file) => rm(file, { force: true })));
  let printed = '';
  let read: string[] = action.inputs.map((path) => paths.absolute(path));
  let absent: readonly string[] = [];
  let config: [string, string | null][] = [];
  if (action.builtin) {
    const builtin = builtins[action.builtin.name];
    if (builtin === undefined) throw new Error(`no built-in action is called ${action.builtin.name}`);
    await builtin(action.builtin.parameters, { resolve: paths.absolute, signal: options.signal });
  } else {
    const depfile = isCompile(action) ? `${outputs[0]}.d` : undefined;
    const command = (action.command ?? []).map((argument) => resolveArgument(argument, paths.absolute));
    const full = depfile ? [...command, '-MD', '-MF', depfile] : command;
    const ended = await runCommand(full, options.root, options.signal).catch((error: unknown) => {
      options.signal.throwIfAborted();
      throw new UnicoreError({ code: 'UNICORE_E_TOOL_MISSING', message: `${full[0]} cannot be started: ${(error as Error).message}`, hint: 'unicore doctor tells what is missing' });
    });
    printed = ended.output.replaceAll(`${options.root}/`, '');
    if (ended.status !== 0) throw new UnicoreError(failure(action, printed, full));
    if (depfile) {
      const header = new Set(action.inputs.filter((path) => path.startsWith('out:config/')).map((path) => paths.absolute(path)));
      const all = parseDepfile(await readFile(depfile, 'utf8')).map((file) => normalize(file.startsWith('/') ? file : join(options.root, file)));
      const files = all.filter((file) => !header.has(file));
      const scan = (file: string): SourceScan => {
        const key = `${file} ${states.hash(file)}`;
        const known = run.scans.get(key) ?? scanSource(readFileSync(file, 'latin1'));
        run.scans.set(key, known);
        return known;
      };
      checkRoots(run, action, files);
      const search = searchPathOf(command, options.root);
      const probes = probesOf(files, search, scan, (file) => states.exists(file));
      const embedded = files.flatMap((file) => scan(file).embedded.flatMap((name) => [dirname(file), ...search.angled].map((folder) => normalize(join(folder, name))).find((path) => states.exists(path)) ?? []));
      absent = probes.absent;
      read = [...new Set([...files, ...probes.present, ...embedded])];
      const names = new Set(files.flatMap((file) => scan(file).config));
      config = [...names].sort().map((name) => [name, action.config?.get(name) ?? null]);
      await rm(depfile, { force: true });
    }
  }
  const made: [PlanPath, string][] = [];
  for (const [index, file] of outputs.entries()) {
    states.forget(file);
    made.push([action.outputs[index]!, await store.put(await readFile(file))]);
  }
  const hashes = read.map((file): [PlanPath, string] => [paths.name(file), states.hash(file) ?? '']);
  return { read: hashes.sort(([a], [b]) => (a < b ? -1 : 1)), absent: absent.map((file) => paths.name(file)), config, made, printed };
}

/** A library cannot reach a header that it does not require. */
function checkRoots(run: Run, action: Action, files: readonly string[]): void {
  const roots = action.roots ?? [];
  const compiler = run.options.toolchain.include;
  for (const file of files) {
    const name = run.paths.name(file);
    if (file.startsWith(`${compiler}/`) || roots.some((root) => isInside(name, root))) continue;
    throw new UnicoreError({
      code: 'UNICORE_E_UNDECLARED_HEADER',
      message: `${action.id.replace(/ [0-9a-f]{12}$/, '')} reads ${name.replace(/^\w+:/, '')}, which ${action.project} does not see`,
      location: { file: `${(roots.find((root) => root.startsWith('workspace:')) ?? '').slice('workspace:'.length)}/project.json`, line: 1, column: 1 },
      hint: 'require the project that has the header',
    });
  }
}

/** Puts the outputs of a trace in place. False when the store has lost one. */
async function materialise(run: Run, trace: Trace): Promise<'store' | 'current' | undefined> {
  let how: 'store' | 'current' = 'current';
  for (const [path, sha256] of trace.made) {
    const file = run.paths.absolute(path);
    if (run.states.hash(file) === sha256) continue;
    const contents = await run.store.get(sha256);
    if (contents === undefined) return undefined;
    await writeWhole(file, contents);
    run.states.forget(file);
    how = 'store';
  }
  return how;
}

async function settle(run: Run, action: Action): Promise<'ran' | 'store' | 'current'> {
  const { options, store, task } = run;
  const key = actionKey(action, options.toolchain);
  const before = run.locks.get(key);
  let release = (): void => {};
  run.locks.set(key, new Promise((resolve) => (release = resolve)));
  await before;
  try {
    let reason: string | undefined;
    for (const trace of await store.traces(key)) {
      const wrong = mismatch(run, action, trace);
      reason ??= wrong;
      if (wrong !== undefined) continue;
      const how = await materialise(run, trace);
      if (how === undefined) {
        reason = 'its result is not in the store any more, or is damaged';
        continue;
      }
      if (how === 'store' && trace.printed) options.onEvent({ type: 'output', task: task.id, action, text: trace.printed });
      return how;
    }
    if (options.explain) options.onEvent({ type: 'explain', task: task.id, action, text: reason ?? 'never made with this command and compiler' });
    return await run.gate(async () => {
      options.signal.throwIfAborted();
      options.onEvent({ type: 'start', task: task.id, action });
      const trace = await perform(run, action);
      await store.addTrace(key, trace);
      if (trace.printed) options.onEvent({ type: 'output', task: task.id, action, text: trace.printed });
      return 'ran' as const;
    });
  } finally {
    release();
  }
}

async function executeTask(task: Task, options: ExecuteOptions, shared: Pick<Run, 'store' | 'gate' | 'locks' | 'scans'>): Promise<TaskResult> {
  const { onEvent } = options;
  const buildFolder = join(task.outputFolder, '.build');
  const recordsFile = join(buildFolder, 'files.json');
  const records = await readFile(recordsFile, 'utf8').then((text) => JSON.parse(text) as [string, FileRecord][], () => []);
  const paths = makePathMap(options.root, buildFolder, (id) => join(sourceFolder(id), 'tree'));
  const states = makeFileStates(new Map(records));
  const run: Run = { task, options, paths, states, ...shared };
  const { actions, outputs } = task.plan;
  const makers = new Map(actions.flatMap((action) => action.outputs.map((output) => [output, action] as const)));
  const counts = { ran: 0, store: 0, current: 0 };
  const diagnostics: Diagnostic[] = [];
  const started = new Map<Action, Promise<boolean>>();
  onEvent({ type: 'plan', task: task.id, total: actions.length });

  const make = (action: Action): Promise<boolean> => {
    const known = started.get(action);
    if (known) return known;
    const result = (async (): Promise<boolean> => {
      const needs = [...new Set(action.inputs.flatMap((input) => makers.get(input) ?? []))];
      if ((await Promise.all(needs.map(make))).includes(false) || options.signal.aborted) return false;
      const began = performance.now();
      try {
        const how = await settle(run, action);
        counts[how]++;
        onEvent({ type: 'done', task: task.id, action, how, milliseconds: performance.now() - began });
        return true;
      } catch (error) {
        if (options.signal.aborted) return false;
        const found: readonly Diagnostic[] = error instanceof UnicoreError ? error.diagnostics : [explainError(action, error)];
        diagnostics.push(...found);
        for (const diagnostic of found) onEvent({ type: 'failed', task: task.id, action, diagnostic });
        return false;
      }
    })();
    started.set(action, result);
    return result;
  };

  const all = await Promise.all(actions.map(make));
  let success = !all.includes(false) && !options.signal.aborted;
  if (success) {
    try {
      for (const [name, from] of outputs) {
        const target = join(task.outputFolder, name);
        const source = paths.absolute(from);
        if (states.hash(target) !== states.hash(source)) await writeWhole(target, await readFile(source), name === task.plan.application ? 0o755 : 0o644);
      }
    } catch (error) {
      diagnostics.push(explainError(undefined, error));
      success = false;
    }
  }
  // Lost records cost time, never correctness.
  if (states.changed) await writeWhole(recordsFile, JSON.stringify([...states.records()])).catch(() => undefined);
  if (options.signal.aborted) diagnostics.push({ code: 'UNICORE_E_ABORTED', message: `${task.id} was stopped; nothing is half-written` });
  const result = { success, diagnostics, ran: counts.ran, fromStore: counts.store, current: counts.current };
  onEvent({ type: 'finished', task: task.id, ...result });
  return { id: task.id, ...result };
}

function explainError(action: Action | undefined, error: unknown): Diagnostic {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return { code: 'UNICORE_E_DISK_FULL', message: 'no space is left on the disk', hint: 'free some, or move the store with UNICORE_STORE' };
  return { code: 'UNICORE_E_ACTION', message: `${action?.id ?? 'writing the outputs'} failed: ${message}` };
}

/** Builds all tasks as one: one job limit, equal actions once. Never throws for what a task does. */
export async function execute(tasks: readonly Task[], options: ExecuteOptions): Promise<TaskResult[]> {
  const shared = { store: options.store ?? openStore(), gate: makeGate(options.jobs), locks: new Map(), scans: new Map() };
  return Promise.all(tasks.map((task) => executeTask(task, options, shared)));
}
