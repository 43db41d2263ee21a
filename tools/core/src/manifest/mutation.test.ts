// SPDX-License-Identifier: BSD-3-Clause
// 10,000 mutations of valid manifests, of their bytes and of their values: each is told with a place that is in the text, and of a
// value with a place at the value; or it is valid and means what it says. Nothing else is thrown, and nothing takes long.
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTree, type Node } from 'jsonc-parser';
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import { app, face, GROUND, lib, textOf } from '../resolve/fixture.js';
import { resolve } from '../resolve/resolve.js';
import { readTexts } from './read.js';

const MUTATIONS = 10_000;
/** Of one mutant, on a machine that does much else. */
const LONG_MS = 5_000;

const WORLD: Readonly<Record<string, object | string>> = {
  ...GROUND,
  'app-a': app({
    requires: ['lib-b', 'heap', { name: 'lib-c', when: "b.mode == 'y' || own" }],
    use: { heap: 'lib-d' },
    set: { 'b.size': 3, own: true },
    options: { own: { type: 'bool', prompt: 'Own', default: false, renamedFrom: ['mine'] } },
    targets: { 'kvm-x86_64': { set: { 'b.size': 4 } }, 'kvm-x86_64-b': { extends: 'kvm-x86_64' } },
    run: { memory: '16M', ports: { http: 80 } },
  }),
  'lib-b': lib({
    license: 'MIT',
    optional: ['lib-c'],
    sources: ['src/*.c', { files: 'more/*.c', when: "fast && !has('lib-c')", flags: ['-O3'] }],
    includes: { public: ['include'], private: ['src'] },
    options: {
      size: { type: 'int', range: [1, 8], unit: 'pages', default: 2 },
      mode: { type: 'choice', values: ['x', 'y'], default: [{ value: 'y', when: 'size >= 4' }, { value: 'x' }] },
      fast: { type: 'bool', default: 'quick', selects: ['slow'] },
      quick: { type: 'bool', default: false },
      slow: { type: 'bool', dependsOn: "mode == 'y'" },
      base: { type: 'hex', default: '0x1000', range: [0, '0xffff'] },
      name: { type: 'string', default: 'b' },
    },
    constraints: [{ assert: 'size < 8 || !fast', message: 'too large to be fast', when: "target.platform == 'kvm'" }],
    init: [{ call: 'b_init', after: ['heap'] }],
  }),
  'lib-c': lib({ requires: [{ name: 'lib-b', link: true }], defines: { private: ['C=1'] } }),
  heap: face({ cardinality: 'one' }),
  'lib-d': lib({ provides: ['heap'], defaultFor: ['heap'] }),
};

const fileOf = (name: string): string => `libs/${name}/project.json`;

/** Mulberry32: the same mutants each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Mutant {
  readonly what: string;
  readonly text: string;
  /** Where a mutated value, with its key, now stands. */
  readonly span?: readonly [number, number];
}

const BYTES = ['"', '{', '}', '[', ']', ',', ':', 'a', '9', ' ', '\n', '\\', '-', '.', '\u0000', 'é', 'true', 'null'];
const VALUES = [
  'null',
  'true',
  '0',
  '-1',
  '1e400',
  '1.5',
  '""',
  '"x"',
  '"a b"',
  '"!("',
  '[]',
  '[[]]',
  '{}',
  '{"a":1}',
  '"b.size"',
  '99999999999999999999',
];

function ofBytes(text: string, random: (below: number) => number): Mutant {
  const at = random(text.length);
  const until = Math.min(text.length, at + random(4));
  const by = random(3) === 0 ? '' : BYTES[random(BYTES.length)]!;
  return { what: `bytes ${at}..${until} → ${JSON.stringify(by)}`, text: text.slice(0, at) + by + text.slice(until) };
}

/** Properties and entries of lists below the key `unicore`. */
function partsOf(text: string): Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    for (const child of node.children ?? []) {
      if (node.type === 'property' && child === node.children![0]) continue;
      if (child.type === 'property' || node.type === 'array') found.push(child);
      visit(child);
    }
  };
  const root = parseTree(text)!;
  const own = root.children!.find((child) => child.children![0]!.value === 'unicore');
  visit(own!.children![1]!);
  return found;
}

/** A value becomes another, a key another, an entry is there twice or is gone. */
function ofValues(text: string, random: (below: number) => number): Mutant {
  const parts = partsOf(text);
  const part = parts[random(parts.length)]!;
  const end = part.offset + part.length;
  const own = text.slice(part.offset, end);
  const put = (what: string, by: string): Mutant => ({
    what: `${what} ${own.slice(0, 40)}`,
    text: text.slice(0, part.offset) + by + text.slice(end),
    span: [part.offset, part.offset + by.length],
  });
  const value = VALUES[random(VALUES.length)]!;
  const key = part.type === 'property' ? text.slice(part.offset, part.children![1]!.offset) : '';
  switch (random(4)) {
    case 0:
      return put('twice', `${own}, ${own}`);
    case 1:
      return part.type === 'property'
        ? put('key', `"${String(part.children![0]!.value)}x"${own.slice(own.indexOf('"', 1) + 1)}`)
        : put('value', value);
    default:
      return put(`value ${value} for`, `${key}${value}`);
  }
}

function checkPlace({ location, sourceLine }: Diagnostic, texts: ReadonlyMap<string, string>, what: string): void {
  if (location === undefined) return;
  const text = texts.get(location.file);
  assert.ok(text !== undefined, `${what}: ${location.file} is no file`);
  const line = text.split('\n')[location.line - 1]?.replace(/\r$/, '');
  assert.ok(line !== undefined, `${what}: line ${location.line} is not there`);
  assert.ok(
    location.column >= 1 && location.column <= line.length + 1,
    `${what}: column ${location.column} of "${line}"`,
  );
  if (sourceLine !== undefined) assert.equal(sourceLine, line, what);
}

const offsetOf = (text: string, { line, column }: { line: number; column: number }): number =>
  text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0) +
  column -
  1;

/** At the mutated value, or at the key of what holds it: there a key is missed, or a list is too long. */
function isOf(text: string, [from, to]: readonly [number, number], at: number): boolean {
  if (at >= from && at < to) return true;
  const holds = (node: Node): boolean =>
    node.offset <= from && node.offset + node.length >= to && (node.offset === at || (node.children ?? []).some(holds));
  const tree = parseTree(text);
  return tree !== undefined && holds(tree);
}

/** What a user sees of the mutant: of its file, or of the image. */
async function diagnose(texts: ReadonlyMap<string, string>, name: string): Promise<readonly Diagnostic[]> {
  const { diagnostics, ...workspace } = await readTexts('/w', texts);
  if (diagnostics.length > 0) return diagnostics;
  const text = texts.get(fileOf(name))!;
  const json = JSON.parse(text) as { name?: string; unicore?: object };
  // It means what it says.
  if (json.unicore !== undefined) assert.deepEqual(workspace.projects.get(json.name!)?.manifest, json.unicore);
  const found: Diagnostic[] = [];
  for (const target of ['kvm-x86_64', 'kvm-x86_64-b']) {
    try {
      found.push(...resolve({ ...workspace, diagnostics }, { application: 'app-a', target }).warnings);
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      assert.ok(error.diagnostics.length > 0);
      found.push(...error.diagnostics);
    }
  }
  return found;
}

test(`${MUTATIONS} mutations of valid manifests`, async () => {
  const random = numbers(20261125);
  const names = Object.keys(WORLD);
  const plain = new Map(names.map((name) => [fileOf(name), textOf(name, WORLD[name]!)]));
  assert.deepEqual(await diagnose(plain, 'app-a'), []);
  const counts = { told: 0, valid: 0, atTheValue: 0, values: 0 };
  for (let n = 0; n < MUTATIONS; n++) {
    const name = names[random(names.length)]!;
    const before = plain.get(fileOf(name))!;
    const mutant = (random(2) ? ofBytes : ofValues)(before, random);
    const texts = new Map([...plain, [fileOf(name), mutant.text]]);
    const what = `${n}: ${name}: ${mutant.what}`;
    const began = performance.now();
    let found: readonly Diagnostic[];
    try {
      found = await diagnose(texts, name);
    } catch (error) {
      throw new Error(`${what}: ${(error as Error).stack}`, { cause: error });
    }
    assert.ok(performance.now() - began < LONG_MS, `${what} took long`);
    for (const one of found) checkPlace(one, texts, what);
    const errors = found.filter(({ code }) => code.startsWith('UNICORE_E_'));
    if (errors.length === 0) counts.valid++;
    else counts.told++;
    const { span } = mutant;
    // What one manifest says wrong by itself is told where it says it.
    const own = errors.filter(({ code }) => code === 'UNICORE_E_MANIFEST' || code === 'UNICORE_E_JSON_TWICE');
    if (span === undefined || own.length === 0) continue;
    counts.values++;
    const isThere = ({ location }: Diagnostic): boolean =>
      location?.file === fileOf(name) && isOf(mutant.text, span, offsetOf(mutant.text, location));
    if (own.some(isThere)) counts.atTheValue++;
  }
  assert.ok(
    counts.told > 5000 && counts.valid > 500 && counts.atTheValue > 0.9 * counts.values,
    JSON.stringify(counts),
  );
});
