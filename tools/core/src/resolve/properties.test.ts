// SPDX-License-Identifier: BSD-3-Clause
// What holds of every configuration: generated option spaces over generated projects, checked against the rules one by one.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { evaluate } from '../condition/evaluate.js';
import { UnicoreError } from '../diagnostic.js';
import { readTexts } from '../manifest/read.js';
import type { Configuration, ConfiguredOption, OptionValue } from '../model.js';
import { textOf } from './fixture.js';
import { aliasOf, qualify } from './names.js';
import { resolve } from './resolve.js';
import { manifestsOf, space } from './spaces.fixture.js';
import { misfit, plainOf, zeroOf } from './values.js';

/** Keys of all objects and projects in another order; lists as they are, for their order means something. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, next));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, shuffled(one, next), next()] as const);
  return Object.fromEntries(entries.sort((a, b) => a[2] - b[2]).map(([key, one]) => [key, one]));
}

async function outcome(manifests: Record<string, object>): Promise<Configuration | string[]> {
  const workspace = await readTexts(
    '/w',
    Object.entries(manifests).map(([name, manifest]) => [`libs/${name}/project.json`, textOf(name, manifest)] as const),
  );
  try {
    assert.deepEqual(workspace.diagnostics, []);
    return resolve(workspace, { application: 'app-a', target: 'kvm-x86_64' });
  } catch (error) {
    if (!(error instanceof UnicoreError)) throw error;
    return error.diagnostics.map(({ code, message, hint }) => `${code} ${message} ${hint}`).sort();
  }
}

const optionsIn = ({ build, projects }: Configuration): Map<string, ConfiguredOption> =>
  new Map(
    [...build.values(), ...[...projects.values()].flatMap((project) => [...project.options.values()])].map((option) => [
      option.name,
      option,
    ]),
  );
const valuesIn = (configuration: Configuration): Record<string, OptionValue> =>
  Object.fromEntries(
    [...optionsIn(configuration)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { value }]) => [name, value]),
  );
const setIn = (manifests: Record<string, object>): Record<string, OptionValue> =>
  (manifests['app-a'] as { set: Record<string, OptionValue> }).set;

test('the order of projects, of options and of what is set never matters', async () => {
  await fc.assert(
    fc.asyncProperty(space, async (one) => {
      const manifests = manifestsOf(one);
      const next = () => one.order.next().value as number;
      const [a, b] = [await outcome(manifests), await outcome(shuffled(manifests, next) as Record<string, object>)];
      if (Array.isArray(a) || Array.isArray(b)) assert.deepEqual(b, a);
      else assert.deepEqual(valuesIn(b), valuesIn(a));
    }),
    { numRuns: 300 },
  );
});

test('what was written is so, or there is a fault', async () => {
  let right = 0;
  await fc.assert(
    fc.asyncProperty(space, async (one) => {
      const manifests = manifestsOf(one);
      const found = await outcome(manifests);
      if (Array.isArray(found)) return;
      right++;
      const values = valuesIn(found);
      for (const [name, value] of Object.entries(setIn(manifests))) assert.equal(values[name], value, name);
    }),
    { numRuns: 300 },
  );
  assert.ok(right > 100, `only ${right} configurations were right`);
});

test('setting everything to what it is changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(space, async (one) => {
      const manifests = manifestsOf(one);
      const found = await outcome(manifests);
      if (Array.isArray(found)) return;
      const set = Object.fromEntries(
        [...optionsIn(found)]
          .filter(([, { why }]) => why.by !== 'depends-off')
          .map(([name, { value }]) => [name, value]),
      );
      const again = await outcome({ ...manifests, 'app-a': { ...manifests['app-a'], set } });
      assert.ok(!Array.isArray(again), String(again));
      assert.deepEqual(valuesIn(again), valuesIn(found));
    }),
    { numRuns: 200 },
  );
});

/** The rules of one option, told from the values of all others. */
function expected(
  option: ConfiguredOption,
  configuration: Configuration,
  set: Record<string, OptionValue>,
): OptionValue {
  const options = optionsIn(configuration);
  const ownerOf = (name: string) =>
    [...configuration.projects.values()].find((project) =>
      [...project.options.values()].some((one) => one.name === name),
    )?.project;
  const holds = (name: string, condition: string | undefined): boolean =>
    condition === undefined ||
    evaluate(condition, {
      has: () => false,
      value: (other) =>
        other === 'target.arch' ? 'x86_64' : (options.get(qualify(other, ownerOf(name)))?.value ?? false),
    });
  const pushed = (how: 'selects' | 'implies'): boolean =>
    [...options.values()].some(({ name, value, manifest }) =>
      (manifest[how] ?? []).some((item) => {
        const { option: to, when } = typeof item === 'string' ? { option: item, when: undefined } : item;
        return value === true && qualify(to, ownerOf(name)) === option.name && holds(name, when);
      }),
    );
  const { name, manifest } = option;
  if (!holds(name, manifest.dependsOn)) return zeroOf(manifest);
  if (pushed('selects')) return true;
  if (set[name] !== undefined) return set[name];
  if (pushed('implies')) return true;
  const plain = Array.isArray(manifest.default)
    ? manifest.default.find(({ when }) => holds(name, when))?.value
    : manifest.default;
  const alias = aliasOf(manifest, plain);
  return alias === undefined ? (plain ?? plainOf(manifest)) : options.get(qualify(alias, ownerOf(name)))!.value;
}

test('each value follows from the rules, and fits its type', async () => {
  await fc.assert(
    fc.asyncProperty(space, async (one) => {
      const manifests = manifestsOf({ ...one, late: false });
      const found = await outcome(manifests);
      if (Array.isArray(found)) return;
      for (const option of optionsIn(found).values()) {
        assert.equal(option.value, expected(option, found, setIn(manifests)), option.name);
        if (option.why.by !== 'depends-off')
          assert.equal(misfit(option.manifest, option.value), undefined, option.name);
      }
    }),
    { numRuns: 300 },
  );
});
