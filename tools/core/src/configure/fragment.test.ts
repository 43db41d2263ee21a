// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { UnicoreError } from '../diagnostic.js';
import { resolve, why } from '../resolve/resolve.js';
import { GROUND, rendered, withOptions, workspaceOf } from '../resolve/fixture.js';

const MANIFESTS = {
  ...GROUND,
  ...withOptions({ size: { type: 'int', range: [1, 8], default: 2 }, name: { type: 'string', default: '' } }),
};

/** Why b.size and b.name are as they are, or what a user sees. */
async function under(fragments: readonly string[], overrides = {}): Promise<string> {
  const workspace = await workspaceOf(MANIFESTS);
  try {
    const configuration = resolve(workspace, {
      application: 'app-a',
      target: 'kvm-x86_64',
      overrides,
      fragments: fragments.map((text, index) => ({ file: `f${index}.config`, text })),
    });
    return ['b.size', 'b.name'].flatMap((name) => why(configuration, name)).join('\n');
  } catch (error) {
    if (error instanceof UnicoreError) return rendered(error.diagnostics);
    throw error;
  }
}

test('lines are set, with their place; a later file wins, and the command line over all', async () => {
  const first = '# all\n\nb.size = 3\n  b.name=a word  \n';
  assert.equal(
    await under([first]),
    'b.size = 3: set by f0.config (f0.config:3:10)\nb.name = "a word": set by f0.config (f0.config:4:10)',
  );
  assert.match(await under([first, 'b.size=4']), /^b\.size = 4: set by f1\.config \(f1\.config:1:8\)\n/);
  assert.match(await under([first], { 'b.size': '5' }), /^b\.size = 5: set on the command line\n/);
});

test('faults are told with their line', async () => {
  assert.equal(
    await under(['b.size=1\nb.size\n']),
    `f0.config:2:1: error: the line sets no option [UNICORE_E_FRAGMENT]
  b.size
  ^~~~~~
  fix: write <option>=<value>, or use.<capability>=<provider>; # begins a comment
`,
  );
  assert.equal(
    await under(['\nb.size=9\n']),
    `f0.config:2:8: error: b.size: 9 is out of range [UNICORE_E_OPTION_VALUE]
  b.size=9
         ^
  fix: write a value from 1 to 8
`,
  );
  assert.equal(
    await under(['b.size=1\nb.size=2\n']),
    `f0.config:2:1: error: b.size is set twice in one place [UNICORE_E_OPTION_TWICE]
  b.size=2
  ^~~~~~
  f0.config:1:1: note: the first one
  fix: keep one of them
`,
  );
});
