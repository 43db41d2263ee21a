// SPDX-License-Identifier: BSD-3-Clause
// The editor in a real terminal (tmux), in a copy of this workspace: screens are compared, and what it says of the next build
// with what whatif says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyOfRepository, environment } from './support/workspace.mjs';

const workspace = copyOfRepository();
const server = `unicore-${process.pid}`;
const env = environment({ TERM: 'xterm-256color', LANG: 'C.UTF-8' });
const tmux = (...argv) => execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...argv], { encoding: 'utf8', env });
after(() => {
  try {
    tmux('kill-server');
  } catch {
    // It ended with its last window.
  }
  workspace.close();
});

const MANIFEST = join(workspace.root, 'apps/helloworld/project.json');

/** A terminal of 90 by 24 that runs a command in a folder of the workspace, and then tells its status. */
function open(command, folder = '.') {
  tmux(
    'new-session',
    '-d',
    '-s',
    'm',
    '-x',
    '90',
    '-y',
    '24',
    '-c',
    join(workspace.root, folder),
    `${command}; echo "status $?"; sleep 600`,
  );
}

/** Lines of the screen that are not empty, without rules. */
const screen = () =>
  tmux('capture-pane', '-p', '-t', 'm')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.startsWith('─'));

async function until(isSo, what) {
  for (let n = 0; n < 600; n++) {
    const lines = screen();
    if (isSo(lines)) return lines;
    await sleep(200);
  }
  assert.fail(`no ${what} on the screen:\n${screen().join('\n')}`);
}

const has = (text) => (lines) => lines.some((line) => line.includes(text));
const press = (...keys) => tmux('send-keys', '-t', 'm', ...keys);
const BIN = join(workspace.root, 'node_modules/.bin');
const KEYS = ' Enter opens, Space switches, / searches, ? helps, z shows hidden, s saves, q leaves';

test('from the application’s folder: an option is switched, the next build is foreseen, one line is saved', async () => {
  const text = readFileSync(MANIFEST, 'utf8');
  open(`${BIN}/unicore menuconfig -c linuxu-x86_64`, 'apps/helloworld');
  const first = await until(has('objects of'), 'forecast');
  assert.deepEqual(first.slice(0, 5), [
    ' app-helloworld for linuxu-x86_64',
    KEYS,
    '      Target (linuxu-x86_64)  --->',
    '      Providers of capabilities  --->',
    '      Options of the build  --->',
  ]);
  press('Down', 'Down', 'Enter');
  const menu = await until(has('[ ] Debug'), 'menu of the build');
  assert.deepEqual(menu.slice(0, -2), [
    ' app-helloworld for linuxu-x86_64',
    ' > build',
    KEYS,
    '  [ ] Debug',
    '  [ ] Link-time optimisation',
    menu[5],
    '      Sanitizer (none)  --->',
    '  [*] Stack protector',
    '      Toolchain (gcc)  --->',
    '  [ ] Tracepoints',
  ]);
  press('Space');
  await until(has('[*] Debug'), 'switched option');
  const forecast = (await until(has(' would be compiled'), 'forecast')).find((line) => line.includes('would be'));
  press('s');
  const ask = await until(has('Save into project.json?'), 'question');
  assert.deepEqual(ask.slice(2, 7), [
    ' Save into project.json?',
    '    build.debug=true',
    '   a  for all targets',
    '   t  for linuxu-x86_64 alone',
    '   Esc  back',
  ]);
  assert.equal(readFileSync(MANIFEST, 'utf8'), text);
  press('t');
  await until(has('apps/helloworld/project.json: changed'), 'word of saving');
  press('q');
  assert.deepEqual((await until(has('status'), 'end')).slice(0, 2), ['nothing was changed', 'status 0']);
  tmux('kill-session', '-t', 'm');
  const { targets } = JSON.parse(readFileSync(MANIFEST, 'utf8')).unicore;
  assert.equal(targets['linuxu-x86_64'].set['build.debug'], true);
  // What the editor foresaw is what whatif foresees of what was saved.
  const { status, text: json } = await workspace.unicore(['whatif', 'app-helloworld', '-c', 'linuxu-x86_64', '--json']);
  assert.equal(status, 0, json);
  const { objects, total } = JSON.parse(json);
  assert.match(forecast, new RegExp(`: ${objects.length} objects? of ${total} would be compiled$`));
  await workspace.unicore(['config', 'unset', 'app-helloworld', 'build.debug', '-c', 'linuxu-x86_64']);
  assert.equal(readFileSync(MANIFEST, 'utf8'), text);
});

test('search, help and leaving by Ctrl-C; by nx', async () => {
  open(`${BIN}/nx run app-helloworld:menuconfig -c kvm-x86_64`);
  await until(has(' app-helloworld for kvm-x86_64'), 'first screen');
  press('/');
  await until(has('Search names'), 'search');
  press('-l', 'track');
  press('Enter');
  await until(has('heap.track = false'), 'result');
  press('Enter');
  await until(has('> heap'), 'menu of the heap');
  press('?');
  const help = await until(has('with heap.track=true:'), 'cost');
  assert.ok(
    help.some((line) => line.startsWith('  heap.track = false: the default of heap (libs/')),
    help.join('\n'),
  );
  await until(has('+lib-heaptrack'), 'what it pulls in');
  press('Escape');
  press('C-c');
  await until(has('status'), 'end');
  tmux('kill-session', '-t', 'm');
});

test('without a terminal it says what to do instead', async () => {
  const { status, text } = await workspace.unicore(['menuconfig', 'app-helloworld', '-c', 'linuxu-x86_64']);
  assert.equal(status, 2);
  assert.equal(
    text,
    `error: menuconfig needs a terminal [UNICORE_E_USAGE]
  fix: unicore config list app-helloworld -c linuxu-x86_64
`,
  );
});
