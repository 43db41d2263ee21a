// SPDX-License-Identifier: BSD-3-Clause
// The form of what is exported, and what is said of what cannot be.
import assert from 'node:assert/strict';
import test from 'node:test';
import { UnicoreError } from '../diagnostic.js';
import { app, GROUND, lib, rendered, workspaceOf, withOptions, type Manifests } from '../resolve/fixture.js';
import { resolve } from '../resolve/resolve.js';
import { exportKconfig } from './export.js';
import { importDotConfig } from './import.js';

const REQUEST = { application: 'app-a', target: 'kvm-x86_64' };

/** Of lib-b alone, or what a user sees instead. */
async function exported(manifests: Manifests): Promise<string> {
  const workspace = await workspaceOf({ ...GROUND, ...manifests });
  try {
    const { kconfig, warnings } = exportKconfig(workspace, resolve(workspace, REQUEST));
    const [, own = ''] = /menu "lib-b: s"\n\n([^]*?)\nendmenu/.exec(kconfig) ?? [];
    return rendered(warnings) + own;
  } catch (error) {
    if (error instanceof UnicoreError) return rendered(error.diagnostics);
    throw error;
  }
}

async function imported(manifests: Manifests, config: string): Promise<string> {
  const workspace = await workspaceOf({ ...GROUND, ...manifests });
  const { set, left } = importDotConfig(workspace, REQUEST, '.config', config);
  return rendered(left) + JSON.stringify(set);
}

test('each type, with what it hangs on', async () => {
  assert.equal(
    await exported(
      withOptions({
        on: { type: 'bool', prompt: 'On', help: 'It is on.', default: true, selects: ['more'], implies: ['less'] },
        more: { type: 'bool' },
        less: { type: 'bool', dependsOn: "mode != 'slow' && target.arch == 'x86_64'" },
        mode: { type: 'choice', values: ['fast', 'slow'], default: [{ value: 'slow', when: 'on' }] },
        size: { type: 'int', unit: 'pages', range: [1, 8], default: 2, dependsOn: 'on' },
        mask: { type: 'hex', unit: 'none', default: '0xF0' },
        text: { type: 'string', default: 'a "b"' },
      }),
    ),
    `config B_ON
	bool "On"
	default y
	select B_MORE
	imply B_LESS if !B_MODE_SLOW
	help
	  It is on.

config B_MORE
	bool "b.more"
	default n

config B_LESS
	bool "b.less"
	depends on !B_MODE_SLOW
	default n

choice
	prompt "b.mode"
	default B_MODE_SLOW if B_ON
	default B_MODE_FAST

config B_MODE_FAST
	bool "fast"

config B_MODE_SLOW
	bool "slow"

endchoice

config B_SIZE
	int "b.size" if B_ON
	range 1 8 if B_ON
	default 0 if !B_ON
	default 2
	help
	  Unit: pages. Range: 1 to 8.

config B_MASK
	hex "b.mask"
	default 0xf0

config B_TEXT
	string "b.text"
	default "a \\"b\\""
`,
  );
});

test('a constraint is a comment that shows when it is broken', async () => {
  const text = await exported({
    'app-a': app({ requires: ['lib-b'] }),
    'lib-b': lib({
      options: { size: { type: 'int', default: 2 } },
      constraints: [{ assert: 'size < 5', message: 'too large' }],
    }),
  });
  assert.ok(text.endsWith('comment "broken: too large"\n\tdepends on !(B_SIZE < "5")\n'), text);
});

test('what Kconfig cannot say is refused', async () => {
  assert.equal(
    await exported(withOptions({ x: { type: 'bool', selects: ['y'] }, y: { type: 'bool', selects: ['x'] } })),
    `libs/b/project.json:7:7: error: b.x, b.y switch each other on, which Kconfig refuses [UNICORE_E_KCONFIG_CYCLE]
        "x": {
        ^~~
  fix: drop one of their "selects" or "implies"
`,
  );
  assert.equal(
    await exported(withOptions({ x: { type: 'string', default: 'a\nb' } })),
    `libs/b/project.json:9:20: error: the default of b.x has a control character, which Kconfig cannot hold [UNICORE_E_KCONFIG_VALUE]
          "default": "a\\nb"
                     ^~~~~~
  fix: leave it out of the default
`,
  );
  assert.equal(
    await exported(withOptions({ x: { type: 'int', default: 'y' }, y: { type: 'hex', default: 1 } })),
    `libs/b/project.json:9:20: error: the default of b.x is b.y, of another type, which Kconfig does not convert [UNICORE_E_KCONFIG_ALIAS]
          "default": "y"
                     ^~~
  fix: make both hex
`,
  );
});

test('what Kconfig takes otherwise is named', async () => {
  const text = await exported(withOptions({ x: { type: 'string' }, y: { type: 'bool', dependsOn: "x == '08'" } }));
  assert.ok(
    text.startsWith(
      `libs/b/project.json:10:7: warning: a condition of b.y compares with "08": Kconfig takes texts that look like numbers for numbers [UNICORE_W_KCONFIG_TEXT]
        "y": {
        ^~~
  fix: make the option an int
`,
    ),
    text,
  );
});

const SPACE = withOptions(
  {
    on: { type: 'bool', default: true, selects: ['more'] },
    more: { type: 'bool' },
    size: { type: 'int', range: [1, 8], default: 2, dependsOn: 'on' },
    mode: { type: 'choice', values: ['fast', 'slow'] },
  },
  { set: { 'b.size': 3 } },
);

test('the least that must be set comes back', async () => {
  const all =
    'CONFIG_B_ON=y\nCONFIG_B_MORE=y\nCONFIG_B_SIZE=4\n# CONFIG_B_MODE_FAST is not set\nCONFIG_B_MODE_SLOW=y\n';
  assert.equal(await imported(SPACE, all), '{"b.mode":"slow","b.size":4}');
  assert.equal(await imported(SPACE, 'CONFIG_B_SIZE=2\n'), '{}');
  assert.equal(await imported(SPACE, '# CONFIG_B_ON is not set\nCONFIG_B_SIZE=0\n'), '{"b.on":false}');
});

test('what could not be taken is named', async () => {
  assert.equal(
    await imported(
      SPACE,
      `what
CONFIG_B_SISE=4
CONFIG_B_SIZE="4"
# CONFIG_B_MORE is not set
CONFIG_B_MODE_FAST=y
CONFIG_B_MODE_SLOW=y
CONFIG_B_ON=m
`,
    ),
    `.config:1:1: warning: the line is no assignment [UNICORE_W_KCONFIG_LEFT]
  what
  ^~~~
  fix: drop it
.config:2:1: warning: no option is called CONFIG_B_SISE [UNICORE_W_KCONFIG_LEFT]
  CONFIG_B_SISE=4
  ^~~~~~~~~~~~~~~
  fix: did you mean CONFIG_B_SIZE?
.config:3:1: warning: b.size is of type int [UNICORE_W_KCONFIG_LEFT]
  CONFIG_B_SIZE="4"
  ^~~~~~~~~~~~~~~~~
  fix: write a whole number
.config:4:1: warning: b.more stays true: b.more cannot be false: b.on selects it [UNICORE_W_KCONFIG_LEFT]
  # CONFIG_B_MORE is not set
  ^~~~~~~~~~~~~~~~~~~~~~~~~~
  fix: set b.on to false, or drop the line
.config:5:1: warning: another value of b.mode is set further down [UNICORE_W_KCONFIG_LEFT]
  CONFIG_B_MODE_FAST=y
  ^~~~~~~~~~~~~~~~~~~~
  fix: keep one of them
.config:7:1: warning: b.on is of type bool [UNICORE_W_KCONFIG_LEFT]
  CONFIG_B_ON=m
  ^~~~~~~~~~~~~
  fix: write y, or "is not set"
{"b.mode":"slow"}`,
  );
  assert.equal(
    await imported(SPACE, 'CONFIG_B_SIZE=9\n'),
    `.config:1:1: warning: b.size stays 2: 9 is out of range [UNICORE_W_KCONFIG_LEFT]
  CONFIG_B_SIZE=9
  ^~~~~~~~~~~~~~~
  fix: write a value from 1 to 8
{}`,
  );
});
