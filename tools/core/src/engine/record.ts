// SPDX-License-Identifier: BSD-3-Clause
// What the last build of a task knew: the trace of each action, its command, and the hashes of files. One file per output
// folder, so that a build that changes little reads one file. When it is lost, the store tells the same.
import { readFileSync } from 'node:fs';
import type { FileRecord } from '../scan/file-state.js';
import type { Trace } from '../store/trace.js';
import { writeWhole } from '../store/write-whole.js';

export interface ActionRecord {
  readonly key: string;
  readonly trace: Trace;
  readonly command?: readonly string[];
  /** Why it was last made anew, or taken from the store. */
  readonly why?: Made;
}

export interface Made {
  readonly how: 'ran' | 'store';
  readonly reason: string;
  /** In the last build; else in an earlier one. */
  readonly last: boolean;
}

export interface TaskRecord {
  /** By the action's title. */
  readonly actions: ReadonlyMap<string, ActionRecord>;
  readonly files: readonly (readonly [string, FileRecord])[];
}

const VERSION = 4;

/** Equal texts once: thousands of traces name the same headers. */
interface Packed {
  version: number;
  texts: string[];
  actions: (readonly [
    title: number,
    key: string,
    read: number[],
    absent: number[],
    config: number[],
    made: number[],
    printed: number,
    command: number[] | 0,
    text: number | -1,
    why: number | -1,
    how: number,
  ])[];
  files: (readonly [path: number, signature: string, hash: number])[];
}

const pairs = <T>(flat: readonly number[], make: (a: number, b: number) => T): T[] =>
  Array.from({ length: flat.length / 2 }, (_, n) => make(flat[2 * n]!, flat[2 * n + 1]!));

/** Bits of `how`. */
const RAN = 1;
const LAST = 2;

export function readRecord(file: string): TaskRecord {
  try {
    const { version, texts, actions, files } = JSON.parse(readFileSync(file, 'utf8')) as Packed;
    if (version !== VERSION) throw new Error('another version');
    const text = (index: number): string => texts[index]!;
    return {
      actions: new Map(
        actions.map(([title, key, read, absent, config, made, printed, command, preprocessed, why, how]) => {
          const trace: Trace = {
            read: pairs(read, (a, b) => [text(a), text(b)] as const),
            absent: absent.map(text),
            config: pairs(config, (a, b) => [text(a), b < 0 ? null : text(b)] as const),
            made: pairs(made, (a, b) => [text(a), text(b)] as const),
            printed: text(printed),
            ...(preprocessed < 0 ? {} : { text: text(preprocessed) }),
          };
          const record: ActionRecord = {
            key,
            trace,
            ...(command === 0 ? {} : { command: command.map(text) }),
            ...(why < 0
              ? {}
              : { why: { reason: text(why), how: how & RAN ? 'ran' : 'store', last: (how & LAST) > 0 } }),
          };
          return [text(title), record] as const;
        }),
      ),
      files: files.map(([path, signature, hash]) => [text(path), [signature, text(hash)]] as const),
    };
  } catch {
    return { actions: new Map(), files: [] };
  }
}

export function writeRecord(file: string, { actions, files }: TaskRecord): void {
  const texts: string[] = [];
  const known = new Map<string, number>();
  const index = (text: string): number => {
    let found = known.get(text);
    if (found === undefined) {
      found = texts.push(text) - 1;
      known.set(text, found);
    }
    return found;
  };
  const packed: Packed = {
    version: VERSION,
    texts,
    actions: [...actions].map(([title, { key, trace, command, why }]) => [
      index(title),
      key,
      trace.read.flatMap(([path, hash]) => [index(path), index(hash)]),
      trace.absent.map(index),
      trace.config.flatMap(([name, value]) => [index(name), value === null ? -1 : index(value)]),
      trace.made.flatMap(([path, hash]) => [index(path), index(hash)]),
      index(trace.printed),
      command?.map(index) ?? 0,
      trace.text === undefined ? -1 : index(trace.text),
      why === undefined ? -1 : index(why.reason),
      (why?.how === 'ran' ? RAN : 0) | (why?.last ? LAST : 0),
    ]),
    files: files.map(([path, [signature, hash]]) => [index(path), signature, index(hash)]),
  };
  writeWhole(file, JSON.stringify(packed));
}
