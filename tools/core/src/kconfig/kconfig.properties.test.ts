// SPDX-License-Identifier: BSD-3-Clause
// Generated option spaces, read by programs that are not ours: the same values there, and back again.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import fc from 'fast-check';
import { UnicoreError } from '../diagnostic.js';
import { readTexts } from '../manifest/read.js';
import type { Configuration, ConfiguredOption, OptionValue, Workspace } from '../model.js';
import { textOf } from '../resolve/fixture.js';
import { macrosOf } from '../resolve/names.js';
import { resolve } from '../resolve/resolve.js';
import { manifestsOf, space, type Space } from '../resolve/spaces.fixture.js';
import { optionsOf } from '../resolve/why.js';
import { readDotConfig } from './dot-config.js';
import { exportKconfig } from './export.js';
import { importDotConfig } from './import.js';
import { KCONFIGLIB, PEERS, type Peer } from './peers.fixture.js';

const COUNT = 500;
/** Of what is random; a failure tells it. */
const seed = Number(process.env['UNICORE_SEED'] ?? Math.floor(Math.random() * 1e9));
const REQUEST = { application: 'app-a', target: 'kvm-x86_64' };

interface Right {
  readonly manifests: Record<string, object>;
  readonly workspace: Workspace;
  readonly configuration: Configuration;
}

/** Undefined when what is set in it is at fault. */
async function readSpace(one: Space): Promise<Right | undefined> {
  const manifests = manifestsOf(one);
  const texts = Object.entries(manifests).map(
    ([name, manifest]) => [`libs/${name}/project.json`, textOf(name, manifest)] as const,
  );
  const workspace = await readTexts('/w', texts, { isRight: () => true, add: () => {}, save: () => {} });
  try {
    return { manifests, workspace, configuration: resolve(workspace, REQUEST) };
  } catch (error) {
    if (error instanceof UnicoreError) return undefined;
    throw error;
  }
}

async function rightSpaces(count: number, from: number, change: (one: Space) => Space): Promise<Right[]> {
  const found: Right[] = [];
  for (let round = 0; found.length < count; round++) {
    assert.ok(round < 20, `only ${found.length} spaces were right`);
    for (const one of fc.sample(space, { numRuns: count, seed: from + round })) {
      const right = await readSpace(change(one));
      if (right) found.push(right);
    }
  }
  return found.slice(0, count);
}

const ZERO: Record<string, string> = { bool: 'n', choice: 'n', int: '0', hex: '0x0', string: '' };

/** Symbol → value of all options, as a `.config` says them. */
const symbolsOf = (options: readonly ConfiguredOption[]): Record<string, string> =>
  Object.fromEntries(
    options.flatMap((option) =>
      macrosOf(option).map(([macro, text]) => {
        const isBool = option.manifest.type === 'bool' || option.manifest.type === 'choice';
        return [
          macro,
          isBool ? (text === '1' ? 'y' : 'n') : option.manifest.type === 'string' ? String(option.value) : text,
        ];
      }),
    ),
  );

/** The same from what a program wrote; it leaves out what is off. */
function symbolsIn(text: string, options: readonly ConfiguredOption[]): Record<string, string> {
  const { assignments, unread } = readDotConfig(text);
  assert.deepEqual(unread, []);
  return Object.fromEntries(
    options.flatMap((option) =>
      macrosOf(option).map(([macro]) => [macro, assignments.get(macro)?.value ?? ZERO[option.manifest.type]!]),
    ),
  );
}

const lineOf = (macro: string, text: string, type: string): string =>
  type !== 'bool' && type !== 'choice' ? `${macro}=${text}` : text === '1' ? `${macro}=y` : `# ${macro} is not set`;

const lines = (options: readonly Pick<ConfiguredOption, 'macro' | 'manifest' | 'value'>[]): string =>
  options
    .flatMap((option) => macrosOf(option).map(([macro, text]) => `${lineOf(macro, text, option.manifest.type)}\n`))
    .join('');

let root = '';
let rights: Right[] = [];
/** Some of whose projects are in the image only while an option is on. */
let changing: Right[] = [];
before(async () => {
  root = mkdtempSync(join(tmpdir(), 'unicore-kconfig-'));
  rights = await rightSpaces(COUNT, seed, (one) => ({ ...one, late: false }));
  changing = await rightSpaces(COUNT / 10, seed, (one) => ({ ...one, late: true }));
});
after(() => rmSync(root, { recursive: true }));

let made = 0;
function folderWith(kconfig: string, config: string): string {
  const folder = join(root, String(made++));
  mkdirSync(folder);
  writeFileSync(join(folder, 'Kconfig'), kconfig);
  writeFileSync(join(folder, 'in'), config);
  return folder;
}

/** What is needed to see it again: seed, manifests, the file, and what differs. */
function sameSymbols(
  right: Right,
  folder: string,
  actual: Record<string, string>,
  expected: Record<string, string>,
): void {
  const wrong = Object.keys(expected).filter((name) => actual[name] !== expected[name]);
  if (wrong.length === 0) return;
  const lines = wrong.map((name) => `${name}: ${actual[name]}, not ${expected[name]}`).join('\n');
  const files = ['in', 'Kconfig'].map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  assert.fail(`${lines}\nUNICORE_SEED=${seed}\n${JSON.stringify(right.manifests)}\n${files}`);
}

function sameThere(spaces: readonly Right[], peer: Peer, config: (right: Right) => string): void {
  const folders = spaces.map((right) =>
    folderWith(exportKconfig(right.workspace, right.configuration).kconfig, config(right)),
  );
  peer.run(folders);
  spaces.forEach((right, index) => {
    const options = optionsOf(right.configuration);
    const folder = folders[index]!;
    const there = symbolsIn(readFileSync(join(folder, 'out'), 'utf8'), options);
    sameSymbols(right, folder, there, symbolsOf(options));
  });
}

for (const peer of PEERS) {
  const skip = peer.there ? false : `${peer.name} is not installed`;
  test(`${peer.name}: all values of ${COUNT} configurations`, { skip }, () => {
    sameThere(
      [...rights, ...changing],
      peer,
      ({ workspace, configuration }) => exportKconfig(workspace, configuration).config,
    );
  });

  test(`${peer.name}: of what is set alone follow the same values`, { skip }, () => {
    sameThere([...rights, ...changing], peer, ({ configuration }) =>
      lines(optionsOf(configuration).filter(({ why }) => why.by === 'set')),
    );
  });
}

/** A value of an option's type, chosen by a number. */
function someValue({ manifest }: ConfiguredOption, number: number): OptionValue {
  const { type, values = [] } = manifest;
  if (type === 'bool') return number % 2 === 0;
  if (type === 'choice') return values[number % values.length]!;
  return type === 'string' ? ['', 'a b', '\\"$x'][number % 3]! : number % 10;
}

for (const peer of PEERS) {
  const skip = peer.there && KCONFIGLIB.there ? false : `${peer.name} or kconfiglib is not installed`;
  // The others have the same semantics; that they write the same form is what is left to see.
  const count = peer === KCONFIGLIB ? COUNT : COUNT / 5;
  test(`${peer.name}: what it makes of ${count} random choices comes back`, { skip }, () => {
    const spaces = rights.slice(0, count);
    const numbers = fc.sample(fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }), { numRuns: count, seed });
    const folders = spaces.map(({ workspace, configuration }, index) => {
      const chosen = optionsOf(configuration).flatMap((option, at) => {
        const number = numbers[index]![at % 60]!;
        return number % 5 < 2 ? [{ ...option, value: someValue(option, number >> 3) }] : [];
      });
      return folderWith(exportKconfig(workspace, configuration).kconfig, lines(chosen));
    });
    KCONFIGLIB.run(folders);
    if (peer !== KCONFIGLIB) peer.run(folders);
    let [same, broken] = [0, 0];
    spaces.forEach((right, index) => {
      const folder = folders[index]!;
      const text = readFileSync(join(folder, 'out'), 'utf8');
      const { configuration, left } = importDotConfig(right.workspace, REQUEST, '.config', text);
      const options = optionsOf(configuration);
      // The one thing of these spaces that Kconfig only warns of.
      if (readFileSync(join(folder, 'warned'), 'utf8') !== '0') {
        broken++;
        assert.ok(left.length > 0, `a broken select was taken: UNICORE_SEED=${seed}`);
        return;
      }
      assert.deepEqual(left, [], `UNICORE_SEED=${seed}`);
      sameSymbols(right, folder, symbolsOf(options), symbolsIn(text, options));
      same++;
    });
    assert.ok(same > count / 2, `${same} came back, ${broken} were broken`);
  });
}
