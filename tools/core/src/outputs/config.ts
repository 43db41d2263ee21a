// SPDX-License-Identifier: BSD-3-Clause
// `config`: every option of the image in Kconfig's .config syntax, sorted.
import type { Configuration } from '../model.js';
import { macrosOf } from '../resolve/names.js';

export function configFile(configuration: Configuration): string {
  const options = [
    ...configuration.build.values(),
    ...[...configuration.projects.values()].flatMap((project) => [...project.options.values()]),
  ];
  const lines = options.flatMap((option) => {
    const isBool = option.manifest.type === 'bool' || option.manifest.type === 'choice';
    return macrosOf(option).map(([macro, text]): [string, string] => [
      macro,
      !isBool ? `${macro}=${text}` : text === '1' ? `${macro}=y` : `# ${macro} is not set`,
    ]);
  });
  lines.sort(([a], [b]) => (a < b ? -1 : 1));
  const { application, target } = configuration;
  return [`# ${application.name} for ${target.name}`, ...lines.map(([, line]) => line), ''].join('\n');
}
