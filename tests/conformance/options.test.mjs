// SPDX-License-Identifier: BSD-3-Clause
// Options of real applications, one changed at a time: the objects that are compiled are exactly those whose preprocessed text
// or command changed, as gcc -E says.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { execute } from '../../tools/core/dist/engine/execute.js';
import { readWorkspace } from '../../tools/core/dist/manifest/read.js';
import { prepare } from '../../tools/core/dist/prepare.js';
import { openStore } from '../../tools/core/dist/store/store.js';
import { identities, title } from './support/oracle.mjs';

const root = join(import.meta.dirname, '../..');

const CASES = [
  {
    application: 'app-helloworld',
    objects: /./,
    options: {
      'heap.faultInjection': true,
      'sched.mainStackBytes': 131072,
      'sched.stackBytes': 131072,
      'tlsf.fullChecks': true,
      'tlsf.growBytes': 131072,
      'tlsf.keepBytes': 65536,
    },
  },
  {
    application: 'app-nginx',
    // Those that mention the most options; all 130 take minutes.
    objects:
      /^compile app-nginx .*\/(?:nginx|ngx_(?:cycle|string|log|conf_file|event)|ngx_http(?:_core_module|_request|_variables|_upstream|_file_cache|_header_filter_module|_special_response)?)\.c$/,
    options: {
      'nginx.httpSsi': false,
      'nginx.httpGzip': false,
      'nginx.httpCache': false,
      'nginx.httpAutoindex': false,
      'nginx.httpBrowser': false,
      'nginx.httpRealip': true,
      'nginx.httpDav': true,
      'nginx.httpSub': true,
      'nginx.httpStubStatus': true,
      'nginx.httpUpstreamZone': false,
      'nginx.httpEmptyGif': false,
      'nginx.httpGeo': false,
      'nginx.debugLog': true,
      'nginx.eventPoll': true,
    },
  },
];

for (const { application, objects, options } of CASES) {
  test(`${application}: ${Object.keys(options).length} options`, async (t) => {
    const scratch = mkdtempSync(join(tmpdir(), 'unicore-options-'));
    t.after(() => rmSync(scratch, { recursive: true, force: true }));
    const store = openStore(join(scratch, 'store'));
    const workspace = await readWorkspace(root);
    const request = (overrides) => ({ application, target: 'linuxu-x86_64', overrides });

    /** Compiles the chosen objects only. */
    async function compile(name, overrides) {
      const { plan, toolchain } = await prepare(workspace, request(overrides));
      const wanted = plan.actions.filter(
        (action) =>
          action.kind === 'generate' || (objects.test(title(action)) && /^(?:compile|assemble)$/.test(action.kind)),
      );
      const ran = [];
      const onEvent = (event) =>
        event.type === 'done' &&
        event.how === 'ran' &&
        event.action.kind !== 'generate' &&
        ran.push(title(event.action));
      const task = {
        id: name,
        toolchain,
        outputFolder: join(scratch, 'out', name),
        plan: { ...plan, actions: wanted, outputs: new Map() },
      };
      const [result] = await execute([task], {
        root,
        store,
        jobs: 2,
        projects: workspace.projects,
        onEvent,
        signal: new AbortController().signal,
      });
      assert.deepEqual(result.diagnostics, []);
      return ran.sort();
    }

    const textsOf = (overrides) =>
      identities(root, request(overrides), join(scratch, 'oracle'), (action) => objects.test(title(action)));
    await compile('base', {});
    const seen = new Set((await textsOf({})).values());
    let total = 0;
    for (const [option, value] of Object.entries(options)) {
      const texts = await textsOf({ [option]: value });
      const expected = [...texts].filter(([, identity]) => !seen.has(identity)).map(([name]) => name);
      for (const identity of texts.values()) seen.add(identity);
      const ran = await compile(option, { [option]: value });
      assert.deepEqual(ran, expected.sort(), option);
      assert.deepEqual(await compile(option, { [option]: value }), [], `${option} again`);
      total += ran.length;
      t.diagnostic(`${option}=${value}: ${ran.length} of ${texts.size} objects`);
    }
    assert.ok(total > 0);
    assert.deepEqual(await compile('base', {}), []);
  });
}
