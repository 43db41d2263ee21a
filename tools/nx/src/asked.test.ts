// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedFor, checkAsked } from './asked.js';
import type { Inference } from './graph/inference.js';

const ask = (line: string) => askedFor(['node', 'nx', ...line.split(' ')]);

test('every way to name a configuration', () => {
  const one = { configuration: 'kvm-x86_64', project: 'app-hello', target: 'build' };
  assert.deepEqual(ask('build app-hello -c kvm-x86_64'), one);
  assert.deepEqual(ask('build app-hello -c=kvm-x86_64'), one);
  assert.deepEqual(ask('build app-hello --configuration kvm-x86_64'), one);
  assert.deepEqual(ask('build app-hello --configuration=kvm-x86_64'), one);
  assert.deepEqual(ask('run app-hello:build -c kvm-x86_64'), one);
  assert.deepEqual(ask('run app-hello:build:kvm-x86_64'), one);
  assert.deepEqual(ask('app-hello:build:kvm-x86_64'), one);
  assert.deepEqual(ask('run-many -t build -c kvm-x86_64'), { configuration: 'kvm-x86_64' });
  assert.deepEqual(ask('affected -t build --configuration=kvm-x86_64'), { configuration: 'kvm-x86_64' });
});

test('none is named', () => {
  assert.equal(ask('build app-hello'), undefined);
  assert.equal(ask('run app-hello:run -- -c kvm-x86_64'), undefined);
  assert.equal(ask('run-many -t build'), undefined);
});

const inference: Inference = {
  projects: {
    'apps/hello': {
      root: 'apps/hello',
      name: 'app-hello',
      projectType: 'application',
      namedInputs: {},
      targets: { build: { configurations: { 'linuxu-x86_64': {}, 'kvm-x86_64': {} } }, lint: {} },
    },
  },
  edges: [],
  toolchains: [],
  errors: [],
};

const refusal = async (line: string, others: readonly string[] = []): Promise<string | undefined> => {
  try {
    await checkAsked(ask(line)!, inference, async (name) => others.includes(name));
    return undefined;
  } catch (error) {
    const [{ message, hint } = { message: '', hint: '' }] = (
      error as { diagnostics: { message: string; hint?: string }[] }
    ).diagnostics;
    return `${message}; ${hint}`;
  }
};

test('a project that lacks it is named, with what is near', async () => {
  assert.equal(await refusal('build app-hello -c kvm-x86_64'), undefined);
  assert.equal(
    await refusal('build app-hello -c kvm-x86'),
    'app-hello:build has no configuration "kvm-x86"; did you mean "kvm-x86_64"?',
  );
  assert.equal(
    await refusal('build app-hello -c production'),
    'app-hello:build has no configuration "production"; there are linuxu-x86_64, kvm-x86_64',
  );
});

test('of several projects one must have it, also one of another plugin', async () => {
  assert.equal(await refusal('run-many -t build -c kvm-x86_64'), undefined);
  assert.equal(await refusal('run-many -t build -c production', ['production']), undefined);
  assert.equal(
    await refusal('run-many -t build -c kvm_x86_64'),
    'no project has a configuration "kvm_x86_64"; did you mean "kvm-x86_64"?',
  );
});

test('projects of other plugins are theirs to check', async () => {
  assert.equal(await refusal('build web -c anything', ['anything']), undefined);
});
