// SPDX-License-Identifier: BSD-3-Clause
// Checked by CycloneDX's own schema, as its JavaScript library carries it.
import { Ajv } from 'ajv';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { GROUND, app, face, lib, workspaceOf } from '../resolve/fixture.js';
import type { Sources } from '../plan/prepare.js';
import { resolve } from '../resolve/resolve.js';
import { cycloneDx } from './cyclonedx.js';

const SCHEMAS = join(
  dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')),
  'res/schema',
);
const schema = (name: string): object =>
  JSON.parse(readFileSync(join(SCHEMAS, `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;

const UPSTREAM = 'a'.repeat(64);
const DEBIAN = 'b'.repeat(64);
const url = 'https://example.org/z-1.2.tar.gz';

async function made(epoch = 0, from = DEBIAN): Promise<string> {
  const workspace = await workspaceOf({
    ...GROUND,
    'app-a': app({ requires: ['lib-b', 'face'], license: 'BSD-3-Clause' }),
    'lib-b': lib({
      provides: ['face'],
      defaultFor: ['face'],
      license: 'MIT OR Zlib',
      fetch: { z: { version: '1.2', url, sha256: UPSTREAM } },
    }),
    face: face(),
  });
  const fetched = new Map([['lib-b:z', { id: 'z-1.2-0', files: [], sha256: from, from: 'debian' as const }]]);
  const sources = { fetched } as unknown as Sources;
  return cycloneDx(resolve(workspace, { application: 'app-a', target: 'kvm-x86_64' }), sources, epoch);
}

function validator(): (document: unknown) => string {
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const name of ['iri-reference', 'idn-email', 'date-time', 'email', 'uri', 'regex']) ajv.addFormat(name, true);
  // They name each other by the names of their files.
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const { $id: _, ...rest } = schema(name) as { $id: string };
    ajv.addSchema(rest, `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  const validate = ajv.compile(schema('bom-1.6'));
  return (document) => (validate(document) ? '' : ajv.errorsText(validate.errors));
}

test('it is a valid CycloneDX 1.6 document', async () => {
  const check = validator();
  const document = JSON.parse(await made()) as { components: object[] };
  assert.equal(check(document), '');
  // The schema does refuse.
  assert.match(check({ ...document, bomFormat: 'other' }), /bomFormat/);
  assert.match(check({ ...document, components: [{ type: 'library' }] }), /name/);
});

test('components, sources with their checksum, and who needs whom', async () => {
  const { components, dependencies, metadata } = JSON.parse(await made(1_700_000_000)) as {
    components: Record<string, unknown>[];
    dependencies: { ref: string; dependsOn: string[] }[];
    metadata: { timestamp: string; component: Record<string, unknown> };
  };
  assert.equal(metadata.timestamp, '2023-11-14T22:13:20Z');
  assert.equal(metadata.component['name'], 'app-a');
  assert.deepEqual(components.map(({ 'bom-ref': ref }) => ref).sort(), ['arch-x86_64', 'lib-b', 'lib-b:z', 'plat-kvm']);
  const z = components.find(({ name }) => name === 'z');
  assert.equal(z?.['version'], '1.2');
  assert.deepEqual(z?.['hashes'], [{ alg: 'SHA-256', content: DEBIAN }]);
  // The distribution's file is not what lies at upstream's address.
  assert.equal(z?.['externalReferences'], undefined);
  assert.deepEqual(dependencies.find(({ ref }) => ref === 'app-a')?.dependsOn, ['lib-b']);
  assert.deepEqual(dependencies.find(({ ref }) => ref === 'lib-b')?.dependsOn, ['lib-b:z']);
});

test('the file of the upstream has its address; the same plan gives the same document', async () => {
  assert.ok((await made(0, UPSTREAM)).includes(url));
  assert.equal(await made(), await made());
  const serial = (text: string): string => (JSON.parse(text) as { serialNumber: string }).serialNumber;
  assert.notEqual(serial(await made()), serial(await made(0, UPSTREAM)));
});
