// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import { Ajv } from 'ajv';
import type { Configuration, ConfiguredProject, Manifest } from '../model.js';
import type { Sources } from '../plan/prepare.js';
import { sbom } from './sbom.js';

const text = { type: 'string' };
const identifier = { type: 'string', pattern: '^SPDXRef-[A-Za-z0-9.-]+$' };
const record = (properties: object, required: readonly string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const list = (items: object) => ({ type: 'array', minItems: 1, items });

/**
 * The fields that we write, and what SPDX 2.3 demands of them in clauses 6 (document), 7 (packages) and 11 (relationships):
 * nowhere less than its JSON schema does (spdx-spec, schemas/spdx-schema.json), so what is valid here is valid there.
 */
const SPDX = record(
  {
    spdxVersion: { const: 'SPDX-2.3' },
    dataLicense: { const: 'CC0-1.0' },
    SPDXID: { const: 'SPDXRef-DOCUMENT' },
    name: text,
    documentNamespace: { type: 'string', pattern: '^https?://[^#\\s]+$' },
    creationInfo: record(
      {
        created: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' },
        creators: list({ type: 'string', pattern: '^(Person|Organization|Tool): .+$' }),
      },
      ['created', 'creators'],
    ),
    documentDescribes: list(identifier),
    packages: list(
      record(
        {
          SPDXID: identifier,
          name: text,
          versionInfo: text,
          downloadLocation: { type: 'string', pattern: '^(NONE|NOASSERTION|(https?|git|ftp)://\\S+)$' },
          filesAnalyzed: { const: false },
          licenseConcluded: text,
          licenseDeclared: text,
          copyrightText: text,
          summary: text,
          checksums: list(
            record(
              {
                algorithm: { enum: ['SHA256', 'SHA512'] },
                checksumValue: { type: 'string', pattern: '^[0-9a-f]{64}$' },
              },
              ['algorithm', 'checksumValue'],
            ),
          ),
        },
        ['SPDXID', 'name', 'downloadLocation'],
      ),
    ),
    relationships: list(
      record(
        {
          spdxElementId: identifier,
          relatedSpdxElement: identifier,
          relationshipType: { enum: ['DESCRIBES', 'STATIC_LINK', 'GENERATED_FROM'] },
        },
        ['spdxElementId', 'relatedSpdxElement', 'relationshipType'],
      ),
    ),
  },
  ['spdxVersion', 'dataLicense', 'SPDXID', 'name', 'documentNamespace', 'creationInfo', 'packages'],
);

interface Document {
  packages: {
    SPDXID: string;
    name: string;
    versionInfo?: string;
    downloadLocation: string;
    checksums?: { checksumValue: string }[];
  }[];
  relationships: { spdxElementId: string; relatedSpdxElement: string }[];
  creationInfo: { created: string };
}

const project = (name: string, manifest: Partial<Manifest>): ConfiguredProject =>
  ({
    project: { name, root: name, tags: [], manifest: { kind: 'library', summary: name, ...manifest } },
  }) as unknown as ConfiguredProject;

const UPSTREAM = 'a'.repeat(64);
const DEBIAN = 'b'.repeat(64);
const url = 'https://example.org/lwip-2.1.3.zip';

function configuration(): { configuration: Configuration; sources: Sources } {
  const application = project('app-one', { kind: 'application', license: 'BSD-3-Clause' });
  const lwip = project('lib-lwip', {
    license: 'BSD-3-Clause',
    fetch: { lwip: { version: '2.1.3', url, sha256: UPSTREAM, debian: { source: 'lwip', file: 'x', sha256: DEBIAN } } },
  });
  const projects = new Map(
    [application, lwip, project('netdev', { kind: 'interface' })].map((one) => [one.project.name, one]),
  );
  const fetched = new Map([
    ['lib-lwip:lwip', { id: 'lwip-2.1.3-0', files: [], sha256: DEBIAN, from: 'debian' as const }],
  ]);
  return {
    configuration: {
      application: application.project,
      target: { name: 'kvm-x86_64', platform: 'kvm', arch: 'x86_64' },
      projects,
    } as unknown as Configuration,
    sources: { local: new Map(), fetched, templates: new Map(), interpreters: new Map() } as unknown as Sources,
  };
}

test('the bill of materials is a valid SPDX 2.3 document', () => {
  const made = configuration();
  const document = JSON.parse(sbom(made.configuration, made.sources, 1_700_000_000)) as Document;
  const validate = new Ajv({ allErrors: true }).compile(SPDX);
  assert.ok(validate(document), JSON.stringify(validate.errors));
  const known = new Set(['SPDXRef-DOCUMENT', ...document.packages.map(({ SPDXID }) => SPDXID)]);
  assert.equal(known.size, document.packages.length + 1, 'identifiers are unique');
  for (const { spdxElementId, relatedSpdxElement } of document.relationships)
    assert.ok(known.has(spdxElementId) && known.has(relatedSpdxElement));
  assert.equal(document.creationInfo.created, '2023-11-14T22:13:20Z');
});

test('it names third-party versions with the checksum of what was taken', () => {
  const made = configuration();
  const { packages } = JSON.parse(sbom(made.configuration, made.sources, 0)) as Document;
  const lwip = packages.find(({ name }) => name === 'lwip');
  assert.equal(lwip?.versionInfo, '2.1.3');
  assert.deepEqual(lwip?.checksums, [{ algorithm: 'SHA256', checksumValue: DEBIAN }]);
  // The distribution's file is not what lies at upstream's address.
  assert.equal(lwip?.downloadLocation, 'NOASSERTION');
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['app-one', 'lib-lwip', 'lwip'],
  );
});

test('the same plan gives the same document', () => {
  const made = configuration();
  assert.equal(sbom(made.configuration, made.sources, 0), sbom(made.configuration, made.sources, 0));
});
