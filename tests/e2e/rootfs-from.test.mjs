// SPDX-License-Identifier: BSD-3-Clause
// The build of another project as the root file system of nginx: ordered, hashed and served; an e2e task on top of `run`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePorts } from './support/servers.mjs';
import { copyOfRepository } from './support/workspace.mjs';

const TARGET = 'linuxu-x86_64-small';
const workspace = copyOfRepository();
after(() => workspace.close());

const ok = async (result) => {
  const { status, text } = await result;
  assert.equal(status, 0, text);
  return text;
};
const nx = (...args) => ok(workspace.nx(args, { timeout: 600_000 }));

const BUILD = `
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
rmSync('dist/web', { recursive: true, force: true });
mkdirSync('dist/web/etc/nginx', { recursive: true });
mkdirSync('dist/web/www');
writeFileSync('dist/web/etc/nginx/nginx.conf', 'events {} http { server { listen 80; root /www; } }');
writeFileSync('dist/web/www/index.html', \`<h1>\${readFileSync('web/title.txt', 'utf8').trim()}</h1>\`);
`;
/** Nx starts it beside the image, which may not listen yet. */
const FETCH = `
const get = () => fetch(process.argv[2]).then((answer) => answer.text(), () => undefined);
let page = await get();
for (const end = Date.now() + 20000; page === undefined && Date.now() < end; page = await get())
  await new Promise((resolve) => setTimeout(resolve, 50));
if (!page?.includes(process.argv[3])) throw new Error(page);
console.log('served: ' + page);
`;

let port;
before(async () => {
  [port] = await freePorts(1);
  const manifest = JSON.parse(readFileSync(join(workspace.root, 'apps/nginx/project.json'), 'utf8'));
  manifest.unicore.run.rootfs = { from: 'web:build' };
  const { [TARGET]: small, ...others } = manifest.unicore.targets;
  manifest.unicore.targets = { [TARGET]: small, ...others };
  manifest.targets = { run: { options: { port: `${port}:80` } } };
  workspace.write('apps/nginx/project.json', manifest);
  workspace.write('web/project.json', {
    name: 'web',
    targets: {
      build: {
        executor: 'nx:run-commands',
        cache: true,
        inputs: ['{projectRoot}/*'],
        outputs: ['{workspaceRoot}/dist/web'],
        options: { command: 'node web/build.mjs' },
      },
      e2e: {
        executor: 'nx:run-commands',
        dependsOn: [{ projects: ['app-nginx'], target: 'run' }],
        options: { command: `node web/fetch.mjs http://127.0.0.1:${port}/ First` },
      },
    },
  });
  workspace.write('web/build.mjs', BUILD);
  workspace.write('web/fetch.mjs', FETCH);
  workspace.write('web/title.txt', 'First\n');
  workspace.commit('a web project');
});

const image = () => readFileSync(join(workspace.root, 'dist/app-nginx', TARGET, 'app-nginx'), 'latin1');

test('outside Nx a project that was not built is an error with the command', async () => {
  const { status, text } = await workspace.unicore(['build', 'app-nginx', '-c', TARGET]);
  assert.notEqual(status, 0);
  assert.match(text, /web:build has left nothing in dist\/web/);
  assert.match(text, /apps\/nginx\/project\.json:\d+:\d+/);
  assert.match(text, /fix: run it before: npx nx run web:build/);
});

test('Nx builds it first', async () => {
  await nx('build', 'app-nginx', '-c', TARGET);
  assert.ok(image().includes('<h1>First</h1>'));
});

test('an e2e task runs against the image that serves it', async () => {
  assert.match(await nx('run', 'web:e2e'), /served: <h1>First<\/h1>/);
});

test('a change of the page links the image anew, and compiles nothing', async () => {
  workspace.write('web/title.txt', 'Second, and much longer\n');
  const text = await nx('build', 'app-nginx', '-c', TARGET);
  assert.ok(image().includes('<h1>Second, and much longer</h1>'));
  const [, ran] = /(\d+) ran, /.exec(text);
  assert.ok(Number(ran) <= 12, text);
  const size = await nx('run', 'app-nginx:size', '-c', TARGET);
  assert.match(size, /since the build before:\napp-nginx +\+\d+  \d+ → \d+\n/);
});

test('a change that leaves the output as it was is the cache’s', async () => {
  workspace.write('web/build.mjs', `// A remark.${BUILD}`);
  const text = await nx('build', 'app-nginx', '-c', TARGET);
  assert.match(text, /nx run app-nginx:build.*(local cache|existing outputs)/);
});

test('outside Nx the folder that is there is taken, as it is now', async () => {
  const build = () => ok(workspace.unicore(['build', 'app-nginx', '-c', TARGET]));
  await build();
  workspace.write('dist/web/www/new.html', '<h1>By hand</h1>');
  await build();
  assert.ok(image().includes('<h1>By hand</h1>'));
  workspace.remove('dist/web/www/new.html');
  await build();
  assert.ok(!image().includes('<h1>By hand</h1>'));
});

test('nx affected knows', async () => {
  workspace.commit('changes');
  workspace.write('web/title.txt', 'Third\n');
  const text = await nx('affected', '-t', 'build', '--base=HEAD', '--graph=.nx/affected.json');
  const { tasks } = JSON.parse(readFileSync(join(workspace.root, '.nx/affected.json'), 'utf8'));
  const marked = Object.keys(tasks.tasks).join(' ');
  assert.match(marked, /app-nginx:build/, text);
  assert.doesNotMatch(marked, /app-helloworld/);
});
