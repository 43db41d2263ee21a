#!/usr/bin/env node
// SPDX-License-Identifier: BSD-3-Clause
// The command `unicore`.
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build, configure, type BuildRequest } from '../build.js';
import { renderDiagnostic } from '../diagnostic-text.js';
import { UnicoreError, type Diagnostic } from '../diagnostic.js';
import { readWorkspace } from '../manifest/read.js';
import type { EngineEvent, OptionValue } from '../model.js';
import { closest } from '../plan/suggest.js';
import { targetsOf, why } from '../resolve/resolve.js';

const HELP = `unicore <command> [arguments]

  build <application> -c <target>        builds an image into dist/<application>/<target>
  test <library> -c <target>             builds the image of a library's tests
  why <application> -c <target> <name>   tells why a project or an option is as it is
  options <application> -c <target>      lists the options with their values
  list                                   lists the projects and their targets

  -c, --configuration <target>   e.g. linuxu-x86_64; the first of the project unless given
      --set <option>=<value>     for this build only; may be repeated
      --jobs <n>                 processes at once
      --explain                  tells why each action runs
`;

const COMMANDS = ['build', 'test', 'why', 'options', 'list'];

function usage(message: string, hint: string): UnicoreError {
  return new UnicoreError({ code: 'UNICORE_E_USAGE', message, hint });
}

/** The workspace that the current folder lies in. */
function findRoot(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (dirname(folder) === folder) throw usage('this folder lies in no workspace', 'go to a folder below nx.json');
  }
}

function readValue(text: string): OptionValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(?:\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : text;
}

function print(diagnostics: readonly Diagnostic[]): void {
  const color = process.stderr.isTTY && !process.env['NO_COLOR'];
  for (const diagnostic of diagnostics) process.stderr.write(renderDiagnostic(diagnostic, { color }));
}

function progress(): (event: EngineEvent) => void {
  let total = 0;
  let done = 0;
  return (event) => {
    if (event.type === 'plan') total += event.total;
    if (event.type === 'done') done++;
    if (event.type === 'output') process.stderr.write(event.text);
    if (event.type === 'explain') process.stdout.write(`explain ${event.action.id.replace(/ [0-9a-f]{12}$/, '')}: ${event.text}\n`);
    if (event.type === 'start' && process.stdout.isTTY) process.stdout.write(`\r\x1b[K[${done}/${total}] ${event.action.id.replace(/ [0-9a-f]{12}$/, '')}`);
    if (event.type === 'finished' && process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  };
}

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      configuration: { type: 'string', short: 'c' },
      set: { type: 'string', multiple: true },
      jobs: { type: 'string' },
      explain: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command, name, query] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(HELP);
    return command === undefined && !values.help ? 2 : 0;
  }
  if (!COMMANDS.includes(command)) {
    const guess = closest(command, COMMANDS);
    throw usage(`no command is called "${command}"`, guess ? `did you mean "${guess}"?` : 'unicore --help lists them');
  }
  const root = findRoot();
  const workspace = await readWorkspace(root);
  if (command === 'list') {
    print(workspace.diagnostics);
    for (const project of workspace.projects.values()) process.stdout.write(`${project.name}\t${project.manifest.summary}\t${project.manifest.kind === 'application' ? targetsOf(workspace, project).join(' ') : ''}\n`);
    return workspace.diagnostics.length > 0 ? 1 : 0;
  }
  if (name === undefined) throw usage(`${command} needs a project`, `unicore ${command} <project> -c <target>`);
  const project = workspace.projects.get(name);
  const target = values.configuration ?? (project ? targetsOf(workspace, project)[0] : undefined);
  if (project && target === undefined) throw usage(`${name} has no target`, 'the workspace has no platform that it supports');
  const overrides: Record<string, OptionValue> = {};
  for (const one of values.set ?? []) {
    const at = one.indexOf('=');
    if (at <= 0) throw usage(`--set ${one} has no value`, 'write --set <option>=<value>');
    overrides[one.slice(0, at)] = readValue(one.slice(at + 1));
  }
  const request: BuildRequest = { application: name, target: target ?? '', overrides, test: command === 'test' };
  if (command === 'why' || command === 'options') {
    const configuration = configure(workspace, request);
    if (command === 'why') {
      if (query === undefined) throw usage('why needs a name', `unicore why ${name} -c ${target} <project or option>`);
      process.stdout.write(`${why(configuration, query).join('\n')}\n`);
      return 0;
    }
    for (const option of [...configuration.build.values(), ...[...configuration.projects.values()].flatMap((one) => [...one.options.values()])]) process.stdout.write(`${option.name}=${String(option.value)}\t${option.manifest.prompt ?? ''}\n`);
    return 0;
  }
  const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs > 0)) throw usage(`--jobs ${values.jobs} is not a number of processes`, 'write a whole number from 1 on');
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort(new Error(signal)));
  const [result] = await build([request], { root, explain: values.explain ?? false, onEvent: progress(), signal: controller.signal, ...(jobs === undefined ? {} : { jobs }) });
  print([...(result?.warnings ?? []), ...(result?.diagnostics ?? [])]);
  if (!result?.success) return controller.signal.aborted ? 130 : 1;
  process.stdout.write(`${relative(process.cwd(), result.outputFolder)}: ${result.ran} ran, ${result.fromStore} from the store, ${result.current} current\n`);
  return 0;
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    if (error instanceof UnicoreError) print(error.diagnostics);
    else if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) print([{ code: 'UNICORE_E_USAGE', message: (error as Error).message, hint: 'unicore --help lists the flags' }]);
    else throw error;
    process.exitCode = 2;
  },
);
