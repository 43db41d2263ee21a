// SPDX-License-Identifier: BSD-3-Clause
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { app, face, GROUND, lib, workspaceOf } from '@unicore/core/resolve/fixture.js';
import { resolve } from '@unicore/core/resolve/resolve.js';
import type { OptionValue } from '@unicore/core/model.js';
import assert from 'node:assert/strict';
import test from 'node:test';
import { Editor, type Services } from './editor.js';
import { servicesFor } from './services.js';

const WORLD = {
  ...GROUND,
  'app-a': app({ requires: ['lib-b', 'heap'] }),
  'lib-b': lib({
    options: {
      ipv6: { type: 'bool', prompt: 'IPv6', help: 'The family AF_INET6.', default: true },
      mode: { type: 'choice', prompt: 'Threading', values: ['threaded', 'mainloop'] },
      size: { type: 'int', prompt: 'Size', unit: 'bytes', range: [10, 90], default: 20 },
      deep: { type: 'bool', prompt: 'Deep', default: false, dependsOn: "mode == 'mainloop'" },
      low: { type: 'bool', prompt: 'Low', default: false },
      high: { type: 'bool', prompt: 'High', default: false, selects: ['low'] },
    },
    constraints: [{ assert: '!high || size >= 50', message: 'high needs room' }],
  }),
  heap: face({}),
  'lib-c': lib({ provides: ['heap'], defaultFor: ['heap'] }),
  'lib-d': lib({ provides: ['heap'] }),
};

interface Trial {
  readonly editor: Editor;
  readonly saved: [string | undefined, Record<string, OptionValue>][];
  /** The screen's lines without those that are empty, after keys. */
  press(...keys: readonly string[]): string[];
}

async function open(): Promise<Trial> {
  const workspace = await workspaceOf(WORLD);
  const saved: Trial['saved'] = [];
  const real = servicesFor('/w', workspace, 'app-a');
  const services: Services = {
    workspace,
    resolve: real.resolve,
    explain: real.explain,
    effects: real.effects,
    foresee: async (_, changes) => `the next build: ${changes.size} changes`,
    cost: async (_, __, { name }) => [`the cost of ${name}`],
    save: (target, changes) => {
      saved.push([target, Object.fromEntries(changes)]);
      return 'apps/a/project.json: changed\n';
    },
  };
  const editor = new Editor(services, 'kvm-x86_64', () => {});
  const press = (...keys: readonly string[]): string[] => {
    for (const key of keys) editor.key(key);
    return editor
      .screen(64, 20)
      .map(({ text, style }) => (style === 'marked' ? `*${text.slice(1)}` : text).trimEnd())
      .filter((line) => line !== '' && !line.startsWith('─'));
  };
  return { editor, saved, press };
}

/** Of a screen what lies between head and foot. */
const body = (lines: readonly string[]): string[] =>
  lines
    .filter((line) => line.startsWith('*') || line.startsWith('  '))
    .filter((line) => !line.includes('<') && !/^ Enter|^ >/.test(line));

test('the first screen, whole', async () => {
  const { press } = await open();
  assert.deepEqual(press(), [
    ' app-a for kvm-x86_64',
    ' Enter opens, Space switches, / searches, ? helps, z shows hidd…',
    '*     Target (kvm-x86_64)  --->',
    '      Providers of capabilities  --->',
    '      Options of the build  --->',
    '      lib-b: s  --->',
    ' the next build: 0 changes',
    '   <Select>    Exit     Help     Save',
  ]);
});

test('a bool, a selected one, a choice, a number; what is hidden is shown with its reason', async () => {
  const { press, editor } = await open();
  const menu = ['DOWN', 'DOWN', 'DOWN', 'ENTER'];
  assert.deepEqual(body(press(...menu)), [
    '* [*] IPv6',
    '      Threading (threaded)  --->',
    '  (20) Size',
    '  [ ] Low',
    '  [ ] High',
  ]);
  assert.deepEqual(body(press(' ', 'z'))[0], '* [ ] IPv6');
  assert.ok(press().includes("  --- Deep  (off, as it depends on mode == 'mainloop')"));
  press('DOWN', 'ENTER');
  assert.deepEqual(body(press()), ['* (X) threaded', '  ( ) mainloop']);
  assert.ok(press('DOWN', 'ENTER').includes('  [ ] Deep'));
  press('DOWN', 'ENTER', 'CTRL_U', '6', '0', 'ENTER');
  assert.ok(press().includes('* (60) Size'));
  press('END', 'y');
  assert.ok(press().includes('  -*- Low'));
  assert.deepEqual(Object.fromEntries(editor.changes), {
    'b.ipv6': false,
    'b.mode': 'mainloop',
    'b.size': '60',
    'b.high': true,
  });
});

test('what cannot be is refused, with the smallest changes that would allow it to be taken', async () => {
  const { press, editor } = await open();
  press('DOWN', 'DOWN', 'DOWN', 'ENTER', 'END');
  assert.deepEqual(press(' ').slice(1, -2), [
    ' > lib-b',
    ' It cannot be so',
    '  high needs room',
    '    b.high is true: set on the command line',
    '    b.size is 20: the default of lib-b',
    '    fix: set b.high to false, or make b.size >= 50 true',
    '  What would allow it:',
    '   1  also b.size=50',
    '   Esc  leaves it',
  ]);
  press('ESCAPE');
  assert.equal(editor.changes.size, 0);
  press(' ', '1');
  assert.deepEqual(Object.fromEntries(editor.changes), { 'b.high': true, 'b.size': 50 });
});

test('search leads to the option; help tells of it', async () => {
  const { press } = await open();
  press('/', 'a', 'f', '_', 'i', 'n', 'e', 't', 'ENTER');
  assert.ok(press().includes('* b.ipv6 = true  IPv6'));
  assert.ok(press('ENTER').includes('* [*] IPv6'));
  press('?');
  await Promise.resolve();
  assert.deepEqual(press().slice(2, -2), [
    ' b.ipv6',
    '  IPv6',
    '  b.ipv6 = true: the default of lib-b (libs/b/project.json:11)',
    '  in C: CONFIG_B_IPV6',
    '  The family AF_INET6.',
    '  type: bool',
    '  default: true',
    '  defined: libs/b/project.json:7',
    '  the cost of b.ipv6',
  ]);
  press('ESCAPE', 'DOWN', 'DOWN', 'DOWN', '?');
  assert.ok(press().includes('  selected by: b.high (is not)'));
});

test('targets and providers are chosen; saving asks for whom', async () => {
  const { press, editor, saved } = await open();
  press('ENTER', 'DOWN', 'ENTER');
  assert.equal(press()[0], ' app-a for linuxu-x86_64');
  assert.deepEqual(body(press('DOWN', 'ENTER')), ['*     heap (lib-c)  --->']);
  assert.deepEqual(body(press('ENTER')), ['* (X) lib-c: s', '  ( ) lib-d: s']);
  press('DOWN', 'ENTER');
  assert.ok(press().includes(' changes +lib-d -lib-c'));
  assert.deepEqual(press('q').slice(3, -3), [
    '    use.heap=lib-d',
    '   a  for all targets',
    '   t  for linuxu-x86_64 alone',
    '   n  not at all',
    '   Esc  back',
  ]);
  press('t');
  assert.deepEqual(saved, [['linuxu-x86_64', { 'use.heap': 'lib-d' }]]);
  assert.equal(editor.finished, 'apps/a/project.json: changed\n');
});

test('the services refuse as the resolver does', async () => {
  const services = servicesFor('/w', await workspaceOf(WORLD), 'app-a');
  assert.throws(() => services.resolve('kvm-x86_64', new Map([['b.high', true]])), UnicoreError);
  assert.equal(resolve(services.workspace, { application: 'app-a', target: 'kvm-x86_64' }).projects.size, 6);
});
