// SPDX-License-Identifier: BSD-3-Clause
// Rules of C and assembly: declared options, contracts of public functions, what may stand where.
import type { Diagnostic } from '../diagnostic.js';
import { closest } from '../plan/suggest.js';
import { BUILD_ENTRIES, entriesOf, macroNamesOf } from '../resolve/names.js';
import { maySee } from '../resolve/visible.js';
import { assemblyIn, commentEnds, functionsOf, withoutComments } from './c-text.js';
import { fault, isThirdParty, placeIn, type LintContext, type Rule, type SourceText } from './context.js';

const isC = ({ path }: SourceText): boolean => /\.[ch]$/.test(path);
const isCode = ({ path }: SourceText): boolean => /\.(?:c|h|S|s)$/.test(path);
const own = (context: LintContext, is: (file: SourceText) => boolean): SourceText[] =>
  context.files.filter((file) => is(file) && !isThirdParty(context, file.path));

/** Line 1 (2 after a #!) names the licence. */
export const spdx: Rule = (context) => {
  const { license } = context.project.manifest;
  return own(context, () => true).flatMap((file) => {
    const lines = file.text.split('\n', 2);
    const line = lines[0]?.startsWith('#!') ? lines[1] : lines[0];
    const [, name] = /SPDX-License-Identifier: ([\w.+-]+)/.exec(line ?? '') ?? [];
    if (name === 'BSD-3-Clause' || (name !== undefined && name === license)) return [];
    const message =
      name === undefined
        ? 'the file does not begin with its licence'
        : `the licence ${name} is neither BSD-3-Clause nor that of ${context.project.name}`;
    return [
      fault(
        'UNICORE_E_LINT_SPDX',
        message,
        placeIn(context, file, 0),
        'begin with SPDX-License-Identifier: BSD-3-Clause in a comment',
      ),
    ];
  });
};

/** Nothing is left to be done. */
export const nothingOpen: Rule = (context) =>
  own(context, () => true).flatMap((file) =>
    [...file.text.matchAll(/\b(?:TODO|FIXME|XXX)\b/g)].map(({ index, 0: word }) =>
      fault(
        'UNICORE_E_LINT_OPEN',
        `${word} in a file`,
        placeIn(context, file, index, word.length),
        'do it, or say in CAVEATS.md that it is missing',
      ),
    ),
  );

/** Sources name only options that their project sees. */
export const optionsDeclared: Rule = (context) => {
  const {
    project,
    workspace: { projects },
  } = context;
  const tested = (project.manifest.tests?.requires ?? []).map((one) => (typeof one === 'string' ? one : one.name));
  const seen = [
    ...maySee(project, projects),
    ...tested.flatMap((name) => maySee(projects.get(name) ?? project, projects)),
  ];
  const declared = new Set(
    [...BUILD_ENTRIES, ...seen.flatMap((name) => entriesOf(projects.get(name) ?? project))].flatMap(macroNamesOf),
  );
  const owners = new Map(
    [...context.options.values()].flatMap((entry) =>
      macroNamesOf(entry).map((name) => [name, entry.owner?.name] as const),
    ),
  );
  return own(context, isCode).flatMap((file) => {
    const code = withoutComments(file.text);
    return [...code.matchAll(/\bCONFIG_[A-Za-z0-9_]+/g)].flatMap(({ index, 0: name }) => {
      if (declared.has(name)) return [];
      const owner = owners.get(name);
      const guess = closest(name, declared);
      const hint = owner
        ? `add "${owner}" to "requires" or "optional"`
        : guess
          ? `did you mean ${guess}?`
          : 'declare the option in project.json';
      const message = owner
        ? `${name} is an option of ${owner}, which ${project.name} does not see`
        : `no option is called ${name}`;
      return [fault('UNICORE_E_LINT_CONFIG', message, placeIn(context, file, index, name.length), hint)];
    });
  });
};

/** Options are always defined: one that is asked by #ifdef would always be on. */
export const optionsByValue: Rule = (context) =>
  own(context, isCode).flatMap((file) => {
    const code = withoutComments(file.text);
    return [...code.matchAll(/(?:#[ \t]*ifn?def[ \t]+|\bdefined[ \t]*\(?[ \t]*)(CONFIG_\w+)/g)].map(
      ({ index, 0: text, 1: name = '' }) =>
        fault(
          'UNICORE_E_LINT_IFDEF',
          `${name} is asked whether it is defined, which it always is`,
          placeIn(context, file, index + text.length - name.length, name.length),
          `write #if ${name}`,
        ),
    );
  });

/** Each function of a public header stands under a comment, or in a block of lines that does. */
export const contracts: Rule = (context) =>
  own(context, ({ path }) => /(?:^|\/)include\/unicore\/.*\.h$/.test(path)).flatMap((file) => {
    const comments = commentEnds(file.text);
    const lines = file.text.split('\n');
    let before: { last: number; told: boolean } | undefined;
    return functionsOf(file.text).flatMap(({ name, offset, first, last }): Diagnostic[] => {
      // Lines of the preprocessor between comment and function do not part them.
      let above = first - 1;
      while (above > 0 && /^\s*#/.test(lines[above] ?? '')) above--;
      const told =
        comments.has(above) || comments.has(first) || (before !== undefined && before.told && before.last === above);
      before = { last, told };
      if (told) return [];
      return [
        fault(
          'UNICORE_E_LINT_CONTRACT',
          `${name} has no contract`,
          placeIn(context, file, offset, 1),
          'say above it what it does, its units, its errors and where it may be called',
        ),
      ];
    });
  });

const ARCH_MACRO =
  /\b(?:__(?:x86_64|amd64|i386|aarch64|arm|thumb|mips|mips64|riscv|powerpc)(?:__)?|__ARM_ARCH\w*|_M_X64)\b/g;

/** Whatever is written for one architecture stands in archs/, or in a folder of a platform that is named after it. */
export const noArchElsewhere: Rule = (context) => {
  const { project, workspace } = context;
  if (project.root.startsWith('archs/')) return [];
  const archs = [...workspace.projects.values()]
    .filter(({ manifest }) => manifest.kind === 'arch')
    .map(({ name }) => name.slice('arch-'.length));
  const isOfArch = ({ path }: SourceText): boolean =>
    project.root.startsWith('platforms/') && archs.some((arch) => path.startsWith(`${arch}/`));
  return own(context, (file) => isCode(file) && !isOfArch(file)).flatMap((file) => {
    const code = withoutComments(file.text);
    return [...code.matchAll(/^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif)\b[^\n]*/gm)].flatMap((line) =>
      [...line[0].matchAll(ARCH_MACRO)].map(({ index, 0: name }) =>
        fault(
          'UNICORE_E_LINT_ARCH',
          `${name} is asked outside of archs/`,
          placeIn(context, file, line.index + index, name.length),
          'move it to archs/<arch> behind a function of unicore/arch.h',
        ),
      ),
    );
  });
};

const PRIVILEGED =
  /(?<![\w.%$])(?:hlt|cli|sti|lgdt|lidt|lldt|ltr|rdmsr|wrmsr|invlpg|invpcid|swapgs|iretq?|sysretq?|syscall|sysenter|vmcall|vmmcall|clts|wbinvd|in[bwl]|out[bwl]|wfi|wfe|hvc|smc|svc|eret|int\s+\$0x80|mov\w*[^;"\n]*%{0,2}\bcr\d)(?![\w.])/g;

/** Instructions that only platforms may execute: those of a kernel, and calls of the host. */
export const noPrivilegeElsewhere: Rule = (context) => {
  if (context.project.root.startsWith('platforms/')) return [];
  return own(context, isCode).flatMap((file) => {
    const code = withoutComments(file.text);
    const parts = isC(file) ? assemblyIn(code) : [{ offset: 0, text: code }];
    return parts.flatMap((part) =>
      [...part.text.matchAll(PRIVILEGED)].map(({ index, 0: text }) =>
        fault(
          'UNICORE_E_LINT_PRIVILEGED',
          `"${text}" stands outside of platforms/`,
          placeIn(context, file, part.offset + index, text.length),
          'move it to the platforms behind a function of unicore/platform.h',
        ),
      ),
    );
  });
};

/** Of the compiler itself. */
const FREESTANDING =
  /^(?:float|iso646|limits|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdnoreturn|cpuid|immintrin|x86intrin|arm_neon|arm_acle)\.h$/;
const LIBC_FREE = /^libs\/(?:core|posix|net|drivers|fs)\//;

/** Libraries under every libc include none of its headers. */
export const libcFree: Rule = (context) => {
  const { project } = context;
  if (!LIBC_FREE.test(`${project.root}/`) || project.manifest.fetch) return [];
  return own(context, (file) => isC(file) && !file.path.startsWith('tests/')).flatMap((file) => {
    const code = withoutComments(file.text);
    return [...code.matchAll(/^[ \t]*#[ \t]*include[ \t]*<([^>\n]+)>/gm)].flatMap(
      ({ index, 0: line, 1: name = '' }) => {
        if (name.startsWith('unicore/') || FREESTANDING.test(name)) return [];
        return [
          fault(
            'UNICORE_E_LINT_INCLUDE',
            `<${name}> is a header of a libc`,
            placeIn(context, file, index + line.indexOf('<'), name.length + 2),
            'include a header of unicore/, so that the object serves every libc',
          ),
        ];
      },
    );
  });
};
