// SPDX-License-Identifier: BSD-3-Clause
// What each object of a plan ought to be, found out without the engine: its preprocessed text by `gcc -E`, its bytes by the
// plan's own command, run in a folder of its own.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtins } from '../../../tools/core/dist/actions/registry.js';
import { makePathMap } from '../../../tools/core/dist/engine/paths.js';
import { sourceFolder } from '../../../tools/core/dist/fetch/cache.js';
import { readWorkspace } from '../../../tools/core/dist/manifest/read.js';
import { exportNinja } from '../../../tools/core/dist/plan/export.js';
import { resolveArgument } from '../../../tools/core/dist/plan/paths.js';
import { prepare } from '../../../tools/core/dist/prepare.js';

const run = promisify(execFile);
export const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

export const title = ({ id }) => id.replace(/ [0-9a-f]{12}$/, '');
const isCompile = ({ kind }) => kind === 'compile' || kind === 'assemble';

/** @param request as for `build`; `filter` chooses compile actions */
export async function makeOracle(root, request, scratch, filter = () => true) {
  const { plan } = await prepare(await readWorkspace(root), request);
  exportNinja(root, plan, scratch);
  const paths = makePathMap(root, join(scratch, 'build'), (id) => join(sourceFolder(id), 'tree'));
  for (const { kind, builtin, command } of plan.actions) {
    if (kind !== 'generate' || builtin?.name === 'write') continue;
    if (builtin)
      await builtins[builtin.name](builtin.parameters, {
        resolve: paths.absolute,
        signal: new AbortController().signal,
      });
    else
      await run(
        command[0],
        command.slice(1).map((word) => resolveArgument(word, paths.absolute)),
        { cwd: root },
      );
  }
  const actions = plan.actions.filter((action) => isCompile(action) && filter(action));
  const commandOf = (action) => action.command.map((word) => resolveArgument(word, paths.absolute));

  /** Text and command of an object: it ought to be rebuilt when, and only when, this changes. */
  async function identity(action) {
    const source = paths.absolute(action.inputs[0]);
    if (source.endsWith('.s')) return sha256(action.command.join(' '), readFileSync(source));
    const [driver, ...words] = commandOf(action);
    const at = words.lastIndexOf('-c');
    const { stdout } = await run(driver, [...words.slice(0, at), '-E', source], {
      cwd: root,
      maxBuffer: 1 << 28,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    // The preprocessor does not open what the assembler will.
    const embedded = [...stdout.matchAll(/\.incbin\s+\\?"([^"\\]+)/g)]
      .map(([, name]) => join(root, name))
      .filter(existsSync);
    return sha256(action.command.join(' '), stdout, ...embedded.map((file) => readFileSync(file)));
  }

  /** The object's bytes, made by the command itself. */
  async function bytes(action) {
    const [driver, ...words] = commandOf(action);
    await run(driver, words, { cwd: root, env: { PATH: process.env.PATH, LC_ALL: 'C', SOURCE_DATE_EPOCH: '0' } });
    return readFileSync(paths.absolute(action.outputs[0]));
  }

  return { plan, actions, identity, bytes };
}

/** Title → identity of all objects. */
export async function identities(root, request, scratch, filter) {
  const oracle = await makeOracle(root, request, scratch, filter);
  const found = new Map();
  const rest = [...oracle.actions];
  const worker = async () => {
    for (let action = rest.pop(); action; action = rest.pop()) found.set(title(action), await oracle.identity(action));
  };
  await Promise.all([worker(), worker()]);
  return found;
}
