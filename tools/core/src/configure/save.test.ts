// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { UnicoreError } from '../diagnostic.js';
import { resolve } from '../resolve/resolve.js';
import { app, face, GROUND, lib, rendered, workspaceOf, type Manifests } from '../resolve/fixture.js';
import { defconfig } from './defconfig.js';
import { smallestChange, type Change } from './save.js';
import { difference, withProject, withText } from './space.js';

const OPTIONS = {
  size: { type: 'int', range: [1, 8], default: 2 },
  on: { type: 'bool', default: true },
  deep: { type: 'bool', default: false, dependsOn: 'on' },
};

const world = (more: object = {}): Manifests => ({
  ...GROUND,
  'app-a': app({ requires: ['lib-b', 'heap'], ...more }),
  'lib-b': lib({ options: OPTIONS }),
  heap: face({}),
  'lib-c': lib({ provides: ['heap'], defaultFor: ['heap'] }),
  'lib-d': lib({ provides: ['heap'] }),
});

/** `set`, `use` and `targets` of the application after a change, or what a user sees. */
async function after(more: object, changes: readonly Change[], target?: string): Promise<unknown> {
  const workspace = await workspaceOf(world(more));
  try {
    const saved = smallestChange(workspace, { application: 'app-a', changes, ...(target ? { target } : {}) });
    const { unicore } = JSON.parse(saved.text) as { unicore: Record<string, unknown> };
    const { set, use, targets } = unicore;
    return JSON.parse(JSON.stringify({ set, use, targets }));
  } catch (error) {
    if (error instanceof UnicoreError) return rendered(error.diagnostics);
    throw error;
  }
}

const change = (text: string): Change => {
  const [name = '', value] = text.split('=');
  return { name, value };
};

const KVM = 'kvm-x86_64';
const BOTH = { 'kvm-x86_64': {}, 'linuxu-x86_64': {} };

test('a line for all targets, or for one', async () => {
  assert.deepEqual(await after({}, [change('b.size=3')]), { set: { 'b.size': 3 }, targets: BOTH });
  assert.deepEqual(await after({}, [change('b.size=3')], KVM), {
    targets: { ...BOTH, 'kvm-x86_64': { set: { 'b.size': 3 } } },
  });
  assert.deepEqual(await after({}, [change('use.heap=lib-d')]), { use: { heap: 'lib-d' }, targets: BOTH });
});

test('what is so without a line has none', async () => {
  assert.deepEqual(await after({}, [change('b.size=2')]), { targets: BOTH });
  assert.deepEqual(await after({ set: { 'b.size': 3 } }, [change('b.size=2')]), { targets: BOTH });
  const targets = { ...BOTH, 'kvm-x86_64': { set: { 'b.size': 4 } } };
  assert.deepEqual(await after({ set: { 'b.size': 3 }, targets }, [change('b.size=3')], KVM), {
    set: { 'b.size': 3 },
    targets: BOTH,
  });
});

test('for all targets a target’s own line gives way, unless it says the same', async () => {
  const targets = { ...BOTH, 'kvm-x86_64': { set: { 'b.size': 4 } } };
  assert.deepEqual(await after({ targets }, [change('b.size=5')]), { set: { 'b.size': 5 }, targets: BOTH });
  assert.deepEqual(await after({ targets }, [change('b.size=4')]), { set: { 'b.size': 4 }, targets });
});

test('changes that need each other are made together', async () => {
  assert.deepEqual(await after({ set: { 'b.on': false } }, [change('b.deep=true'), change('b.on=true')]), {
    set: { 'b.deep': true },
    targets: BOTH,
  });
});

test('unset takes lines away', async () => {
  const targets = { ...BOTH, 'kvm-x86_64': { set: { 'b.size': 4 } } };
  assert.deepEqual(await after({ set: { 'b.size': 3 }, targets }, [change('b.size')]), { targets: BOTH });
  assert.deepEqual(await after({ set: { 'b.size': 3 }, targets }, [change('b.size')], KVM), {
    set: { 'b.size': 3 },
    targets: BOTH,
  });
});

test('what cannot be is refused', async () => {
  assert.equal(
    await after({ set: { 'b.on': false } }, [change('b.deep=true')]),
    `error: b.deep cannot be set: it depends on on [UNICORE_E_OPTION_DEPENDS]
  apps/a/project.json:15:15: note: b.on is false: set by app-a
  fix: set b.on to true
`,
  );
  assert.equal(
    await after({}, [change('b.size=9')]),
    `error: b.size: 9 is out of range [UNICORE_E_OPTION_VALUE]
  fix: write a value from 1 to 8
`,
  );
  assert.equal(
    await after({}, [change('b.sise=1')]),
    `error: no option is called "b.sise" [UNICORE_E_OPTION_UNKNOWN]
  fix: did you mean "b.size"?
`,
  );
  assert.equal(
    await after({ set: { 'b.size': 3 } }, [change('b.size')], KVM),
    `error: b.size is not set by the target kvm-x86_64 [UNICORE_E_CONFIG_NOT_SET]
  fix: it is set at apps/a/project.json:15:17
`,
  );
  assert.equal(
    await after({}, [change('b.sise')]),
    `error: b.sise is not set by app-a [UNICORE_E_CONFIG_NOT_SET]
  fix: did you mean "b.size"?
`,
  );
});

test('the effects are those of the text, on targets that extend the changed one, too', async () => {
  const targets = { 'kvm-x86_64': {}, 'kvm-x86_64-b': { extends: KVM }, 'linuxu-x86_64': {} };
  const workspace = await workspaceOf(world({ targets }));
  const { effects, text } = smallestChange(workspace, {
    application: 'app-a',
    target: KVM,
    changes: [change('b.on=false')],
  });
  const changed = withProject(workspace, withText(workspace.projects.get('app-a')!, text));
  for (const target of Object.keys(targets)) {
    const of = (one: typeof workspace) => resolve(one, { application: 'app-a', target });
    assert.deepEqual(effects.get(target), difference(of(workspace), of(changed)));
    assert.equal(effects.get(target)!.options.length, target === 'linuxu-x86_64' ? 0 : 1);
  }
});

test('defconfig: the fewest lines, which make the same', async () => {
  const workspace = await workspaceOf(
    world({
      use: { heap: 'lib-c' },
      set: { 'b.size': 3, 'b.on': true },
      targets: { 'kvm-x86_64': { set: { 'b.deep': true } }, 'linuxu-x86_64': {} },
    }),
  );
  assert.deepEqual(
    [...defconfig(workspace, { application: 'app-a', target: KVM, overrides: { 'b.size': '4' } })],
    [
      ['b.deep', true],
      ['b.size', '4'],
    ],
  );
});
