// SPDX-License-Identifier: BSD-3-Clause
// What an upgrade changed in the options of an application: which are new, renamed, gone, or have another default.
import { UnicoreError } from '../diagnostic.js';
import type { OptionManifest, Workspace } from '../model.js';
import { qualify, type Entry } from '../resolve/names.js';
import { everyOption } from '../resolve/scope.js';

export interface UpgradeReport {
  readonly added: readonly string[];
  readonly renamed: readonly { readonly before: string; readonly after: string }[];
  readonly gone: readonly string[];
  readonly defaults: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

export const defaultText = ({ default: value }: OptionManifest): string =>
  Array.isArray(value)
    ? value.map((one) => `${String(one.value)}${one.when === undefined ? '' : ` if ${one.when}`}`).join(', ')
    : value === undefined
      ? 'none'
      : String(value);

function renamedFrom(entries: ReadonlyMap<string, Entry>): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, owner, manifest } of entries.values())
    for (const old of manifest.renamedFrom ?? []) found.set(qualify(old, owner), name);
  return found;
}

const sorted = (names: Iterable<string>): string[] => [...names].sort();

/** Of all options, or of those of `projects`. */
export function upgradeReport(before: Workspace, after: Workspace, projects?: ReadonlySet<string>): UpgradeReport {
  const [old, now] = [everyOption(before.projects), everyOption(after.projects)];
  const counts = ({ owner }: Entry): boolean =>
    projects === undefined || owner === undefined || projects.has(owner.name);
  const names = renamedFrom(now);
  const left = sorted(old.keys()).filter((name) => !now.has(name));
  const renamed = left.flatMap((name) => {
    const present = names.get(name);
    return present !== undefined && counts(now.get(present)!) ? [{ before: name, after: present }] : [];
  });
  const targets = new Set(renamed.map((one) => one.after));
  const added = sorted(now.keys()).filter((name) => !old.has(name) && !targets.has(name) && counts(now.get(name)!));
  const gone = left.filter((name) => !names.has(name) && counts(old.get(name)!));
  const pairs = [
    ...sorted(now.keys()).map((name) => [name, name] as const),
    ...renamed.map((one) => [one.before, one.after] as const),
  ];
  const defaults = pairs.flatMap(([was, is]) => {
    const [a, b] = [old.get(was), now.get(is)];
    if (!a || !b || !counts(b)) return [];
    const [x, y] = [defaultText(a.manifest), defaultText(b.manifest)];
    return x === y ? [] : [{ name: is, before: x, after: y }];
  });
  return { added, renamed, gone, defaults: defaults.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

export function noRevision(revision: string, output: string): UnicoreError {
  return new UnicoreError({
    code: 'UNICORE_E_REVISION',
    message: `git knows no revision "${revision}" of this workspace`,
    hint: 'name a commit, a tag or a branch',
    output,
  });
}
