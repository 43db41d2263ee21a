// SPDX-License-Identifier: BSD-3-Clause
// sbom.spdx.json: what the image is made of, in SPDX 2.3. The same bits for the same plan.
import { createHash } from 'node:crypto';
import type { Configuration, ConfiguredProject } from '../model.js';
import type { Sources } from '../plan/prepare.js';

interface SpdxPackage {
  SPDXID: string;
  name: string;
  versionInfo?: string;
  downloadLocation: string;
  filesAnalyzed: false;
  licenseConcluded: 'NOASSERTION';
  licenseDeclared: string;
  copyrightText: 'NOASSERTION';
  checksums?: { algorithm: 'SHA256'; checksumValue: string }[];
  summary?: string;
}

const identifier = (...parts: string[]): string => `SPDXRef-${parts.join('-').replace(/[^A-Za-z0-9.-]/g, '-')}`;

const projectPackage = ({ project }: ConfiguredProject): SpdxPackage => ({
  SPDXID: identifier('Package', project.name),
  name: project.name,
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: project.manifest.license ?? 'NOASSERTION',
  copyrightText: 'NOASSERTION',
  summary: project.manifest.summary,
});

function sourcePackages({ project }: ConfiguredProject, sources: Sources): SpdxPackage[] {
  return Object.entries(project.manifest.fetch ?? {}).map(([key, fetched]) => {
    const taken = sources.fetched.get(`${project.name}:${key}`);
    const sha256 = taken?.sha256 ?? fetched.sha256;
    return {
      SPDXID: identifier('Source', project.name, key),
      name: key,
      versionInfo: fetched.version,
      // The address is the upstream's where the bytes are the upstream's own.
      downloadLocation:
        fetched.url !== undefined && (fetched.sha256 === undefined || fetched.sha256 === sha256)
          ? fetched.url
          : 'NOASSERTION',
      filesAnalyzed: false,
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: project.manifest.license ?? 'NOASSERTION',
      copyrightText: 'NOASSERTION',
      ...(sha256 === undefined ? {} : { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] }),
    };
  });
}

/** `epoch` in seconds: SOURCE_DATE_EPOCH, or 0. */
export function sbom(configuration: Configuration, sources: Sources, epoch: number): string {
  const { application, target, projects } = configuration;
  const parts = [...projects.values()].filter(({ project }) => project.manifest.kind !== 'interface');
  const packages = parts.flatMap((project) => [projectPackage(project), ...sourcePackages(project, sources)]);
  const root = identifier('Package', application.name);
  const relationships = [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: root },
    ...parts
      .filter(({ project }) => project.name !== application.name)
      .map(({ project }) => ({
        spdxElementId: root,
        relationshipType: 'STATIC_LINK',
        relatedSpdxElement: identifier('Package', project.name),
      })),
    ...parts.flatMap(({ project }) =>
      Object.keys(project.manifest.fetch ?? {}).map((key) => ({
        spdxElementId: identifier('Package', project.name),
        relationshipType: 'GENERATED_FROM',
        relatedSpdxElement: identifier('Source', project.name, key),
      })),
    ),
  ];
  const body = { packages, relationships };
  const name = `${application.name}-${target.name}`;
  const digest = createHash('sha256')
    .update(JSON.stringify([name, body]))
    .digest('hex');
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${digest.slice(0, 32)}`,
    creationInfo: {
      created: new Date(epoch * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: ['Tool: unicore'],
    },
    documentDescribes: [root],
    ...body,
  };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}
