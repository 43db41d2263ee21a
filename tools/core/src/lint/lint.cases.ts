// SPDX-License-Identifier: BSD-3-Clause
// Faults that lint finds, one fixture each: the files of lib-b, and what is shown.
import { app, face, lib, type Manifests } from '../resolve/fixture.js';

export interface LintCase {
  readonly name: string;
  /** Of the workspace; lib-b is looked at. */
  readonly manifests: Manifests;
  /** Path in the workspace → text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly shows: string;
}

const B = 'libs/b';
const LICENCE = '/* SPDX-License-Identifier: BSD-3-Clause */\n';
const README = { [`${B}/README.md`]: '# b\n' };
const number = { type: 'int', prompt: 'n', help: 'h', unit: 'none', range: [0, 9] };

/** lib-b with one source. */
const source = (text: string, manifest: object = {}, path = 'src/b.c') => ({
  manifests: { 'lib-b': lib(manifest) },
  files: { ...README, [`${B}/${path}`]: `${LICENCE}${text}` },
});

export const LINT_CASES: readonly LintCase[] = [
  {
    name: 'an option that explains nothing',
    manifests: { 'lib-b': lib({ options: { n: { type: 'int' } } }) },
    files: README,
    shows: `
libs/b/project.json:7:7: error: the option n has no help [UNICORE_E_LINT_OPTION]
        "n": {
        ^~~
  fix: add "help": what it does and costs, why one would change it
libs/b/project.json:7:7: error: the option n has no prompt [UNICORE_E_LINT_OPTION]
        "n": {
        ^~~
  fix: add "prompt": a few words, as in a menu
libs/b/project.json:7:7: error: the option n has no range [UNICORE_E_LINT_OPTION]
        "n": {
        ^~~
  fix: add "range": the least and the greatest value that work
libs/b/project.json:7:7: error: the option n has no unit [UNICORE_E_LINT_OPTION]
        "n": {
        ^~~
  fix: add "unit": "bytes", "ms", "pages" …, or "none" for what counts nothing
`,
  },
  {
    name: 'a bool needs no unit',
    manifests: { 'lib-b': lib({ options: { n: { type: 'bool', prompt: 'p', help: '' } } }) },
    files: README,
    shows: `
libs/b/project.json:7:7: error: the option n has no help [UNICORE_E_LINT_OPTION]
        "n": {
        ^~~
  fix: add "help": what it does and costs, why one would change it
`,
  },
  {
    name: 'names that are none',
    manifests: {
      'lib-b': lib({
        requires: ['lib-cc'],
        optional: ['lib-c'],
        provides: ['lib-c'],
        init: [{ call: 'f', after: ['haep'] }],
      }),
      'lib-c': lib(),
      heap: face(),
    },
    files: README,
    shows: `
libs/b/project.json:7:7: error: no project is called "lib-cc" [UNICORE_E_LINT_NAME]
        "lib-cc"
        ^~~~~~~~
  fix: did you mean "lib-c"?
libs/b/project.json:13:7: error: no capability is called "lib-c" [UNICORE_E_LINT_NAME]
        "lib-c"
        ^~~~~~~
  fix: add it, or drop the name
libs/b/project.json:19:11: error: no project is called "haep" [UNICORE_E_LINT_NAME]
            "haep"
            ^~~~~~
  fix: did you mean "heap"?
`,
  },
  {
    name: 'a condition that nobody has built',
    manifests: { 'lib-b': lib({ sources: [{ files: 'a.c', when: 'x' }] }) },
    files: README,
    shows: `
libs/b/project.json:9:18: error: no option is called "x" [UNICORE_E_CONDITION]
          "when": "x"
                   ^
  fix: name an option of the project, or of one that it requires
`,
  },
  {
    name: 'no README',
    manifests: { 'lib-b': lib() },
    shows: `
libs/b/project.json:3:3: error: lib-b has no README.md [UNICORE_E_LINT_README]
    "unicore": {
    ^~~~~~~~~
  fix: add one: what it gives, what it needs
`,
  },
  {
    name: 'requires that nothing uses',
    manifests: {
      'lib-b': lib({
        requires: ['lib-c', 'lib-d', 'lib-e', { name: 'lib-f', link: true }, 'lib-g', 'lib-h'],
        init: [{ call: 'f', after: ['lib-h'] }],
      }),
      'lib-c': lib({ includes: { public: ['include'] } }),
      'lib-d': lib({ includes: { public: ['include'] } }),
      'lib-e': lib(),
      'lib-f': lib({ includes: { public: ['include'] } }),
      'lib-g': lib({ includes: { public: ['include'] }, options: { n: number } }),
      'lib-h': lib({ includes: { public: ['include'] } }),
    },
    files: {
      ...README,
      [`${B}/src/b.c`]: `${LICENCE}#include <unicore/d.h>\nint x = CONFIG_G_N;\n`,
      ...Object.fromEntries(
        ['c', 'd', 'f', 'g', 'h'].map((name) => [`libs/${name}/include/unicore/${name}.h`, LICENCE]),
      ),
    },
    shows: `
libs/b/project.json:7:7: error: nothing of lib-b reads a header of lib-c [UNICORE_E_LINT_REQUIRE]
        "lib-c",
        ^~~~~~~
  fix: drop it, or write { "name": "lib-c", "link": true } if only its functions are needed
`,
  },
  {
    name: 'requires of tests that nothing of them uses',
    manifests: {
      'lib-b': lib({
        tests: {
          sources: ['tests/*.c'],
          requires: ['lib-c', 'lib-d', 'lib-e', { name: 'lib-f', link: true }, 'lib-g', 'lib-h', 'lib-i'],
          set: { 'g.n': 1 },
          use: { 'lib-h': 'lib-h' },
        },
      }),
      ...Object.fromEntries(
        ['c', 'd', 'f', 'g', 'h', 'i'].map((name) => [`lib-${name}`, lib({ includes: { public: ['include'] } })]),
      ),
      'lib-e': lib(),
    },
    files: {
      ...README,
      // What only the sources read is not what the tests require.
      [`${B}/src/b.c`]: `${LICENCE}#include <unicore/c.h>\n`,
      [`${B}/src/inner.h`]: `${LICENCE}#include <unicore/i.h>\n`,
      [`${B}/tests/b.c`]: `${LICENCE}#include "../src/inner.h"\n#include <unicore/d.h>\n`,
      ...Object.fromEntries(
        ['c', 'd', 'f', 'g', 'h', 'i'].map((name) => [`libs/${name}/include/unicore/${name}.h`, LICENCE]),
      ),
    },
    shows: `
libs/b/project.json:11:9: error: no test of lib-b reads a header of lib-c [UNICORE_E_LINT_REQUIRE]
          "lib-c",
          ^~~~~~~
  fix: drop it, or write { "name": "lib-c", "link": true } if only its functions are needed
`,
  },
  {
    name: "a licence that is missing, and one that is not the project's",
    manifests: { 'lib-b': lib({ license: 'MIT' }) },
    files: {
      ...README,
      [`${B}/a.c`]: 'int a;\n',
      [`${B}/b.c`]: '// SPDX-License-Identifier: GPL-2.0-only\n',
      [`${B}/c.sh`]: '#!/bin/sh\n# SPDX-License-Identifier: MIT\n',
    },
    shows: `
libs/b/a.c:1:1: error: the file does not begin with its licence [UNICORE_E_LINT_SPDX]
  int a;
  ^
  fix: begin with SPDX-License-Identifier: BSD-3-Clause in a comment
libs/b/b.c:1:1: error: the licence GPL-2.0-only is neither BSD-3-Clause nor that of lib-b [UNICORE_E_LINT_SPDX]
  // SPDX-License-Identifier: GPL-2.0-only
  ^
  fix: begin with SPDX-License-Identifier: BSD-3-Clause in a comment
`,
  },
  {
    name: 'something open',
    ...source('/* \x54ODO: free it */\n'),
    shows: `
libs/b/src/b.c:2:4: error: TODO in a file [UNICORE_E_LINT_OPEN]
  /* \x54ODO: free it */
     ^~~~
  fix: do it, or say in CAVEATS.md that it is missing
`,
  },
  {
    name: 'an option that nobody declares',
    ...source('/* CONFIG_B_X */\n#if CONFIG_B_NN\n#endif\n', { options: { n: number } }),
    shows: `
libs/b/src/b.c:3:5: error: no option is called CONFIG_B_NN [UNICORE_E_LINT_CONFIG]
  #if CONFIG_B_NN
      ^~~~~~~~~~~
  fix: did you mean CONFIG_B_N?
`,
  },
  {
    name: 'an option of a project that is not seen',
    manifests: {
      'lib-b': lib(),
      'lib-c': lib({ options: { mode: { type: 'choice', values: ['one'], prompt: 'p', help: 'h' } } }),
    },
    files: { ...README, [`${B}/b.h`]: `${LICENCE}#if CONFIG_C_MODE_ONE || CONFIG_BUILD_DEBUG\n#endif\n` },
    shows: `
libs/b/b.h:2:5: error: CONFIG_C_MODE_ONE is an option of lib-c, which lib-b does not see [UNICORE_E_LINT_CONFIG]
  #if CONFIG_C_MODE_ONE || CONFIG_BUILD_DEBUG
      ^~~~~~~~~~~~~~~~~
  fix: add "lib-c" to "requires" or "optional"
`,
  },
  {
    name: 'an option that is asked by #ifdef',
    ...source('#ifdef CONFIG_B_N\n#endif\n#if !defined(CONFIG_B_N) /* defined(CONFIG_B_N) */\n#endif\n', {
      options: { n: number },
    }),
    shows: `
libs/b/src/b.c:2:8: error: CONFIG_B_N is asked whether it is defined, which it always is [UNICORE_E_LINT_IFDEF]
  #ifdef CONFIG_B_N
         ^~~~~~~~~~
  fix: write #if CONFIG_B_N
libs/b/src/b.c:4:14: error: CONFIG_B_N is asked whether it is defined, which it always is [UNICORE_E_LINT_IFDEF]
  #if !defined(CONFIG_B_N) /* defined(CONFIG_B_N) */
               ^~~~~~~~~~
  fix: write #if CONFIG_B_N
`,
  },
  {
    name: 'public functions without a contract',
    ...source(
      `#pragma once
#include <stddef.h>
/** A pair. */
struct uc_pair {
	int (*get)(void);
	int a;
};
void uc_plain(void);

/** Both: told together. */
int uc_one(int a);
int uc_two(int a,
	   int b);

int uc_alone(void);
/** Told. */
#ifdef X
static inline int uc_inline(int x)
{
	return f(x); /* (in a body) */
}
#endif
typedef int (*uc_call)(int);
#define UC_MACRO(x) uc_one(x)
extern int uc_value;
UC_NORETURN void uc_end(const char *text) __attribute__((format(printf, 1, 2)));
`,
      {},
      'include/unicore/b.h',
    ),
    shows: `
libs/b/include/unicore/b.h:9:1: error: uc_plain has no contract [UNICORE_E_LINT_CONTRACT]
  void uc_plain(void);
  ^
  fix: say above it what it does, its units, its errors and where it may be called
libs/b/include/unicore/b.h:16:1: error: uc_alone has no contract [UNICORE_E_LINT_CONTRACT]
  int uc_alone(void);
  ^
  fix: say above it what it does, its units, its errors and where it may be called
libs/b/include/unicore/b.h:27:1: error: uc_end has no contract [UNICORE_E_LINT_CONTRACT]
  UC_NORETURN void uc_end(const char *text) __attribute__((format(printf, 1, 2)));
  ^
  fix: say above it what it does, its units, its errors and where it may be called
`,
  },
  {
    name: 'an architecture outside of archs/',
    ...source('/* __x86_64__ */\n#if defined(__x86_64__) || __aarch64__\n#endif\n'),
    shows: `
libs/b/src/b.c:3:13: error: __x86_64__ is asked outside of archs/ [UNICORE_E_LINT_ARCH]
  #if defined(__x86_64__) || __aarch64__
              ^~~~~~~~~~
  fix: move it to archs/<arch> behind a function of unicore/arch.h
libs/b/src/b.c:3:28: error: __aarch64__ is asked outside of archs/ [UNICORE_E_LINT_ARCH]
  #if defined(__x86_64__) || __aarch64__
                             ^~~~~~~~~~~
  fix: move it to archs/<arch> behind a function of unicore/arch.h
`,
  },
  {
    name: 'privileged instructions outside of platforms/',
    ...source(
      'void f(void) { __asm__ volatile("cli; mov %%cr3, %0" : "=r"(x)); }\nint cli; /* hlt */ const char *s = "sti";\n',
    ),
    shows: `
libs/b/src/b.c:2:34: error: "cli" stands outside of platforms/ [UNICORE_E_LINT_PRIVILEGED]
  void f(void) { __asm__ volatile("cli; mov %%cr3, %0" : "=r"(x)); }
                                   ^~~
  fix: move it to the platforms behind a function of unicore/platform.h
libs/b/src/b.c:2:39: error: "mov %%cr3" stands outside of platforms/ [UNICORE_E_LINT_PRIVILEGED]
  void f(void) { __asm__ volatile("cli; mov %%cr3, %0" : "=r"(x)); }
                                        ^~~~~~~~~
  fix: move it to the platforms behind a function of unicore/platform.h
`,
  },
  {
    name: 'a call of the host outside of platforms/',
    ...source('\tmovq %rax, %rdi\n\tsyscall\n', {}, 'src/b.S'),
    shows: `
libs/b/src/b.S:3:2: error: "syscall" stands outside of platforms/ [UNICORE_E_LINT_PRIVILEGED]
  	syscall
  	^~~~~~~
  fix: move it to the platforms behind a function of unicore/platform.h
`,
  },
  {
    name: 'a header of a libc in a library for every libc',
    manifests: { 'lib-core-b': lib() },
    files: {
      'libs/core/b/README.md': '# b\n',
      'libs/core/b/src/b.c': `${LICENCE}#include <stdint.h>\n#include <unicore/string.h>\n#include <string.h>\n`,
      'libs/core/b/tests/b.c': `${LICENCE}#include <stdio.h>\n`,
    },
    project: 'lib-core-b',
    shows: `
libs/core/b/src/b.c:4:10: error: <string.h> is a header of a libc [UNICORE_E_LINT_INCLUDE]
  #include <string.h>
           ^~~~~~~~~~
  fix: include a header of unicore/, so that the object serves every libc
`,
  },
  {
    name: 'a port without all files of the template, of which a library that ports share has some',
    manifests: {
      'lib-ports-metal': { kind: 'library', summary: 's' },
      'plat-stub': { kind: 'platform', summary: 's', supports: { archs: ['x86_64'] } },
      'plat-new': {
        kind: 'platform',
        summary: 's',
        requires: ['lib-ports-metal'],
        supports: { archs: ['x86_64', 'arm64'] },
      },
    },
    files: {
      'platforms/stub/time.c': LICENCE,
      'platforms/stub/memory.c': LICENCE,
      'platforms/metal/memory.c': LICENCE,
      'platforms/stub/x86_64/entry.S': LICENCE,
      'platforms/new/x86_64/entry.S': LICENCE,
    },
    project: 'plat-new',
    shows: `
platforms/new/project.json:3:3: error: plat-new has no arm64/entry.S, which the template of a port has [UNICORE_E_LINT_PORT]
    "unicore": {
    ^~~~~~~~~
  fix: add it: a port has the same files as platforms/stub
platforms/new/project.json:3:3: error: plat-new has no time.c, which the template of a port has [UNICORE_E_LINT_PORT]
    "unicore": {
    ^~~~~~~~~
  fix: add it: a port has the same files as platforms/stub
`,
  },
  {
    name: 'all right',
    manifests: {
      'lib-b': lib({ options: { n: number }, constraints: [{ assert: 'n > 0', message: 'm' }] }),
      'app-a': app(),
    },
    files: { ...README, [`${B}/src/b.c`]: `${LICENCE}#if CONFIG_B_N > 1\n#endif\n` },
    shows: `
`,
  },
];
