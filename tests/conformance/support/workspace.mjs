// SPDX-License-Identifier: BSD-3-Clause
// A small workspace in a folder of its own: one architecture, one platform of the host, a library, an application.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from '../../../tools/core/dist/build.js';
import { openStore } from '../../../tools/core/dist/store/store.js';

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;
const project = (name, unicore) => json({ name, unicore: { summary: name, ...unicore } });

export const ARCH = {
  kind: 'arch',
  triplets: { gcc: 'x86_64-linux-gnu-' },
  archFlags: { compile: ['-std=gnu11', '-fPIE', '-ffunction-sections', '-fdata-sections', '-fcf-protection=none'] },
};

export const LIBRARY = {
  kind: 'library',
  sources: ['src/*.c'],
  includes: { public: ['include'], private: ['private'] },
  options: {
    answer: { type: 'int', default: 42, range: [0, 200], prompt: 'Answer', help: 'What hello() returns' },
    loud: { type: 'bool', default: false, prompt: 'Loud', help: 'Whether other() adds' },
    unused: { type: 'int', default: 1, range: [0, 200], prompt: 'Unused', help: 'No file mentions it' },
  },
};

export const APPLICATION = {
  kind: 'application',
  requires: ['lib-hello'],
  sources: ['*.c', '*.S'],
  targets: { 'mini-x86_64': {}, 'mini-x86_64-b': { set: { 'hello.answer': 7 } } },
};

const LINK_SCRIPT = `PHDRS { read PT_LOAD FILEHDR PHDRS FLAGS(4); execute PT_LOAD FLAGS(5); write PT_LOAD FLAGS(6); dynamic PT_DYNAMIC FLAGS(6); }
SECTIONS
{
	. = SIZEOF_HEADERS;
	.dynsym : { *(.dynsym) } :read
	.dynstr : { *(.dynstr) }
	.hash : { *(.hash) }
	.gnu.hash : { *(.gnu.hash) }
	.rela.dyn : { *(.rela.*) }
	.relr.dyn : { *(.relr.dyn) }
	.rodata : { *(.rodata .rodata.*) }
	. = ALIGN(4096);
	.text : { *(.text .text.*) } :execute
	. = ALIGN(4096);
	.dynamic : { *(.dynamic) } :write :dynamic
	.data : { *(.data .data.*) } :write
	.bss : { *(.bss .bss.*) }
	/DISCARD/ : { *(.comment .note.* .eh_frame .eh_frame_hdr) }
}
`;

const ENTRY = `.global _start
_start:
	lea pointer(%rip), %rax
	call app_main
	mov %eax, %edi
	mov $60, %eax
	syscall
/* One relocation of the image. */
.section .data, "aw"
pointer:
	.quad _start
.section .note.GNU-stack,"",%progbits
`;

export const FILES = {
  'nx.json': '{}\n',
  'archs/x86_64/project.json': project('arch-x86_64', ARCH),
  'platforms/mini/project.json': project('plat-mini', {
    kind: 'platform',
    supports: { archs: ['x86_64'] },
    sources: ['{arch}/*.S'],
    link: { script: '{arch}/link.lds' },
    image: { format: 'elf' },
  }),
  'platforms/mini/x86_64/entry.S': ENTRY,
  'platforms/mini/x86_64/link.lds': LINK_SCRIPT,
  'libs/core/hello/project.json': project('lib-hello', LIBRARY),
  'libs/core/hello/include/unicore/hello.h': '#define HELLO_BASE 0\nint hello(void);\nint other(void);\n',
  'libs/core/hello/private/inner.h': '#define INNER 1\n',
  'libs/core/hello/src/hello.c':
    '#include <unicore/hello.h>\nint hello(void) { return HELLO_BASE + CONFIG_HELLO_ANSWER; }\n',
  'libs/core/hello/src/other.c':
    '#include <unicore/hello.h>\n#include "inner.h"\n#if __has_include("extra.h")\n#include "extra.h"\n#endif\n#ifndef EXTRA\n#define EXTRA 0\n#endif\n#if CONFIG_HELLO_LOUD\nint other(void) { return INNER + 10 + EXTRA; }\n#else\nint other(void) { return INNER + EXTRA; }\n#endif\n',
  'apps/one/project.json': project('app-one', APPLICATION),
  'apps/one/main.c':
    '#include <unicore/hello.h>\nextern const unsigned char blob[];\nint app_main(void);\nint app_main(void) { return hello() + other() + blob[0]; }\n',
  'apps/one/blob.S':
    '.section .rodata.blob,"a"\n.global blob\nblob:\n.incbin "apps/one/blob.bin"\n.section .note.GNU-stack,"",%progbits\n',
  'apps/one/blob.bin': '\x01',
};

/** @param files by path; undefined leaves one of the usual files out */
export function makeWorkspace(t, files = {}, parent = tmpdir()) {
  const root = mkdtempSync(join(parent, 'unicore-test-'));
  t?.after(() => rmSync(root, { recursive: true, force: true }));
  const path = (name) => join(root, name);
  const write = (name, text) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  for (const [name, text] of Object.entries({ ...FILES, ...files })) if (text !== undefined) write(name, text);
  return {
    root,
    path,
    write,
    read: (name) => readFileSync(path(name), 'utf8'),
    remove: (name) => rmSync(path(name), { recursive: true, force: true }),
    touch: (name) => utimesSync(path(name), new Date(), new Date()),
    writeProject: (folder, name, unicore) => write(`${folder}/project.json`, project(name, unicore)),
  };
}

export const folderOf = (root, target = 'mini-x86_64', application = 'app-one') =>
  join(root, 'dist', application, target);

/**
 * Builds and tells what happened: `ran` are the titles of the actions that ran.
 * The store lies in the folder `store`; in the workspace unless given.
 */
export async function buildIn(
  root,
  { target = 'mini-x86_64', store = join(root, '.store'), overrides, onEvent, ...options } = {},
) {
  process.env.UNICORE_STORE = store;
  const events = [];
  const request = { application: 'app-one', target, ...(overrides ? { overrides } : {}) };
  const [result] = await build([request], {
    root,
    jobs: 2,
    color: false,
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
    ...options,
  });
  const titles = (how) =>
    events
      .filter((event) => event.type === 'done' && event.how === how)
      .map(({ action }) => action.id.replace(/ [0-9a-f]{12}$/, ''))
      .sort();
  const isCompile = (title) => /^(compile|assemble) /.test(title);
  const explained = events
    .filter(({ type }) => type === 'explain')
    .map(({ action, text }) => `${action.id.replace(/ [0-9a-f]{12}$/, '')}: ${text}`);
  return {
    ...result,
    events,
    explained,
    actions: titles('ran'),
    compiled: titles('ran').filter(isCompile),
    linked: titles('ran').filter((title) => title.startsWith('link ')),
  };
}

export { openStore };
