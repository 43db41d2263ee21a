// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { app, face, GROUND, lib, rendered, workspaceOf, type Manifests } from '../../resolve/fixture.js';
import { resolve } from '../../resolve/resolve.js';
import { whyNot, type Step } from './why-not.js';

const BOOL = { type: 'bool', default: false };

const WORLD: Manifests = {
  ...GROUND,
  'app-a': app({ requires: ['lib-b', 'heap'], set: { 'b.p': false } }),
  'lib-b': lib({
    requires: [{ name: 'lib-c', when: 'q' }],
    options: {
      p: BOOL,
      q: BOOL,
      both: { ...BOOL, dependsOn: 'p && q' },
      either: { ...BOOL, dependsOn: 'p || q' },
      lone: { ...BOOL, dependsOn: "target.platform == 'xen'" },
      pushed: { type: 'bool', default: false },
      pusher: { type: 'bool', default: true, selects: ['pushed'] },
      size: { type: 'int', range: [0, 100000], default: 10 },
    },
    constraints: [{ assert: '!either || size >= 64', message: 'either needs room' }],
  }),
  'lib-c': lib({ options: { deep: BOOL } }),
  heap: face({}),
  'lib-d': lib({ provides: ['heap'], defaultFor: ['heap'] }),
  'lib-e': lib({ provides: ['heap'], options: { fast: BOOL } }),
};

const text = ({ change, name, value }: Step): string => `${change} ${name} ${String(value)}`;

async function asked(line: string): Promise<string> {
  const [name = '', value = ''] = line.split('=');
  const found = whyNot(await workspaceOf(WORLD), { application: 'app-a', target: 'kvm-x86_64' }, { name, value });
  return found.verdict === 'blocked'
    ? found.solutions.map((steps) => steps.map(text).join(', ')).join(' | ') || 'nothing'
    : found.verdict;
}

test('what is so, and what nothing stands in the way of', async () => {
  assert.equal(await asked('b.p=false'), 'is');
  assert.equal(await asked('b.q=true'), 'free');
});

test('what a condition asks for; ties are all told', async () => {
  assert.equal(await asked('b.both=true'), 'set b.p true, set b.q true');
  assert.equal(await asked('b.pushed=false'), 'set b.pusher false');
  assert.equal(await asked('b.lone=true'), 'nothing');
});

test('a number is as near as can be', async () => {
  assert.equal(await asked('b.either=true'), 'set b.p true, set b.size 64 | set b.q true, set b.size 64');
});

test('an option of a project that is not there', async () => {
  assert.equal(await asked('c.deep=true'), 'require lib-c true | set b.q true');
  assert.equal(await asked('e.fast=true'), 'use heap lib-e');
});

test('what stands in the way is told as the resolver does', async () => {
  const workspace = await workspaceOf(WORLD);
  const found = whyNot(workspace, { application: 'app-a', target: 'kvm-x86_64' }, { name: 'b.both', value: 'true' });
  assert.equal(
    found.verdict === 'blocked' && rendered(found.diagnostics),
    `error: b.both cannot be set: it depends on p && q [UNICORE_E_OPTION_DEPENDS]
  apps/a/project.json:15:14: note: b.p is false: set by app-a
  libs/b/project.json:19:20: note: b.q is false: the default of lib-b
  fix: set b.p to true, and set b.q to true
`,
  );
});

/** 50 libraries with 20 options each, that hang on those before them. */
function large(): Manifests {
  let seed = 7;
  const random = (below: number): number => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) % below;
  const names = Array.from({ length: 50 }, (_, index) => `lib-l${index}`);
  const libs = names.map((name, index) => {
    const options = Array.from({ length: 20 }, (_, n) => {
      const other = (): string => {
        const k = random(index * 20 + n);
        return Math.floor(k / 20) === index ? `o${k % 20}` : `l${Math.floor(k / 20)}.o${k % 20}`;
      };
      // Of each library one is selected by others; nothing keeps it off.
      const dependsOn =
        index + n > 0 && n !== 18 && random(2) ? { dependsOn: `${other()} ${random(2) ? '&&' : '||'} ${other()}` } : {};
      const selects = n < 18 && random(5) === 0 ? { selects: ['o18'] } : {};
      return [`o${n}`, { type: 'bool', default: random(3) === 0, ...dependsOn, ...selects }];
    });
    return [name, lib({ requires: names.slice(0, index), options: Object.fromEntries(options) })] as const;
  });
  return { ...GROUND, 'app-a': app({ requires: names }), ...Object.fromEntries(libs) };
}

test('a thousand options: few sets are tried', async () => {
  const workspace = await workspaceOf(large());
  const request = { application: 'app-a', target: 'kvm-x86_64' };
  const off = [...resolve(workspace, request).projects.values()]
    .flatMap(({ options }) => [...options.values()])
    .filter(({ why }) => why.by === 'depends-off');
  let blocked = 0;
  for (let n = 0; n < off.length; n += Math.ceil(off.length / 5)) {
    const found = whyNot(workspace, request, { name: off[n]!.name, value: 'true' });
    assert.equal(found.verdict, 'blocked');
    if (found.verdict !== 'blocked') continue;
    blocked++;
    assert.ok(
      found.tried < 5000 && !found.limited && found.solutions.length > 0,
      `${found.name}: ${found.tried} tried`,
    );
  }
  assert.ok(blocked > 3, `${blocked}`);
});
