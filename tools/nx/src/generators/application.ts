// SPDX-License-Identifier: BSD-3-Clause
// `nx g @unicore/nx:app`: an application that prints a line.
import type { Tree } from '@nx/devkit';
import { json, LICENSE, named, writeNew } from './names.js';

export interface ApplicationOptions {
  readonly name: string;
  readonly directory?: string;
  /** Separated by commas on a command line; a list from a prompt. */
  readonly targets?: string | readonly string[];
  /** nolibc or musl. */
  readonly libc?: string;
}

const listOf = (text: string | readonly string[]): string[] =>
  [text]
    .flat()
    .flatMap((one) => one.split(','))
    .map((one) => one.trim())
    .filter(Boolean);

export function application(tree: Tree, options: ApplicationOptions): void {
  const { name } = named(options.name, 'app-');
  const targets = listOf(options.targets ?? 'linuxu-x86_64,kvm-x86_64');
  const project = `app-${name}`;
  const first = targets[0] ?? 'linuxu-x86_64';
  writeNew(tree, options.directory ?? `apps/${name}`, {
    'project.json': json({
      name: project,
      projectType: 'application',
      tags: ['pool:apps'],
      unicore: {
        schema: 1,
        kind: 'application',
        summary: 'Says hello, and ends with its first argument as status',
        license: 'BSD-3-Clause',
        requires: ['libc'],
        ...(options.libc === 'musl' ? { use: { libc: 'lib-musl' } } : {}),
        sources: ['src/*.c'],
        targets: Object.fromEntries(targets.map((target) => [target, {}])),
        run: { memory: options.libc === 'musl' ? '16M' : '8M' },
      },
    }),
    'README.md': `# ${project}

    nx run ${project}:run -c ${first}         # the first argument is the exit code:
    npx unicore run ${project} -c ${first} -- 3

Says hello, and ends with its first argument as status.
`,
    'src/main.c': `/* ${LICENSE} */
/* Says hello; the first argument is the status that the image ends with. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	puts("hello from ${project}");
	return argc > 1 ? atoi(argv[1]) : EXIT_SUCCESS;
}
`,
  });
}
