// SPDX-License-Identifier: BSD-3-Clause
// What a configuration is where nothing is wrong.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Configuration } from '../model.js';
import {
  app,
  configured,
  face,
  GROUND,
  lib,
  rendered,
  valuesOf,
  withOptions,
  workspaceOf,
  type Asked,
  type Manifests,
} from './fixture.js';
import { macroOf, shortName } from './names.js';
import { optionsTable } from './table.js';
import { resolve, targetsOf, testApplication, testTargetsOf, why } from './resolve.js';

async function right(manifests: Manifests, asked?: Asked): Promise<Configuration> {
  const found = await configured(manifests, asked);
  assert.ok(typeof found !== 'string', String(found));
  return found;
}

const bool = (more: object = {}): object => ({ type: 'bool', ...more });
const int = (more: object = {}): object => ({ type: 'int', ...more });

test('names in manifests and in C', () => {
  assert.deepEqual(['lib-posix-thread', 'app-nginx', 'heap', 'arch-x86_64'].map(shortName), [
    'posixThread',
    'nginx',
    'heap',
    'x86_64',
  ]);
  assert.deepEqual(['lwip.tcpMss', 'posixThread.max', 'x86_64.fsgsbase', 'http.v2Push'].map(macroOf), [
    'CONFIG_LWIP_TCP_MSS',
    'CONFIG_POSIX_THREAD_MAX',
    'CONFIG_X86_64_FSGSBASE',
    'CONFIG_HTTP_V2_PUSH',
  ]);
});

test('defaults: a value, another option, the first alternative that holds, else the plain one', async () => {
  const options = {
    a: int({ default: 3 }),
    b: int({ default: 'a' }),
    c: int({ default: [{ value: 1, when: 'a > 5' }, { value: 'a', when: 'b == 3' }, { value: 9 }] }),
    d: int(),
    e: { type: 'choice', values: ['x', 'y'] },
    f: { type: 'string', default: 'a' },
    g: { type: 'hex', default: '0x10' },
    h: bool({ default: [{ value: true, when: 'a > 5' }] }),
  };
  assert.equal(await valuesOf(withOptions(options)), 'b.a=3 b.b=3 b.c=3 b.d=0 b.e=x b.f=a b.g=16 b.h=false');
  assert.equal(
    await valuesOf(withOptions(options, { set: { 'b.a': 6 } })),
    'b.a=6 b.b=6 b.c=1 b.d=0 b.e=x b.f=a b.g=16 b.h=true',
  );
});

test('what depends on something off has its zero, and may be set to just that', async () => {
  const options = {
    on: bool(),
    n: int({ dependsOn: 'on', default: 7 }),
    c: { type: 'choice', values: ['x', 'y'], dependsOn: 'on' },
    y: bool({ default: [{ value: true, when: "c == 'x'" }] }),
  };
  assert.equal(await valuesOf(withOptions(options, { set: { 'b.n': 0 } })), 'b.c= b.n=0 b.on=false b.y=false');
  assert.equal(await valuesOf(withOptions(options, { set: { 'b.on': true } })), 'b.c=x b.n=7 b.on=true b.y=true');
});

test('selects beat defaults and implies; what the user set beats implies', async () => {
  const options = {
    on: bool({ selects: ['s'], implies: [{ option: 'i', when: 'w' }] }),
    w: bool({ default: true }),
    s: bool(),
    i: bool(),
  };
  assert.equal(await valuesOf(withOptions(options)), 'b.i=false b.on=false b.s=false b.w=true');
  assert.equal(await valuesOf(withOptions(options, { set: { 'b.on': true } })), 'b.i=true b.on=true b.s=true b.w=true');
  assert.equal(
    await valuesOf(withOptions(options, { set: { 'b.on': true, 'b.i': false } })),
    'b.i=false b.on=true b.s=true b.w=true',
  );
  assert.equal(
    await valuesOf(withOptions(options, { set: { 'b.on': true, 'b.w': false } })),
    'b.i=false b.on=true b.s=true b.w=false',
  );
});

test('options that select each other are on together, or off', async () => {
  const options = {
    a: bool({ selects: ['b'] }),
    b: bool({ selects: ['c'] }),
    c: bool({ selects: ['a'] }),
    d: bool({ implies: ['a'] }),
  };
  assert.equal(await valuesOf(withOptions(options)), 'b.a=false b.b=false b.c=false b.d=false');
  assert.equal(await valuesOf(withOptions(options, { set: { 'b.b': true } })), 'b.a=true b.b=true b.c=true b.d=false');
  assert.equal(await valuesOf(withOptions(options, { set: { 'b.d': true } })), 'b.a=true b.b=true b.c=true b.d=true');
});

test('the nearer set wins, whatever name it uses; the command line beats all', async () => {
  const manifests = withOptions(
    { n: int({ renamedFrom: ['m'] }), label: { type: 'string' } },
    {
      set: { 'b.m': 1 },
      targets: {
        'kvm-x86_64': { set: { 'b.n': 2 } },
        'kvm-x86_64-x': { extends: 'kvm-x86_64', set: { 'b.m': 3 } },
        'linuxu-x86_64': {},
      },
    },
  );
  assert.equal(await valuesOf(manifests, { target: 'linuxu-x86_64' }), 'b.label= b.n=1');
  assert.equal(await valuesOf(manifests), 'b.label= b.n=2');
  assert.equal(await valuesOf(manifests, { target: 'kvm-x86_64-x' }), 'b.label= b.n=3');
  assert.equal(await valuesOf(manifests, { overrides: { 'b.n': '0x10', 'b.label': '12' } }), 'b.label=12 b.n=16');
  assert.equal(
    rendered((await right(manifests)).warnings),
    `apps/a/project.json:24:7: warning: the option b.m is called b.n now [UNICORE_W_OPTION_RENAMED]
        "b.m": 1
        ^~~~~
  fix: write "b.n"
`,
  );
});

test('a target is what its own name or the nearest "target" says', async () => {
  const manifests = {
    'app-a': app({
      targets: {
        'linuxu-x86_64': {},
        'kvm-x86_64-fast': {},
        small: { extends: 'linuxu-x86_64' },
        other: { extends: 'small', target: 'kvm-x86_64' },
        'kvm-x86_64-y': { extends: 'small' },
      },
    }),
  };
  const platforms = await Promise.all(
    ['linuxu-x86_64', 'kvm-x86_64-fast', 'small', 'other', 'kvm-x86_64-y'].map(
      async (target) => (await right(manifests, { target })).target.platform,
    ),
  );
  assert.deepEqual(platforms, ['linuxu', 'kvm', 'linuxu', 'kvm', 'kvm']);
});

test('an option may be set for a project that only another target has', async () => {
  const manifests = {
    'app-a': app({
      requires: ['sockets'],
      use: { sockets: 'lib-lwip' },
      set: { 'lwip.tcpMss': 1448 },
      targets: { 'linuxu-x86_64': { use: { sockets: 'lib-hostsock' } }, 'kvm-x86_64': {} },
    }),
    sockets: face(),
    'lib-lwip': lib({ provides: ['sockets'], options: { tcpMss: int() } }),
    'lib-hostsock': lib({ provides: ['sockets'], supports: { platforms: ['linuxu'] } }),
  };
  assert.equal(await valuesOf(manifests), 'lwip.tcpMss=1448');
  assert.equal(await valuesOf(manifests, { target: 'linuxu-x86_64' }), '');
  assert.deepEqual(why(await right(manifests, { target: 'linuxu-x86_64' }), 'lwip.tcpMss'), [
    'lwip.tcpMss is set (apps/a/project.json:21:7), but its project is not in the image for linuxu-x86_64',
  ]);
});

test('providers: use, then the platform, then the declared default; of many, all declared ones', async () => {
  const provider = (capability: string, more: object = {}): object => lib({ provides: [capability], ...more });
  const manifests = (more: object): Manifests => ({
    'app-a': app({ requires: ['heap', 'netdev'], ...more }),
    heap: face(),
    netdev: face({ cardinality: 'many' }),
    'lib-tlsf': provider('heap', { defaultFor: ['heap'] }),
    'lib-region': provider('heap'),
    'lib-first': provider('heap'),
    'lib-tap': provider('netdev', { defaultFor: ['netdev'], supports: { platforms: ['linuxu'] } }),
    'lib-virtio': provider('netdev', { defaultFor: ['netdev'] }),
    'plat-linuxu': { ...(GROUND['plat-linuxu'] as object), defaults: { heap: 'lib-region' } },
  });
  const chosen = async (more: object, target: string) =>
    Object.fromEntries((await right(manifests(more), { target })).projects.get('app-a')!.requires);
  assert.deepEqual(await chosen({}, 'kvm-x86_64'), { heap: ['lib-tlsf'], netdev: ['lib-virtio'] });
  assert.deepEqual(await chosen({}, 'linuxu-x86_64'), { heap: ['lib-region'], netdev: ['lib-tap', 'lib-virtio'] });
  assert.deepEqual(await chosen({ use: { heap: 'lib-first', netdev: [] } }, 'linuxu-x86_64'), {
    heap: ['lib-first'],
    netdev: [],
  });
});

test('--set chooses providers, too', async () => {
  const manifests = {
    'app-a': app({ requires: ['heap'], use: { heap: 'lib-a' } }),
    heap: face(),
    'lib-a': lib({ provides: ['heap'] }),
    'lib-b': lib({ provides: ['heap'] }),
  };
  const asked = (name: string, value: string) => configured(manifests, { overrides: { [name]: value } });
  const found = await asked('use.heap', 'lib-b');
  assert.ok(typeof found !== 'string' && found.projects.has('lib-b') && !found.projects.has('lib-a'));
  assert.match(String(await asked('use.heap', 'lib-c')), /no project is called "lib-c"/);
  assert.match(String(await asked('use.heap', 'lib-a,lib-b')), /heap has exactly one provider, and 2 are named/);
  assert.match(String(await asked('use.hepa', 'lib-a')), /no capability is called "hepa"[^]*did you mean "heap"/);
});

test('requires that hang on options, and on what is there', async () => {
  const manifests = {
    'app-a': app({
      requires: ['lib-b', { name: 'lib-c', when: 'c' }, { name: 'lib-e', when: '!has(lib)' }],
      optional: ['lib'],
      options: { c: bool() },
    }),
    'lib-b': lib(),
    'lib-c': lib({ requires: ['lib-d'], options: { x: bool({ default: 'd.y' }) } }),
    'lib-d': lib({ provides: ['lib'], options: { y: bool({ default: true }) } }),
    'lib-e': lib(),
    lib: face(),
  };
  const names = async (set: object) =>
    [...(await right({ ...manifests, 'app-a': { ...(manifests['app-a'] as object), set } })).projects.keys()].join(' ');
  assert.equal(await names({}), 'app-a arch-x86_64 lib-b lib-e plat-kvm');
  assert.equal(await names({ c: true, 'c.x': false }), 'app-a arch-x86_64 lib-b lib-c lib-d plat-kvm');
});

test('what a project sees: its requires, what they show, what it provides; no provider, nothing that is only linked', async () => {
  const { projects } = await right({
    'app-a': app({ requires: ['lib-b', 'heap'] }),
    'lib-b': lib({
      requires: [{ name: 'lib-c', public: true }, 'lib-d', { name: 'lib-e', link: true }],
      optional: ['heap', 'lib-z'],
    }),
    'lib-c': lib({ requires: [{ name: 'lib-f', public: true }] }),
    'lib-d': lib(),
    'lib-e': lib({ requires: [{ name: 'lib-b', link: true }] }),
    'lib-f': lib(),
    'lib-z': lib(),
    heap: face(),
    'lib-tlsf': lib({ provides: ['heap'], defaultFor: ['heap'] }),
  });
  assert.deepEqual(projects.get('app-a')!.sees, ['app-a', 'heap', 'lib-b', 'lib-c', 'lib-f']);
  assert.deepEqual(projects.get('lib-b')!.sees, ['heap', 'lib-b', 'lib-c', 'lib-d', 'lib-f']);
  assert.deepEqual(projects.get('lib-tlsf')!.sees, ['heap', 'lib-tlsf']);
});

test('init and fini calls in the order that they name', async () => {
  const { init, fini } = await right({
    'app-a': app({ requires: ['lib-a1', 'lib-b', 'lib-c'] }),
    'lib-a1': lib({
      init: [{ call: 'a1', after: ['cap'] }, { call: 'a2' }],
      fini: [{ call: 'a1_end', after: ['cap'] }, { call: 'a2_end' }],
    }),
    'lib-b': lib({ init: [{ call: 'b', when: 'false' }, { call: 'b2' }] }),
    'lib-c': lib({ provides: ['cap'], init: [{ call: 'c' }], fini: [{ call: 'c_end' }] }),
    cap: face(),
  });
  assert.deepEqual(
    init.map(({ call }) => call),
    ['c', 'a1', 'a2', 'b2'],
  );
  // What runs after another at the start runs before it at the end.
  assert.deepEqual(
    fini.map(({ call }) => call),
    ['a1_end', 'a2_end', 'c_end'],
  );
});

test('a use that nothing needs is told', async () => {
  const { warnings } = await right({
    'app-a': app({ use: { heap: 'lib-b' } }),
    heap: face(),
    'lib-b': lib({ provides: ['heap'] }),
  });
  assert.equal(
    rendered(warnings),
    `apps/a/project.json:11:15: warning: nothing in app-a requires heap [UNICORE_W_USE_UNUSED]
        "heap": "lib-b"
                ^~~~~~~
  fix: require heap, or drop the line
`,
  );
});

test("a provider's own tests test it, and places lead to its manifest", async () => {
  const workspace = await workspaceOf({
    ...GROUND,
    'plat-kvm': { ...(GROUND['plat-kvm'] as object), run: { machine: 'qemu' } },
    heap: face({ tests: { sources: ['tests/*.c'] } }),
    libc: face(),
    'lib-nolibc': lib({ provides: ['libc'] }),
    'lib-test': lib(),
    'lib-more': lib(),
    'lib-tlsf': lib({ provides: ['heap'], defaultFor: ['heap'] }),
    'lib-region': lib({
      provides: ['heap'],
      tests: { sources: ['tests/*.c'], requires: ['heap', 'lib-more', 'lib-gone'], set: { 'region.size': 1 } },
    }),
  });
  const region = workspace.projects.get('lib-region')!;
  assert.deepEqual(targetsOf(workspace, region), ['kvm-x86_64', 'linuxu-x86_64']);
  assert.deepEqual(testTargetsOf(workspace, region), ['kvm-x86_64']);
  const shown = (() => {
    try {
      resolve(workspace, { application: testApplication(workspace, region), target: 'kvm-x86_64' });
      return 'no fault';
    } catch (error) {
      return rendered((error as { diagnostics: never }).diagnostics);
    }
  })();
  assert.equal(
    shown,
    `libs/region/project.json:16:9: error: test-lib-region requires "lib-gone", and no project is called that [UNICORE_E_PROJECT_UNKNOWN]
          "lib-gone"
          ^~~~~~~~~~
  fix: did you mean "lib-more"?
libs/region/project.json:19:9: error: no option is called "region.size" [UNICORE_E_OPTION_UNKNOWN]
          "region.size": 1
          ^~~~~~~~~~~~~
  fix: unicore options test-lib-region lists them
`,
  );
  const heap = resolve(workspace, {
    application: testApplication(workspace, workspace.projects.get('heap')!, 'lib-region'),
    target: 'kvm-x86_64',
  });
  assert.deepEqual(
    [...heap.projects.keys()].filter((name) => name.startsWith('lib-')),
    ['lib-nolibc', 'lib-region', 'lib-test'],
  );
});

test('why: each with its chain', async () => {
  const configuration = await right({
    'app-a': app({ requires: ['lib-b', { name: 'lib-c', when: 'b.on' }], options: {} }),
    'lib-b': lib({
      options: {
        on: bool({ default: 'other' }),
        other: bool({ dependsOn: 'level > 2', default: true }),
        level: int({ default: 3 }),
        pushed: bool(),
        push: bool({ default: true, selects: ['pushed'] }),
      },
    }),
    'lib-c': lib({ requires: ['heap'] }),
    heap: face(),
    'lib-tlsf': lib({ provides: ['heap'], defaultFor: ['heap'] }),
  });
  const text = (query: string) => why(configuration, query).join('\n');
  assert.equal(
    text('tlsf'),
    `lib-tlsf is in the image:
  the default for heap (libs/tlsf/project.json:10:7)
  provides heap to lib-c (libs/c/project.json:7:7)
  required by app-a when b.on (apps/a/project.json:13:17)
    b.on = true: the default of lib-b (libs/b/project.json:9:20)
      b.other = true: the default of lib-b (libs/b/project.json:14:20)
  the application`,
  );
  assert.equal(
    text('b.pushed'),
    `b.pushed = true: selected by b.push (libs/b/project.json:27:11)
  b.push = true: the default of lib-b (libs/b/project.json:25:20)`,
  );
  assert.equal(
    text('CONFIG_B_ON'),
    `b.on = true: the default of lib-b (libs/b/project.json:9:20)
  b.other = true: the default of lib-b (libs/b/project.json:14:20)`,
  );
  assert.equal(text('build.debug'), 'build.debug = false: the default of the build');
  assert.throws(() => text('b.pusched'), {
    message: 'UNICORE_E_WHY_UNKNOWN: nothing in app-a for kvm-x86_64 is called "b.pusched"',
  });
});

test('the options as a table', async () => {
  const configuration = await right(
    withOptions(
      {
        size: int({ prompt: 'Size', range: [1, 64], unit: 'pages', default: 2 }),
        mask: { type: 'hex', prompt: 'Mask', unit: 'none', default: 255 },
        mode: { type: 'choice', values: ['a', 'b'], dependsOn: 'build.debug' },
      },
      { set: { 'b.size': 3 } },
    ),
  );
  const own = optionsTable(configuration)
    .split('\n')
    .filter((line) => line.startsWith('b.') || line.startsWith('build.lto'));
  assert.deepEqual(own, [
    'b.mask                0xff     the default of lib-b               Mask',
    'b.mode                ""       off, as it depends on build.debug  (a, b)',
    'b.size                3        set by app-a                       Size (1 to 64 pages)',
    'build.lto             false    the default of the build           Link-time optimisation',
  ]);
});
