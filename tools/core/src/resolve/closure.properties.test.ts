// SPDX-License-Identifier: BSD-3-Clause
// What holds of the projects of every image: generated requires that hang on options and on each other.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { UnicoreError } from '../diagnostic.js';
import { readTexts } from '../manifest/read.js';
import type { Configuration } from '../model.js';
import { GROUND, textOf } from './fixture.js';
import { resolve } from './resolve.js';

const COUNT = 6;
const edge = fc.record({
  from: fc.nat(COUNT - 1),
  to: fc.nat(COUNT - 1),
  /** Always, on an own option, when another project is there, when it is not. */
  when: fc.constantFrom('', 'on', 'has', '!has') as fc.Arbitrary<'' | 'on' | 'has' | '!has'>,
  of: fc.nat(COUNT - 1),
});
const space = fc.record({
  edges: fc.array(edge, { maxLength: 14 }),
  on: fc.array(fc.boolean(), { minLength: COUNT, maxLength: COUNT }),
  order: fc.shuffledSubarray(
    Array.from({ length: COUNT + 4 }, (_, n) => n),
    { minLength: COUNT + 4 },
  ),
});
type Space = typeof space extends fc.Arbitrary<infer One> ? One : never;

const nameOf = (n: number): string => (n === 0 ? 'app-a' : `lib-l${n}`);
/** What `has` asks: project n provides it. */
const capabilityOf = (n: number): string => `cap${n}`;

function whenOf({ when, of }: Space['edges'][number]): string | undefined {
  if (when === '') return undefined;
  return when === 'on' ? 'on' : `${when}(${capabilityOf(of)})`;
}

function manifestsOf({ edges, on }: Space): [string, object][] {
  const projects = Array.from({ length: COUNT }, (_, n): [string, object] => {
    const own = edges.filter(({ from }) => from === n);
    const manifest = {
      kind: n === 0 ? 'application' : 'library',
      summary: 's',
      // Only linked: circles of headers are another matter.
      requires: own.map((one) => {
        const when = whenOf(one);
        return { name: nameOf(Math.max(1, one.to)), link: true, ...(when === undefined ? {} : { when }) };
      }),
      optional: own.filter(({ when }) => when.endsWith('has')).map(({ of }) => capabilityOf(of)),
      options: { on: { type: 'bool', default: on[n] } },
    };
    return [
      nameOf(n),
      n === 0 ? { ...manifest, targets: { 'kvm-x86_64': {} } } : { ...manifest, provides: [capabilityOf(n)] },
    ];
  });
  const capabilities = projects.map((_, n): [string, object] => [capabilityOf(n), { kind: 'interface', summary: 's' }]);
  return [...Object.entries(GROUND), ...projects, ...capabilities] as [string, object][];
}

async function outcome(manifests: readonly (readonly [string, object])[]): Promise<Configuration | string> {
  const workspace = await readTexts(
    '/w',
    manifests.map(([name, manifest]) => [`libs/${name}/project.json`, textOf(name, manifest)] as const),
  );
  assert.deepEqual(workspace.diagnostics, []);
  try {
    return resolve(
      { ...workspace, projects: new Map(manifests.map(([name]) => [name, workspace.projects.get(name)!])) },
      { application: 'app-a', target: 'kvm-x86_64' },
    );
  } catch (error) {
    if (!(error instanceof UnicoreError)) throw error;
    return error.message;
  }
}

/** Everything that a configuration says of its projects. */
const shown = (found: Configuration | string): unknown =>
  typeof found === 'string'
    ? found
    : [...found.projects].map(([name, { why, requires, sees }]) => [
        name,
        why.map(({ text, location }) => [text, location]),
        [...requires],
        sees,
      ]);

test('the order of projects never matters, neither for what is there nor for why', async () => {
  await fc.assert(
    fc.asyncProperty(space, async (one) => {
      const manifests = manifestsOf(one);
      const places = one.order.concat(manifests.map((_, n) => n).slice(one.order.length));
      assert.deepEqual(shown(await outcome(places.map((n) => manifests[n]!))), shown(await outcome(manifests)));
    }),
    { numRuns: 200 },
  );
});

test('an image holds what is reached under its own options, and nothing else', async () => {
  let contradictions = 0;
  let right = 0;
  await fc.assert(
    fc.asyncProperty(space, async (one) => {
      const found = await outcome(manifestsOf(one));
      if (typeof found === 'string') {
        assert.match(found, /^UNICORE_E_REQUIRES_UNSTABLE: lib-l\d is in the image only if it is not$/);
        contradictions++;
        return;
      }
      right++;
      const there = (n: number): boolean => n > 0 && found.projects.has(nameOf(n));
      const holds = ({ from, when, of }: Space['edges'][number]): boolean =>
        when === '' || (when === 'on' ? one.on[from] === true : there(of) === (when === 'has'));
      const reached = new Set([0]);
      for (const n of reached)
        for (const each of one.edges) if (each.from === n && holds(each)) reached.add(Math.max(1, each.to));
      const libraries = [...found.projects.keys()].filter((name) => name.startsWith('lib-'));
      assert.deepEqual(
        libraries,
        [...reached]
          .filter((n) => n > 0)
          .map(nameOf)
          .sort(),
      );
    }),
    { numRuns: 400 },
  );
  assert.ok(right > 100 && contradictions > 0, `${right} right, ${contradictions} contradictions`);
});
