// SPDX-License-Identifier: BSD-3-Clause
// What the editor knows of the world: the same functions as the commands whatif, why-not and config.
import { outputFolder, type BuildRequest } from '@unicore/core/build.js';
import { foresee } from '@unicore/core/configure/foresee.js';
import { smallestChange } from '@unicore/core/configure/save.js';
import { objectBytes } from '@unicore/core/configure/size-of.js';
import { difference } from '@unicore/core/configure/space.js';
import { whyNot } from '@unicore/core/configure/why-not/why-not.js';
import { UnicoreError } from '@unicore/core/diagnostic.js';
import { isCompile, titleOf } from '@unicore/core/engine/key.js';
import type { ConfiguredOption, OptionValue, Workspace } from '@unicore/core/model.js';
import { prepare } from '@unicore/core/prepare.js';
import { resolve } from '@unicore/core/resolve/resolve.js';
import { show } from '@unicore/core/resolve/values.js';
import { writeProject } from '../cli/config.js';
import type { Refusal, Services } from './editor.js';

type Changes = ReadonlyMap<string, OptionValue>;

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Told only for an option that can be switched. */
const other = ({ manifest, value }: ConfiguredOption): OptionValue | undefined =>
  manifest.type === 'bool' ? value !== true : manifest.values?.find((one) => one !== value);

export function servicesFor(root: string, start: Workspace, application: string): Services {
  let workspace = start;
  const request = (target: string, changes: Changes): BuildRequest => ({
    application,
    target,
    overrides: Object.fromEntries(changes),
  });
  const configured = (target: string, changes: Changes) => resolve(workspace, request(target, changes));
  const pulled = (target: string, from: Changes, to: Changes): string => {
    const { options, added, removed } = difference(configured(target, from), configured(target, to));
    const changed = options.map(
      ({ name, after, manifest }) => `${name}=${after === undefined ? 'gone' : show(manifest, after)}`,
    );
    return (
      [...changed, ...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)].join(' ') || 'nothing'
    );
  };
  const foreseen = async (target: string, changes: Changes): Promise<string> => {
    const wanted = request(target, changes);
    const { objects, total } = await foresee(workspace, { wanted, now: configured(target, new Map()) });
    return `${counted(objects.length, 'object')} of ${total} would be compiled`;
  };
  const objectsOf = async (target: string, changes: Changes): Promise<Set<string>> => {
    const { plan } = await prepare(workspace, request(target, changes));
    return new Set(plan.actions.filter(isCompile).map((action) => titleOf(action).replace(/^\w+ /, '')));
  };
  /** Of the last image: what lies in objects that are there because of the option. */
  const bytesOf = async (target: string, changes: Changes, without: Changes): Promise<string> => {
    const bytes = objectBytes(outputFolder(root, { application, target }), application);
    if (bytes === undefined) return `bytes in the last build: ${application} was not built for ${target}`;
    const [now, then] = [await objectsOf(target, changes), await objectsOf(target, without)];
    const own = [...now].filter((object) => !then.has(object));
    const sum = own.reduce((total, object) => total + (bytes.get(object) ?? 0), 0);
    return `bytes in the last build of the ${counted(own.length, 'object')} that it brings: ${sum}`;
  };
  return {
    get workspace() {
      return workspace;
    },
    resolve: configured,
    effects: (target, changes) => (changes.size === 0 ? '' : `changes ${pulled(target, new Map(), changes)}`),
    foresee: async (target, changes) => {
      try {
        return `the next build: ${await foreseen(target, changes)}`;
      } catch (error) {
        if (!(error instanceof UnicoreError)) throw error;
        return `the next build: ${error.diagnostics[0]?.message}`;
      }
    },
    async cost(target, changes, option) {
      const value = other(option);
      if (value === undefined || option.why.by === 'depends-off') return [];
      const then = new Map([...changes, [option.name, value]]);
      const lines = [`with ${option.name}=${String(value)}:`];
      try {
        lines.push(`  changes ${pulled(target, changes, then)}`, `  ${await foreseen(target, then)}`);
        if (option.value === true) lines.push(await bytesOf(target, changes, then));
      } catch (error) {
        if (!(error instanceof UnicoreError)) throw error;
        lines.push(...error.diagnostics.map(({ message }) => `  ${message}`));
      }
      return lines;
    },
    explain(target, changes, name): Refusal {
      const lines: string[] = [];
      try {
        configured(target, changes);
      } catch (error) {
        if (!(error instanceof UnicoreError)) throw error;
        for (const { message, hint, notes = [] } of error.diagnostics)
          lines.push(message, ...notes.map((note) => `  ${note.message}`), ...(hint ? [`  fix: ${hint}`] : []));
      }
      const value = changes.get(name);
      const before = new Map([...changes].filter(([one]) => one !== name));
      if (value === undefined || name.startsWith('use.')) return { lines, ways: [] };
      const { overrides = {} } = request(target, before);
      const found = whyNot(workspace, { application, target, overrides }, { name, value });
      // The editor sets and uses; what takes a line away, or requires a project, is for an editor of texts.
      const solutions = found.verdict === 'blocked' ? found.solutions : [];
      const ways = solutions
        .filter((steps) => steps.every(({ change }) => change === 'set' || change === 'use'))
        .map(
          (steps) => new Map(steps.map((step) => [step.change === 'use' ? `use.${step.name}` : step.name, step.value])),
        );
      return { lines, ways };
    },
    save(target, changes) {
      const saved = smallestChange(workspace, {
        application,
        ...(target === undefined ? {} : { target }),
        changes: [...changes].map(([name, value]) => ({ name, value })),
      });
      if (saved.changed) writeProject(root, workspace, application, saved);
      workspace = saved.workspace;
      return `${saved.file}: ${saved.changed ? 'changed' : 'nothing to change, it is so already'}\n`;
    },
  };
}
