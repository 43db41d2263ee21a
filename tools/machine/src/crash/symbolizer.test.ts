// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { temporaryFolder } from '../testing.js';
import { Symbolizer, type Symbolise } from './symbolizer.js';
import { parseAddr2line, symbolise } from './symbols.js';

const known: Symbolise = async (image, addresses) =>
  addresses.map((address) => [
    { function: 'inner', file: 'a.c', line: Number(address - (image ?? 0n)) },
    { function: 'outer', file: 'b.c', line: 7 },
  ]);

async function through(chunks: readonly string[], lookUp = known): Promise<string> {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk))).pipe(new Symbolizer(lookUp));
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const REPORT =
  'before\r\ncrash: write to 0x0\n  at 0x1010 sp 0x1 fault 0x0\n  thread 1 main\n  image 0x1000\n  #0 0x1010\n  #1 0x1020\nend of crash report\nafter';

test('a report gets functions, files and lines; the rest is untouched', async () => {
  const expected = `before\r
crash: write to 0x0
  at 0x1010 sp 0x1 fault 0x0 in inner at a.c:16 (inlined)
                             in outer at b.c:7
  thread 1 main
  image 0x1000
  #0 0x1010 in inner at a.c:16 (inlined)
            in outer at b.c:7
  #1 0x1020 in inner at a.c:31 (inlined)
            in outer at b.c:7
end of crash report
after`;
  assert.equal(await through([REPORT]), expected);
  assert.equal(await through([...REPORT]), expected);
});

test('a report that is cut off is shown all the same', async () => {
  assert.equal(
    await through(['crash: x\n  image 0x10\n  #0 0x2', '0']),
    'crash: x\n  image 0x10\n  #0 0x20 in inner at a.c:16 (inlined)\n          in outer at b.c:7',
  );
});

test('without debugging information the report stays as it is', async () => {
  const fails = () => Promise.reject(new Error('no addr2line'));
  assert.equal(await through([REPORT], fails), REPORT);
});

test('bytes that are no text pass', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0x0a, 0xfe, 0x0d]);
  const stream = Readable.from([bytes]).pipe(new Symbolizer(known));
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  assert.deepEqual(Buffer.concat(parts), bytes);
});

test('what addr2line prints', () => {
  const text =
    '0x0000000000001149\nadd\n./src/a.c:3\nmain\n/x/b.c:9 (discriminator 2)\n0x0000000000000000\n??\n??:0\n0x0000000000000001\nstart\n??:?\n';
  assert.deepEqual(parseAddr2line(text), [
    [
      { function: 'add', file: 'src/a.c', line: 3 },
      { function: 'main', file: '/x/b.c', line: 9 },
    ],
    [],
    [{ function: 'start' }],
  ]);
});

test('a real binary, loaded elsewhere', async (t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'a.c');
  writeFileSync(
    source,
    'char uc_image_start[1];\nstatic inline __attribute__((always_inline)) int inner(volatile int *p)\n{\n\treturn *p;\n}\nint outer(volatile int *p)\n{\n\treturn inner(p) + 1;\n}\n',
  );
  const dbg = join(folder, 'a.dbg');
  execFileSync('gcc', ['-g', '-O1', '-c', source, '-o', `${dbg}.o`]);
  // The start of .data is where the image begins here; only the difference counts.
  execFileSync('ld', ['-r', `${dbg}.o`, '-o', `${dbg}.r`]);
  execFileSync('ld', ['-e', 'outer', '-Ttext', '0x5000', '--section-start=.bss=0x4000', `${dbg}.r`, '-o', dbg]);
  const [frames] = await symbolise(dbg, 0x7f0000004000n, [0x7f0000005000n]);
  assert.deepEqual(
    frames?.map((frame) => frame.function),
    ['inner', 'outer'],
  );
  assert.equal(frames?.[0]?.line, 4);
});
