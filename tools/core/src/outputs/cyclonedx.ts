// SPDX-License-Identifier: BSD-3-Clause
// sbom.cdx.json: what the image is made of, in CycloneDX 1.6. The same bits for the same plan.
import { createHash } from 'node:crypto';
import type { Configuration, ConfiguredProject } from '../model.js';
import type { Sources } from '../plan/prepare.js';

interface Component {
  readonly type: 'application' | 'library' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly licenses?: readonly { readonly expression: string }[];
  readonly hashes?: readonly { readonly alg: 'SHA-256'; readonly content: string }[];
  readonly externalReferences?: readonly { readonly type: 'distribution'; readonly url: string }[];
}

const licenses = (text: string | undefined): Pick<Component, 'licenses'> =>
  text === undefined ? {} : { licenses: [{ expression: text }] };

const TYPES: Readonly<Record<string, Component['type']>> = { application: 'application', platform: 'platform' };

const projectComponent = ({ project: { name, manifest } }: ConfiguredProject): Component => ({
  type: TYPES[manifest.kind] ?? 'library',
  'bom-ref': name,
  name,
  description: manifest.summary,
  ...licenses(manifest.license),
});

const sourceRef = (project: string, key: string): string => `${project}:${key}`;

function sourceComponents({ project: { name, manifest } }: ConfiguredProject, sources: Sources): Component[] {
  return Object.entries(manifest.fetch ?? {}).map(([key, { version, url, sha256: upstream }]) => {
    const ref = sourceRef(name, key);
    const sha256 = sources.fetched.get(ref)?.sha256 ?? upstream;
    // The address is the upstream's where the bytes are the upstream's own.
    const isUpstreams = url !== undefined && (upstream === undefined || upstream === sha256);
    return {
      type: 'library',
      'bom-ref': ref,
      name: key,
      version,
      ...licenses(manifest.license),
      ...(sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: sha256 }] }),
      ...(isUpstreams ? { externalReferences: [{ type: 'distribution', url }] } : {}),
    };
  });
}

/** RFC 9562, version 8: of the contents. */
function uuidOf(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(digest[16]!, 16) & 3) | 8).toString(16);
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, variant + digest.slice(17, 20)];
  return [...parts, digest.slice(20, 32)].join('-');
}

/** `epoch` in seconds: SOURCE_DATE_EPOCH, or 0. */
export function cycloneDx({ application, target, projects }: Configuration, sources: Sources, epoch: number): string {
  // Of an interface nothing is in the image.
  const parts = [...projects.values()].filter(({ project }) => project.manifest.kind !== 'interface');
  const names = new Set(parts.map(({ project }) => project.name));
  const dependencies = parts.map(({ project: { name, manifest }, requires }) => ({
    ref: name,
    dependsOn: [
      ...new Set([...requires.values()].flat().filter((other) => other !== name && names.has(other))),
      ...Object.keys(manifest.fetch ?? {}).map((key) => sourceRef(name, key)),
    ].sort(),
  }));
  const whole = parts.find(({ project }) => project.name === application.name)!;
  const components = parts
    .filter((part) => part !== whole)
    .map(projectComponent)
    .concat(parts.flatMap((part) => sourceComponents(part, sources)));
  const component = projectComponent(whole);
  const body = { component, components, dependencies };
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([application.name, target.name, body]))}`,
    version: 1,
    metadata: {
      timestamp: new Date(epoch * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      tools: { components: [{ type: 'application', name: 'unicore' }] },
      component,
      properties: [{ name: 'unicore:target', value: target.name }],
    },
    components,
    dependencies,
  };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}
