// SPDX-License-Identifier: BSD-3-Clause
// For tests: workspaces of texts, and diagnostics as the text that a user sees.
import { renderDiagnostic } from '../diagnostic-text.js';
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import { readTexts } from '../manifest/read.js';
import type { Configuration, OptionValue, Workspace } from '../model.js';
import { resolve } from './resolve.js';

/** Manifests by project name; an object is written with two spaces. The folder follows from the name. */
export type Manifests = Readonly<Record<string, object | string>>;

const FOLDERS: Readonly<Record<string, string>> = { app: 'apps', plat: 'platforms', arch: 'archs', lib: 'libs' };

/** `lib-a` lies in libs/a; an interface, which has no prefix, in libs. */
function fileOf(name: string): string {
  const [, prefix = 'lib', rest = name] = /^(app|plat|arch|lib)-(.*)$/.exec(name) ?? [];
  return `${FOLDERS[prefix]}/${rest}/project.json`;
}

/** An architecture and two platforms. */
export const GROUND: Manifests = {
  'arch-x86_64': { kind: 'arch', summary: 'a' },
  'plat-kvm': { kind: 'platform', summary: 'p', supports: { archs: ['x86_64'] } },
  'plat-linuxu': { kind: 'platform', summary: 'p', supports: { archs: ['x86_64'] } },
};

export const textOf = (name: string, manifest: object | string): string =>
  typeof manifest === 'string' ? manifest : `${JSON.stringify({ name, unicore: manifest }, null, 2)}\n`;

export const workspaceOf = (manifests: Manifests): Promise<Workspace> =>
  readTexts(
    '/w',
    Object.entries(manifests).map(([name, manifest]) => [fileOf(name), textOf(name, manifest)] as const),
  );

export const rendered = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('');

export interface Asked {
  readonly target?: string;
  readonly overrides?: Readonly<Record<string, OptionValue>>;
}

/** The configuration of app-a, or what a user sees instead. */
export async function configured(
  manifests: Manifests,
  { target = 'kvm-x86_64', overrides = {} }: Asked = {},
): Promise<Configuration | string> {
  const workspace = await workspaceOf({ ...GROUND, ...manifests });
  try {
    return resolve(workspace, { application: 'app-a', target, overrides });
  } catch (error) {
    if (error instanceof UnicoreError) return rendered(error.diagnostics);
    throw error;
  }
}

/** Values of all options but those of the build, `name=value` in order; or what a user sees instead. */
export async function valuesOf(manifests: Manifests, asked?: Asked): Promise<string> {
  const found = await configured(manifests, asked);
  if (typeof found === 'string') return found;
  const options = [...found.projects.values()].flatMap((project) => [...project.options.values()]);
  return options
    .map(({ name, value }) => `${name}=${String(value)}`)
    .sort()
    .join(' ');
}

/** A fault: manifests (app-a is what is built) and all that a user sees of it. */
export interface Case {
  readonly name: string;
  readonly manifests: Manifests;
  readonly asked?: Asked;
  readonly shows: string;
}

export const app = (more: object = {}): object => ({
  kind: 'application',
  summary: 's',
  targets: { 'kvm-x86_64': {}, 'linuxu-x86_64': {} },
  ...more,
});
export const lib = (more: object = {}): object => ({ kind: 'library', summary: 's', ...more });
export const face = (more: object = {}): object => ({ kind: 'interface', summary: 's', ...more });

/** app-a, which requires lib-b with these options. */
export const withOptions = (options: object, more: object = {}): Manifests => ({
  'app-a': app({ requires: ['lib-b'], ...more }),
  'lib-b': lib({ options }),
});
