// SPDX-License-Identifier: BSD-3-Clause
// What the commands of configuration share: which application is meant, projects with another manifest, what differs.
import { ProjectFile } from '../manifest/project-file.js';
import type { Configuration, ConfiguredOption, Manifest, OptionValue, Project, Workspace } from '../model.js';
import { optionsOf } from '../resolve/why.js';

/** The same project, with another manifest at the same places. */
export const withManifest = (project: Project, manifest: Manifest): Project =>
  Object.create(project, { manifest: { value: manifest, enumerable: true } }) as Project;

/** The same workspace with one project in place of the one of its name. */
export const withProject = (workspace: Workspace, project: Project): Workspace => ({
  ...workspace,
  projects: new Map([...workspace.projects].map(([name, other]) => [name, name === project.name ? project : other])),
});

/** The project as another text says it. */
export const withText = (project: Project, text: string): Project => {
  const json = JSON.parse(text) as { name?: unknown; tags?: unknown; unicore?: unknown };
  return new ProjectFile(`${project.root}/project.json`, text, json);
};

export const textOfProject = (project: Project): string => (project as ProjectFile).text;

export interface OptionChange {
  readonly name: string;
  /** Undefined where the image does not have the option. */
  readonly before: OptionValue | undefined;
  readonly after: OptionValue | undefined;
  readonly manifest: ConfiguredOption['manifest'];
  /** Why it is what it is after, or was. */
  readonly why: string;
}

export interface Difference {
  readonly options: readonly OptionChange[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function difference(before: Configuration, after: Configuration): Difference {
  const [old, now] = [before, after].map((one) => new Map(optionsOf(one).map((option) => [option.name, option])));
  const names = [...new Set([...old!.keys(), ...now!.keys()])].sort();
  const options = names.flatMap((name): OptionChange[] => {
    const [was, is] = [old!.get(name), now!.get(name)];
    if (was?.value === is?.value) return [];
    const { manifest, why } = (is ?? was)!;
    return [{ name, before: was?.value, after: is?.value, manifest, why: why.text }];
  });
  const lost = (from: Configuration, to: Configuration): string[] =>
    [...from.projects.keys()].filter((name) => !to.projects.has(name)).sort();
  return { options, added: lost(after, before), removed: lost(before, after) };
}
