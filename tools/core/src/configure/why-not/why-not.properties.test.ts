// SPDX-License-Identifier: BSD-3-Clause
// The smallest sets of changes are compared with all there are: every set of up to two changes of small generated workspaces is
// given to the resolver itself.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { UnicoreError } from '../../diagnostic.js';
import type { OptionValue, Workspace } from '../../model.js';
import { app, face, GROUND, lib, workspaceOf, type Manifests } from '../../resolve/fixture.js';
import { inquire } from '../../resolve/resolve.js';
import { everyOption } from '../../resolve/scope.js';
import { Space } from './model.js';
import { Presence } from './presence.js';
import { resolveWith, whyNot, type Step } from './why-not.js';

const REQUEST = { application: 'app-a', target: 'kvm-x86_64' };

/** Random lines that are mostly right; what does not resolve as it is says nothing here. */
const NAMES = ['b.p', 'b.q', 'b.r', 'c.s', 'c.t'] as const;

const condition = (pool: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom(...pool, "has('lib-d')", 'b.n >= 2', "b.k == 'y'"), fc.boolean()), {
      minLength: 1,
      maxLength: 2,
    })
    .chain((parts) =>
      fc.constantFrom(' && ', ' || ').map((glue) => parts.map(([name, not]) => (not ? `!(${name})` : name)).join(glue)),
    );

const option = (index: number): fc.Arbitrary<object> => {
  // Later ones hang on earlier ones alone, so that few are cycles.
  const pool = NAMES.slice(0, index);
  const depends = pool.length > 0 ? fc.option(condition(pool), { nil: undefined }) : fc.constant(undefined);
  const rest = NAMES.slice(0, index).filter((name) => name.startsWith(index < 3 ? 'b.' : ''));
  const pushes =
    rest.length > 0
      ? fc.option(
          fc.constantFrom(...rest).map((name) => [name]),
          { nil: undefined },
        )
      : fc.constant(undefined);
  return fc.record({ dependsOn: depends, selects: pushes, implies: pushes, default: fc.boolean() }).map((record) => ({
    type: 'bool',
    ...Object.fromEntries(Object.entries(record).filter(([, v]) => v !== undefined)),
  }));
};

const world: fc.Arbitrary<Manifests> = fc
  .record({
    options: fc.tuple(...NAMES.map((_, index) => option(index))),
    n: fc.integer({ min: 0, max: 3 }),
    k: fc.constantFrom('x', 'y'),
    constraint: fc.option(condition(NAMES.slice(0, 3)), { nil: undefined }),
    set: fc.dictionary(fc.constantFrom(...NAMES.slice(0, 3)), fc.boolean(), { maxKeys: 2 }),
    when: fc.constantFrom('b.p', '!b.q', 'b.n >= 3'),
    alternative: fc.boolean(),
  })
  .map(({ options, n, k, constraint, set, when, alternative }) => ({
    ...GROUND,
    'app-a': app({ requires: ['lib-b', { name: 'lib-c', when }, 'heap'], optional: ['lib-d'], set }),
    'lib-b': lib({
      optional: ['lib-c', 'lib-d'],
      options: {
        p: options[0],
        q: options[1],
        r: options[2],
        n: { type: 'int', range: [0, 3], default: n },
        k: { type: 'choice', values: ['x', 'y'], default: k },
      },
      ...(constraint ? { constraints: [{ assert: constraint, message: 'm' }] } : {}),
    }),
    'lib-c': lib({ optional: ['lib-b', 'lib-d'], options: { s: options[3], t: options[4] } }),
    'lib-d': lib({}),
    heap: face({}),
    'lib-e': lib({ provides: ['heap'], defaultFor: ['heap'] }),
    'lib-f': lib({ provides: ['heap'], requires: alternative ? ['lib-d'] : [] }),
  }));

/** Every change that there is. */
function universe(workspace: Workspace): Step[] {
  const inquiry = inquire(workspace, REQUEST);
  const { requirable } = new Presence(new Space(inquiry));
  const options = [...everyOption(workspace.projects).values()].filter(({ owner }) => owner !== undefined);
  const values = (manifest: { type: string; values?: string[] | undefined }): OptionValue[] =>
    manifest.type === 'bool' ? [true, false] : manifest.type === 'choice' ? manifest.values! : [0, 1, 2, 3];
  return [
    ...options.flatMap(({ name, manifest }) => values(manifest).map((value): Step => ({ change: 'set', name, value }))),
    ...inquiry.written.map(({ name }): Step => ({ change: 'drop', name, value: true })),
    ...['lib-e', 'lib-f'].map((value): Step => ({ change: 'use', name: 'heap', value })),
    ...[...requirable]
      .filter((name) => name.startsWith('lib-'))
      .map((name): Step => ({ change: 'require', name, value: true })),
  ];
}

function works(workspace: Workspace, steps: readonly Step[]): boolean {
  try {
    resolveWith(workspace, REQUEST, steps);
    return true;
  } catch (error) {
    if (error instanceof UnicoreError) return false;
    throw error;
  }
}

/** The options, providers and projects that a solution changes: numbers are told nearest, and a line dropped or set is one thing. */
const shape = (steps: readonly Step[]): string =>
  steps
    .map(({ change, name, value }) =>
      typeof value === 'number' ? `${change} ${name}` : `${change} ${name} ${String(value)}`,
    )
    .sort()
    .join(', ');

function exhaustive(workspace: Workspace, goal: Step): Step[][] {
  const changes = universe(workspace).filter(({ name, change }) => !(change === 'set' && name === goal.name));
  const one = changes.filter((step) => works(workspace, [goal, step])).map((step) => [step]);
  if (one.length > 0) return one;
  return changes.flatMap((first, index) =>
    changes
      .slice(index + 1)
      .filter((second) => second.name !== first.name)
      .filter((second) => works(workspace, [goal, first, second]))
      .map((second) => [first, second]),
  );
}

test('the smallest sets of changes are all that there are', async () => {
  let blocked = 0;
  let deep = 0;
  await fc.assert(
    fc.asyncProperty(world, fc.constantFrom(...NAMES), fc.boolean(), async (manifests, name, value) => {
      const workspace = await workspaceOf(manifests);
      if (workspace.diagnostics.length > 0 || !works(workspace, [])) return;
      const goal: Step = { change: 'set', name, value };
      const found = whyNot(workspace, REQUEST, { name, value });
      if (found.verdict !== 'blocked') {
        assert.ok(found.verdict === 'is' || works(workspace, [goal]));
        return;
      }
      blocked++;
      for (const steps of found.solutions) assert.ok(works(workspace, [goal, ...steps]), shape(steps));
      const all = exhaustive(workspace, goal);
      const [first] = all;
      if (first === undefined) {
        assert.ok((found.solutions[0]?.length ?? 3) > 2, 'smaller than all there are');
        return;
      }
      if (first.length === 2) deep++;
      assert.equal(found.solutions[0]?.length, first.length);
      const isDropOfSet = (steps: readonly Step[]): boolean => steps.some(({ change }) => change === 'drop');
      const expected = new Set(all.filter((steps) => !isDropOfSet(steps)).map(shape));
      const told = new Set(found.solutions.filter((steps) => !isDropOfSet(steps)).map(shape));
      assert.deepEqual([...told].sort(), [...expected].sort());
    }),
    { numRuns: Number(process.env['UNICORE_RUNS'] ?? 1500), seed: 20261125 },
  );
  assert.ok(blocked > 20 && deep > 0, `${blocked} blocked, ${deep} of them by two`);
});
