// SPDX-License-Identifier: BSD-3-Clause
// The plugin in a copy of this workspace: README's commands, errors as a user sees them, tasks without a batch, Ctrl-C.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from './support/processes.mjs';
import { copyOfRepository, environment, repository } from './support/workspace.mjs';

const workspace = copyOfRepository();
after(() => workspace.close());

/** Lines of Nx that differ from run to run, and its frame around them. */
const words = (text) =>
  text
    .replace(/\r/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

async function ok(result) {
  const { status, text } = await result;
  assert.equal(status, 0, text);
  return text;
}

/** How each command of README is tried; `…` in README stands for what the reader puts there. */
const README = {
  'nx build app-nginx -c linuxu-x86_64': async () => {
    await ok(workspace.nx(['build', 'app-nginx', '-c', 'linuxu-x86_64'], { timeout: 1_500_000 }));
    const made = readdirSync(join(workspace.root, 'dist/app-nginx/linuxu-x86_64')).filter(
      (name) => !name.startsWith('.'),
    );
    for (const name of [
      'app-nginx',
      'app-nginx.dbg',
      'app-nginx.map',
      'config',
      'size.json',
      'sbom.cdx.json',
      'sbom.spdx.json',
    ])
      assert.ok(made.includes(name), name);
  },
  'nx run app-helloworld:run -c kvm-x86_64': async () => {
    assert.match(await ok(workspace.nx(['run', 'app-helloworld:run', '-c', 'kvm-x86_64'])), /ello from kvm-x86_64/);
  },
  'nx affected -t build-all': () => ok(workspace.nx(['affected', '-t', 'build-all', '--base=HEAD', '--head=HEAD'])),
  'nx graph': async () => {
    await ok(workspace.nx(['graph', '--file=.nx/graph.json']));
    const { graph } = JSON.parse(readFileSync(join(workspace.root, '.nx/graph.json'), 'utf8'));
    const nginx = graph.dependencies['app-nginx'].map(({ target }) => target);
    for (const name of ['lib-zlib', 'lib-musl', 'sockets', 'lib-hostsock']) assert.ok(nginx.includes(name), name);
  },
  'nx run app-nginx:build-all': async () => {
    await ok(workspace.nx(['run', 'app-nginx:build-all'], { timeout: 1_500_000 }));
    for (const target of ['linuxu-x86_64', 'linuxu-x86_64-small', 'linuxu-x86_64-many']) {
      assert.ok(existsSync(join(workspace.root, 'dist/app-nginx', target, 'app-nginx')), target);
    }
  },
  // Pages come from it in run-net.test.mjs; here another port, which nobody else may have.
  'npx unicore run app-nginx -c kvm-x86_64 --port 8080:80': async () => {
    const argv = ['run', 'app-nginx', '-c', 'kvm-x86_64', '--port', '0:80', '--dry-run'];
    assert.match(await ok(workspace.unicore(argv)), /^qemu-system-x86_64 .*hostfwd=tcp:127\.0\.0\.1:\d+-:80/m);
  },
  'nx test lib-tlsf -c kvm-x86_64': async () => {
    assert.match(
      await ok(workspace.nx(['test', 'lib-tlsf', '-c', 'kvm-x86_64'])),
      /ok +heap \(lib-tlsf\) kvm-x86_64: \d+ passed/,
    );
  },
  'npx unicore why app-nginx lib-zlib -c linuxu-x86_64': async () => {
    assert.match(
      await ok(workspace.unicore(['why', 'app-nginx', 'lib-zlib', '-c', 'linuxu-x86_64'])),
      /^lib-zlib is in the image:\n  required by app-nginx/,
    );
  },
  // In a terminal: menuconfig.test.mjs.
  'nx run app-nginx:menuconfig -c linuxu-x86_64': async () => {
    const { status, text } = await workspace.nx(['run', 'app-nginx:menuconfig', '-c', 'linuxu-x86_64']);
    assert.notEqual(status, 0);
    assert.match(text, /error: menuconfig needs a terminal \[UNICORE_E_USAGE\]/);
  },
  'npx unicore config set app-nginx nginx.httpV2=true': async () => {
    assert.match(
      await ok(workspace.unicore(['config', 'set', 'app-nginx', 'nginx.httpV2=true', '--dry-run'])),
      /^apps\/nginx\/project\.json: would be changed\nlinuxu-x86_64:\n/,
    );
  },
  'npx unicore build app-nginx -c linuxu-x86_64 --config debug.config': async () => {
    workspace.write('debug.config', '# for once\nbuild.debug=true\n');
    const argv = ['-c', 'linuxu-x86_64', '--config', 'debug.config'];
    assert.equal(await ok(workspace.unicore(['config', 'get', 'app-nginx', 'build.debug', ...argv])), 'true\n');
    assert.match(
      await ok(workspace.unicore(['build', 'app-helloworld', ...argv])),
      /^dist\/app-helloworld\/linuxu-x86_64\+debug\.config: /m,
    );
  },
  'npx unicore why-not app-nginx -c linuxu-x86_64 lwip.ipv6=true': async () => {
    const argv = ['why-not', 'app-nginx', '-c', 'linuxu-x86_64', 'lwip.ipv6=true'];
    assert.equal(
      await ok(workspace.unicore(argv)),
      `error: lwip.ipv6 is an option of lib-lwip, which is not in the image [UNICORE_E_OPTION_ABSENT]
  fix: require lib-lwip, or drop the line
with 1 change more it is possible:
  lwip.ipv6=true use.sockets=lib-lwip
`,
    );
  },
  'npx unicore whatif app-nginx -c linuxu-x86_64 --set nginx.pcre=false': async () => {
    const argv = ['whatif', 'app-nginx', '-c', 'linuxu-x86_64', '--set', 'nginx.pcre=false'];
    assert.match(await ok(workspace.unicore(argv)), /^without lib-pcre2$/m);
  },
  'npx unicore why-rebuilt app-nginx -c linuxu-x86_64': async () => {
    await ok(workspace.unicore(['why-rebuilt', 'app-nginx', '-c', 'linuxu-x86_64']));
  },
  'npx unicore why-size app-nginx -c linuxu-x86_64 lib-zlib': async () => {
    const argv = ['why-size', 'app-nginx', '-c', 'linuxu-x86_64', 'lib-zlib'];
    assert.match(await ok(workspace.unicore(argv)), /^lib-zlib: \d+ bytes of \d+/);
  },
  'npx unicore upgrade-report app-nginx --from HEAD': async () => {
    assert.equal(await ok(workspace.unicore(['upgrade-report', 'app-nginx', '--from', 'HEAD'])), 'no option changed\n');
  },
  'npx unicore query somepath app-nginx lib-tlsf': async () => {
    const argv = ['query', 'somepath', 'app-nginx', 'lib-tlsf'];
    assert.equal(await ok(workspace.unicore(argv)), 'app-nginx → heap → lib-tlsf\n');
  },
  'npx unicore build app-nginx -c linuxu-x86_64 --explain': () =>
    ok(workspace.unicore(['build', 'app-nginx', '-c', 'linuxu-x86_64', '--explain'])),
  'npx unicore plan app-nginx -c linuxu-x86_64 --format ninja': async () => {
    assert.match(
      await ok(workspace.unicore(['plan', 'app-nginx', '-c', 'linuxu-x86_64', '--format', 'ninja'])),
      /^ninja -C /,
    );
  },
  'npx unicore size app-nginx -c linuxu-x86_64': async () => {
    assert.match(
      await ok(workspace.unicore(['size', 'app-nginx', '-c', 'linuxu-x86_64'])),
      /^library +text +rodata +data +bss +sum\napp-nginx +\d+/,
    );
  },
  // As written it builds and runs every image: `npm test` does that in a part of its own.
  'npx unicore test-all -c linuxu-x86_64': async () => {
    const { status, text } = await workspace.unicore(['test-all', '-c', 'linux-x86_64']);
    assert.equal(status, 2);
    assert.match(
      text,
      /no test is built for "linux-x86_64" \[UNICORE_E_TARGET_UNKNOWN\]\n {2}fix: did you mean "linuxu-x86_64"\?/,
    );
  },
  'npx unicore test lib-tlsf -c linuxu-x86_64 --set build.sanitize=address': async () => {
    const argv = ['test', 'lib-tlsf', '-c', 'linuxu-x86_64', '--set', 'build.sanitize=address'];
    assert.match(await ok(workspace.unicore(argv)), /^ok +lib-tlsf linuxu-x86_64: \d+ passed/m);
  },
  'npx unicore run app-helloworld -c kvm-x86_64 --trace hello.json': async () => {
    const argv = ['run', 'app-helloworld', '-c', 'kvm-x86_64', '--trace', 'hello.json'];
    assert.match(await ok(workspace.unicore(argv)), /trace: \d+ events, in hello\.json/);
  },
  'npx unicore run app-helloworld -c linuxu-x86_64 --set heap.track=true': async () => {
    const argv = ['run', 'app-helloworld', '-c', 'linuxu-x86_64', '--set', 'heap.track=true'];
    assert.match(await ok(workspace.unicore(argv)), /^leaks: 0 bytes in 0 blocks/m);
  },
  'npx unicore run app-helloworld -c linuxu-x86_64 --set use.sched=lib-preempt': async () => {
    const argv = ['run', 'app-helloworld', '-c', 'linuxu-x86_64', '--set', 'use.sched=lib-preempt'];
    assert.match(await ok(workspace.unicore(argv)), /ello from linuxu-x86_64/);
  },
  'npx unicore kconfig app-nginx -c kvm-x86_64': async () => {
    const argv = ['kconfig', 'app-nginx', '-c', 'kvm-x86_64'];
    const folder = 'dist/app-nginx/kvm-x86_64/kconfig';
    assert.equal(await ok(workspace.unicore(argv)), `${folder}/Kconfig\n${folder}/.config\n`);
    const back = await ok(workspace.unicore([...argv, '--import', `${folder}/.config`]));
    assert.equal(typeof JSON.parse(back).set, 'object', back);
  },
  'npx unicore licenses app-nginx -c kvm-x86_64': async () => {
    const text = await ok(workspace.unicore(['licenses', 'app-nginx', '-c', 'kvm-x86_64']));
    assert.match(text, /^MIT\n {2}lib-musl \(musl [\d.]+\)$/m);
  },
  'npx unicore verify app-helloworld -c linuxu-x86_64': async () => {
    const argv = ['verify', 'app-helloworld', '-c', 'linuxu-x86_64'];
    const text = await ok(workspace.unicore(argv, { timeout: 900_000 }));
    assert.match(text, /^app-helloworld for linuxu-x86_64: \d+ files are the same/m);
  },
  // Elsewhere, for good: packages.test.mjs.
  'npx unicore eject lib-tlsf': async () => {
    const { status, text } = await workspace.unicore(['eject', 'lib-tlsf']);
    assert.equal(status, 2);
    assert.match(text, /error: lib-tlsf is of this workspace already \[UNICORE_E_EJECT_LOCAL\]/);
  },
  'nx g @unicore/nx:app hi': async () => {
    const text = await ok(workspace.nx(['g', '@unicore/nx:app', 'hi', '--dry-run', '--no-interactive']));
    assert.match(text, /CREATE apps\/hi\/project\.json/);
  },
  'npx unicore doctor': async () => assert.match(await ok(workspace.unicore(['doctor'])), /^ok +kvm-x86_64$/m),
};

/** In code blocks and in the first cells of tables. */
function commandsOfReadme() {
  const text = readFileSync(join(repository, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^ {4}((?:npx )?(?:nx|unicore) .*?)(?: +#.*)?$/gm)].map(([, command]) =>
    command.trim(),
  );
  const cells = [...text.matchAll(/^\| `((?:npx )?(?:nx|unicore) [^`]*)` \|/gm)].map(([, command]) => command);
  return [...new Set([...blocks, ...cells])];
}

test('README shows only commands that are tried here', () => {
  assert.deepEqual(
    commandsOfReadme().filter((command) => README[command] === undefined),
    [],
  );
});

for (const [command, run] of Object.entries(README)) if (run) test(`README: ${command}`, run);

test('a second build is Nx’s cache, and the outputs come back when they are gone', async () => {
  await ok(workspace.nx(['build', 'app-helloworld']));
  workspace.remove('dist/app-helloworld');
  assert.match(await ok(workspace.nx(['build', 'app-helloworld'])), /\[local cache\]/);
  assert.ok(existsSync(join(workspace.root, 'dist/app-helloworld/linuxu-x86_64/app-helloworld')));
});

test('an unknown configuration is refused', async () => {
  const one = await workspace.nx(['build', 'app-helloworld', '-c', 'kvm-x86_4']);
  assert.equal(one.status, 1);
  assert.ok(
    words(one.text).includes(
      'NX   app-helloworld:build has no configuration "kvm-x86_4": did you mean "kvm-x86_64"? [UNICORE_E_CONFIGURATION]',
    ),
    one.text,
  );
  const many = await workspace.nx(['run-many', '-t', 'build', '-c', 'linux-x86_64']);
  assert.equal(many.status, 1);
  assert.ok(
    words(many.text).includes(
      'NX   no project has a configuration "linux-x86_64": did you mean "linuxu-x86_64"? [UNICORE_E_CONFIGURATION]',
    ),
    many.text,
  );
});

test('a project without the configuration is skipped where others have it', async () => {
  const text = await ok(
    workspace.nx([
      'run-many',
      '-t',
      'build',
      '-p',
      'app-helloworld',
      'app-nginx',
      '-c',
      'stub-x86_64',
      '--skip-nx-cache',
    ]),
  );
  assert.ok(words(text).includes('app-nginx has no configuration "stub-x86_64": build skipped'), text);
});

test('--set is refused where outputs are cached', async () => {
  const { status, text } = await workspace.nx(['build', 'app-helloworld', '--set', 'build.debug=true']);
  assert.equal(status, 1);
  assert.match(
    text,
    /--set is not for tasks of Nx, whose outputs are cached \[UNICORE_E_USAGE\]\n\s+fix: run: npx unicore build app-helloworld -c linuxu-x86_64 --set build.debug=true/,
  );
});

test('tasks in processes of their own give the same', async () => {
  const image = join(workspace.root, 'dist/app-helloworld/linuxu-x86_64/app-helloworld');
  await ok(workspace.nx(['build', 'app-helloworld', '--skip-nx-cache']));
  const batched = readFileSync(image);
  workspace.remove('dist/app-helloworld');
  const text = await ok(
    workspace.nx(['build', 'app-helloworld', '--skip-nx-cache'], { env: { NX_BATCH_MODE: 'false' } }),
  );
  assert.match(text, /dist\/app-helloworld\/linuxu-x86_64: \d+ ran/);
  assert.deepEqual(readFileSync(image), batched);
});

test('the image’s exit status is the command’s', async () => {
  const { status, text } = await workspace.nx(['run', 'app-helloworld:run', '--arguments=42']);
  assert.equal(status, 42, text);
});

test('an image that does not resolve fails with the place, other projects build', async () => {
  const file = 'apps/nginx/project.json';
  const before = readFileSync(join(workspace.root, file), 'utf8');
  workspace.write(file, before.replace('"lib-zlib"', '"lib-zlibb"'));
  try {
    const { status, text } = await workspace.nx(['build', 'app-nginx']);
    assert.equal(status, 1);
    assert.match(
      text,
      /apps\/nginx\/project\.json:\d+:\d+: error: app-nginx requires "lib-zlibb", and no project is called that \[UNICORE_E_PROJECT_UNKNOWN\]/,
    );
    assert.match(text, /fix: did you mean "lib-zlib"\?/);
    await ok(workspace.nx(['build', 'app-helloworld']));
  } finally {
    workspace.write(file, before);
  }
});

test('broken JSON is shown where it is broken', async () => {
  const file = 'libs/compress/zlib/project.json';
  const before = readFileSync(join(workspace.root, file), 'utf8');
  workspace.write(file, '{\n  "name": "lib-zlib",\n  "unicore": { "kind": }\n}\n');
  try {
    const { status, text } = await workspace.nx(['build', 'app-helloworld']);
    assert.equal(status, 1);
    assert.match(
      text,
      /^libs\/compress\/zlib\/project\.json:3:24: error: broken JSON: .* \[UNICORE_E_JSON\]\n {4}"unicore": \{ "kind": \}\n {25}\^/m,
    );
    // Nx itself refuses to go on; the command does not.
    await ok(workspace.unicore(['build', 'app-helloworld']));
  } finally {
    workspace.write(file, before);
  }
});

test('Ctrl-C leaves no process behind', async () => {
  workspace.remove('dist');
  const store = join(workspace.root, '.nx/empty-store');
  const env = environment({ UNICORE_STORE: store });
  const child = spawn(join(workspace.root, 'node_modules/.bin/nx'), ['build', 'app-nginx', '--skip-nx-cache'], {
    cwd: workspace.root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  for (const deadline = Date.now() + 120_000; !/\[\d+\/\d+\] compile/.test(text); await sleep(50))
    assert.ok(Date.now() < deadline, text);
  // As a terminal does: to the whole group.
  process.kill(-child.pid, 'SIGINT');
  const [status] = await new Promise((resolve) => child.once('close', (...ended) => resolve(ended)));
  assert.notEqual(status, 0);
  for (const deadline = Date.now() + 10_000; processesOf(workspace.root).length > 0; await sleep(50)) {
    assert.ok(Date.now() < deadline, processesOf(workspace.root).join('\n'));
  }
  assert.equal(existsSync(join(workspace.root, 'dist/app-nginx/linuxu-x86_64/app-nginx')), false);
});
