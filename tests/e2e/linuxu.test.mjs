// SPDX-License-Identifier: BSD-3-Clause
// An image as a process of Linux: arguments, options of the runner, ends. app-helloworld prints its arguments and ends
// with the first one as its status.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const image = join(workspace, 'dist/app-helloworld/linuxu-x86_64/app-helloworld');
let folder;
before(() => {
  const build = ['tools/nx/bin/unicore.mjs', 'build', 'app-helloworld', '-c', 'linuxu-x86_64'];
  execFileSync(process.execPath, build, { cwd: workspace, stdio: 'inherit' });
  folder = mkdtempSync(join(tmpdir(), 'linuxu-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const start = (words, options = {}) => {
  const { status, signal, stdout, stderr } = spawnSync(image, words, { encoding: 'utf8', timeout: 30000, ...options });
  return { status, signal, stdout, stderr };
};
const argumentsIn = (stdout) => [...stdout.matchAll(/^argument \d+: (.*)$/gm)].map(([, word]) => word);

test('arguments come through byte for byte', () => {
  const words = ['0', 'a b', '', '"', "'", '\\', '\\"', "a'b", ' x ', '$HOME *', 'ü', '--uc.memory=1', '\ttab'];
  assert.deepEqual(argumentsIn(start(words).stdout), words);
});

test('no arguments', () => {
  const { status, stdout } = start([]);
  assert.equal(status, 0);
  assert.match(stdout, /^Hello from linuxu-x86_64\n/);
});

test("main's value is the status", () => {
  for (const status of [0, 1, 42, 125]) assert.equal(start([String(status)]).status, status);
});

test('uc.memory sets the memory, and no argument', () => {
  for (const [word, kib] of [
    ['uc.memory=1M', 1024],
    ['uc.memory=65536K', 65536],
    ['uc.memory=3G', 3145728],
    ['uc.memory=8388608', 8192],
  ]) {
    const { status, stdout } = start(['0', word, 'x']);
    assert.equal(status, 0, word);
    assert.deepEqual(argumentsIn(stdout), ['0', 'x']);
    assert.match(stdout, new RegExp(`^free: \\d+ of ${kib} KiB$`, 'm'));
  }
});

const overcommit = readFileSync('/proc/sys/vm/overcommit_memory', 'utf8').trim();
test('memory is taken from the host only when it is touched', { skip: overcommit === '2' }, () => {
  assert.equal(start(['0', 'uc.memory=1024G']).status, 0);
});

for (const [name, words, message] of [
  ['a size that is none', ['uc.memory=64Q'], 'linuxu: not a size of memory: uc.memory=64Q\n'],
  ['a size that overflows', ['uc.memory=99999999999G'], 'linuxu: not a size of memory: uc.memory=99999999999G\n'],
  ['no size', ['uc.memory='], 'linuxu: not a size of memory: uc.memory=\n'],
  [
    'more memory than there are addresses',
    ['uc.memory=200000G'],
    'linuxu: memory: the host gives none of that size (uc.memory)\n',
  ],
  ['a misspelt option', ['uc.memroy=64M'], 'linuxu: unknown option: uc.memroy=64M\n'],
  ['a port without its pair', ['uc.port=80'], 'linuxu: not a pair of ports, or one too many: uc.port=80\n'],
  ['a port out of range', ['uc.port=80:65536'], 'linuxu: not a pair of ports, or one too many: uc.port=80:65536\n'],
  ['port 0', ['uc.port=0:80'], 'linuxu: not a pair of ports, or one too many: uc.port=0:80\n'],
  ['a module that is not there', ['uc.initrd=/nowhere'], 'linuxu: cannot read: /nowhere\n'],
  ['a module that is a folder', ['uc.initrd=/'], 'linuxu: cannot read: /\n'],
]) {
  test(`${name} is an error, and main does not run`, () => {
    assert.deepEqual(start(words), { status: 125, signal: null, stdout: '', stderr: message });
  });
}

test('a module may be empty', () => {
  const module = join(folder, 'empty');
  writeFileSync(module, '');
  assert.equal(start(['0', `uc.initrd=${module}`]).status, 0);
});

test('it needs no file, no environment and no standard descriptor', () => {
  const closed = spawnSync('sh', ['-c', `exec env -i "${image}" 7 <&- >&- 2>&-`]);
  assert.deepEqual([closed.status, closed.signal], [7, null]);
});

test('output that nobody reads ends nothing', () => {
  const { status } = spawnSync('sh', ['-c', `{ "${image}" 9; echo $? > "${folder}/status"; } | true`]);
  assert.equal(status, 0);
  assert.equal(readFileSync(join(folder, 'status'), 'utf8'), '9\n');
});

test('an image is static, relocatable, and has no page of two rights', () => {
  const segments = execFileSync('readelf', ['--program-headers', '--wide', image], { encoding: 'utf8' });
  assert.match(segments, /^Elf file type is DYN/m);
  assert.doesNotMatch(segments, /INTERP/);
  assert.doesNotMatch(segments, /^ +LOAD .* (?:RWE|WE) /m);
  assert.match(segments, /^ +GNU_STACK .* RW +0x/m);
});
