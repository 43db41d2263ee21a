// SPDX-License-Identifier: BSD-3-Clause
// `nx g @unicore/nx:lib`: a library with a header, an option, a test and a mutant that the test catches.
import type { Tree } from '@nx/devkit';
import { includes, json, LICENSE, named, writeNew, type Files, type Named } from './names.js';

export interface LibraryOptions {
  readonly name: string;
  readonly directory?: string;
  /** A package.json beside, so that other workspaces install it. */
  readonly publishable?: boolean;
}

const header = ({ name, symbol, macro }: Named): string => `/* ${LICENSE} */
/* What lib-${name} gives. Any context. */
#ifndef UNICORE_${macro}_H
#define UNICORE_${macro}_H

/** \`value\`, but at most the option ${symbol}'s limit. */
int uc_${symbol}_limit(int value);

#endif
`;

const source = ({ name, symbol, macro }: Named): string => `/* ${LICENSE} */
/* lib-${name}: keeps values within its limit. */
#include <unicore/${name}.h>

int uc_${symbol}_limit(int value)
{
	return value < CONFIG_${macro}_LIMIT ? value : CONFIG_${macro}_LIMIT;
}
`;

const testOf = ({ name, symbol, macro }: Named): string => `/* ${LICENSE} */
/* What lib-${name} promises. */
${includes(name, 'test')}

UC_TEST(values_up_to_the_limit_stay)
{
	UC_CHECK_EQUAL(uc_${symbol}_limit(1), 1);
	UC_CHECK_EQUAL(uc_${symbol}_limit(CONFIG_${macro}_LIMIT), CONFIG_${macro}_LIMIT);
}

UC_TEST(greater_ones_are_cut)
{
	UC_CHECK_EQUAL(uc_${symbol}_limit(CONFIG_${macro}_LIMIT + 1), CONFIG_${macro}_LIMIT);
}
`;

const mutant = ({ name, symbol, macro }: Named, folder: string): string => `Greater values are not cut.

diff --git a/${folder}/src/${name}.c b/${folder}/src/${name}.c
--- a/${folder}/src/${name}.c
+++ b/${folder}/src/${name}.c
@@ -4,5 +4,5 @@

 int uc_${symbol}_limit(int value)
 {
-	return value < CONFIG_${macro}_LIMIT ? value : CONFIG_${macro}_LIMIT;
+	return value < CONFIG_${macro}_LIMIT ? value : value;
 }
`;

function filesOf(own: Named, folder: string): Files {
  const { name, symbol } = own;
  const option = name.replace(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return {
    'project.json': json({
      name: `lib-${name}`,
      projectType: 'library',
      unicore: {
        schema: 1,
        kind: 'library',
        summary: 'Keeps values within a limit',
        license: 'BSD-3-Clause',
        sources: ['src/*.c'],
        includes: { public: ['include'] },
        flags: { compile: ['-ffreestanding'] },
        options: {
          limit: {
            type: 'int',
            prompt: 'Limit',
            help: 'The greatest value that is let through.',
            unit: 'none',
            range: [1, 1000000],
            default: 100,
          },
        },
        tests: { sources: ['tests/*.c'] },
      },
    }),
    'README.md': `# lib-${name}

Keeps values within a limit: \`uc_${symbol}_limit\` of \`<unicore/${name}.h>\`. \`"set": { "${option}.limit": 10 }\` changes it.

    nx test lib-${name} -c linuxu-x86_64
`,
    [`include/unicore/${name}.h`]: header(own),
    [`src/${name}.c`]: source(own),
    [`tests/${name}.c`]: testOf(own),
    'tests/mutants/not-cut.patch': mutant(own, folder),
  };
}

export function library(tree: Tree, options: LibraryOptions): void {
  const own = named(options.name, 'lib-');
  const folder = options.directory ?? `libs/${own.name}`;
  const manifest = {
    name: `lib-${own.name}`,
    version: '0.1.0',
    license: 'BSD-3-Clause',
    description: 'A library for Unicore: npm install it beside @unicore/nx',
    unicore: { pool: true },
  };
  writeNew(tree, folder, {
    ...filesOf(own, folder),
    ...(options.publishable ? { 'package.json': json(manifest) } : {}),
  });
}
