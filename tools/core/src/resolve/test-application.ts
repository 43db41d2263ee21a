// SPDX-License-Identifier: BSD-3-Clause
// The image of a project's tests: an application that holds the project and its tests.
import type { Path } from '../manifest/project-file.js';
import type { Manifest, Project, Workspace } from '../model.js';
import { failAt } from './problem.js';
import { testName } from './test-name.js';

export { testName };

/** Interfaces whose provider the target chooses. */
const BUILT_IN_PROVIDERS = new Set(['platform', 'arch']);

/**
 * An interface's tests are its contract: `provider` names the project that has to pass them.
 * @throws UnicoreError when the project has no tests
 */
export function testApplication(_workspace: Workspace, project: Project, provider?: string): Project {
  const { tests, provides = [], kind } = project.manifest;
  if (tests === undefined) {
    throw failAt(
      'UNICORE_E_NO_TESTS',
      `${project.name} has no tests`,
      { project, path: [] },
      'add "tests": { "sources": ["tests/*.c"] }',
    );
  }
  // A provider's own tests test it, whichever is the default.
  const own = kind === 'library' ? Object.fromEntries(provides.map((name) => [name, project.name])) : {};
  const contract = provider === undefined || BUILT_IN_PROVIDERS.has(project.name) ? {} : { [project.name]: [provider] };
  const { memory, rootfs, arguments: words, requires = [], set = {}, sources } = tests;
  const always = [project.name, 'lib-test', 'libc'];
  const manifest: Manifest = {
    kind: 'application',
    summary: `tests of ${project.name}`,
    requires: [...always, ...requires],
    sources,
    use: { libc: 'lib-nolibc', ...own, ...tests.use, ...contract },
    set,
    run: { ...(memory ? { memory } : {}), ...(rootfs ? { rootfs } : {}), ...(words ? { arguments: words } : {}) },
  };
  /** Where a part of that manifest is written. */
  const path = (at: Path): Path => {
    if (at[0] !== 'requires') return ['use', 'set', 'sources'].includes(String(at[0])) ? ['tests', ...at] : at;
    const index = Number(at[1]) - always.length;
    return index < 0 ? ['tests'] : ['tests', 'requires', index, ...at.slice(2)];
  };
  return {
    name: testName(project.name, provider),
    root: project.root,
    tags: [],
    manifest,
    locate: (at) => project.locate(path(at)),
    locateKey: (at) => project.locateKey(path(at)),
    sourceLine: (line) => project.sourceLine(line),
  };
}
