// SPDX-License-Identifier: BSD-3-Clause
// Where a manifest has conditions.
import type { Project } from '../model.js';
import type { Path } from './project-file.js';

/** Every condition of a manifest with its place. */
export function conditionsOf({ manifest }: Project): { text: string; path: Path }[] {
  const found: { text: string; path: Path }[] = [];
  const whens = (list: readonly unknown[] | undefined, path: Path): void => {
    list?.forEach((item, index) => {
      const when = typeof item === 'object' && item !== null ? (item as { when?: unknown }).when : undefined;
      if (typeof when === 'string') found.push({ text: when, path: [...path, index, 'when'] });
    });
  };
  const { includes, defines, flags, link } = manifest;
  for (const key of ['requires', 'sources', 'generate', 'init', 'fini', 'constraints'] as const)
    whens(manifest[key], [key]);
  for (const key of ['public', 'private'] as const) {
    whens(includes?.[key], ['includes', key]);
    whens(defines?.[key], ['defines', key]);
  }
  for (const key of ['compile', 'assemble'] as const) whens(flags?.[key], ['flags', key]);
  whens(link?.scripts, ['link', 'scripts']);
  manifest.constraints?.forEach(({ assert }, index) =>
    found.push({ text: assert, path: ['constraints', index, 'assert'] }),
  );
  for (const [name, option] of Object.entries(manifest.options ?? {})) {
    if (option.dependsOn !== undefined) found.push({ text: option.dependsOn, path: ['options', name, 'dependsOn'] });
    for (const key of ['selects', 'implies'] as const) whens(option[key], ['options', name, key]);
    if (Array.isArray(option.default)) whens(option.default, ['options', name, 'default']);
  }
  return found;
}
