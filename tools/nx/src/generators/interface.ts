// SPDX-License-Identifier: BSD-3-Clause
// `nx g @unicore/nx:interface`: a capability with its contract's tests, and a first provider that passes them.
import type { Tree } from '@nx/devkit';
import { includes, json, LICENSE, named, writeNew, type Named } from './names.js';

export interface InterfaceOptions {
  readonly name: string;
  readonly directory?: string;
  /** Name of the first provider. */
  readonly provider?: string;
}

const header = ({ name, symbol, macro }: Named): string => `/* ${LICENSE} */
/* The capability ${name}: what each provider owes. Any context. */
#ifndef UNICORE_${macro}_H
#define UNICORE_${macro}_H

/** The next value: each is greater than all before. */
unsigned long uc_${symbol}_next(void);

#endif
`;

const contract = ({ name, symbol }: Named): string => `/* ${LICENSE} */
/* The contract of ${name}, which each provider passes. */
${includes(name, 'test')}

UC_TEST(each_value_is_greater_than_all_before)
{
	unsigned long last = uc_${symbol}_next();
	for (int n = 0; n < 1000; n++) {
		unsigned long next = uc_${symbol}_next();
		UC_REQUIRE(next > last);
		last = next;
	}
}
`;

const provider = ({ name, symbol }: Named): string => `/* ${LICENSE} */
/* Provides ${name}: counts. */
#include <unicore/${name}.h>

static unsigned long last;

unsigned long uc_${symbol}_next(void)
{
	return ++last;
}
`;

export function interfaceGenerator(tree: Tree, options: InterfaceOptions): void {
  const own = named(options.name, 'lib-');
  const other = named(options.provider ?? `${own.name}-count`, 'lib-');
  const folder = options.directory ?? `libs/${own.name}`;
  const common = { projectType: 'library' };
  writeNew(tree, folder, {
    'project.json': json({
      name: own.name,
      ...common,
      unicore: {
        schema: 1,
        kind: 'interface',
        summary: 'Values, each greater than all before',
        cardinality: 'one',
        includes: { public: ['include'] },
        tests: { sources: ['tests/*.c'] },
      },
    }),
    'README.md': `# ${own.name}

A capability: \`<unicore/${own.name}.h>\`. \`tests/\` holds the contract; lib-${other.name} passes it, and so does each provider.
`,
    [`include/unicore/${own.name}.h`]: header(own),
    'tests/contract.c': contract(own),
  });
  writeNew(tree, folder.replace(/[^/]*$/, other.name), {
    'project.json': json({
      name: `lib-${other.name}`,
      ...common,
      unicore: {
        schema: 1,
        kind: 'library',
        summary: `Provides ${own.name} by counting`,
        license: 'BSD-3-Clause',
        provides: [own.name],
        sources: ['src/*.c'],
        flags: { compile: ['-ffreestanding'] },
      },
    }),
    'README.md': `# lib-${other.name}

Provides ${own.name} by counting. It needs nothing.

    nx test lib-${other.name} -c linuxu-x86_64    # the contract
`,
    'src/count.c': provider(own),
  });
}
