// SPDX-License-Identifier: BSD-3-Clause
// Which configuration a command line of Nx asks for, and whether any project has it.
import type { Inference } from './graph/inference.js';

export interface Asked {
  readonly configuration: string;
  /** Where the command names one project: `nx build <project>`, `nx run <project>:<target>`. */
  readonly project?: string;
  readonly target?: string;
}

const MANY = new Set(['run-many', 'affected', 'graph', 'show']);

/** @param argv as in process.argv: Node, Nx, then the words */
export function askedFor(argv: readonly string[]): Asked | undefined {
  const words = argv.slice(2);
  let configuration: string | undefined;
  const names: string[] = [];
  for (let n = 0; n < words.length && words[n] !== '--'; n++) {
    const word = words[n]!;
    const joined = /^(?:-c|--configuration)=(.*)$/.exec(word);
    if (joined) configuration = joined[1];
    else if (word === '-c' || word === '--configuration') configuration = words[++n];
    else if (word === '--prod') configuration = 'production';
    else if (!word.startsWith('-')) names.push(word);
  }
  const [verb = '', first = ''] = names;
  if (MANY.has(verb)) return configuration === undefined ? undefined : { configuration };
  // `nx run app:build:conf`, `nx app:build:conf`, `nx build app`.
  const spec = (verb === 'run' ? first : verb).split(':');
  const [project, target, third] = spec.length > 1 ? [spec[0]!, spec[1]!, spec[2]] : [first, verb, undefined];
  const wanted = configuration ?? third;
  return wanted === undefined || wanted === '' ? undefined : { configuration: wanted, project, target };
}

/** What only a refusal needs is loaded only for one: every run of Nx comes by here. */
async function unknown(message: string, wanted: string, known: readonly string[]): Promise<Error> {
  const { UnicoreError } = await import('@unicore/core/diagnostic.js');
  const { closest } = await import('@unicore/core/plan/suggest.js');
  const guess = closest(wanted, known);
  const list = known.length > 0 ? `there are ${known.join(', ')}` : 'name no configuration';
  return new UnicoreError({
    code: 'UNICORE_E_CONFIGURATION',
    message,
    hint: guess ? `did you mean "${guess}"?` : list,
  });
}

/**
 * Refuses a configuration that nobody has: Nx would build the default one in silence.
 * @param others whether a project that is not of this plugin has it; asked only when none of its own has
 * @throws UnicoreError
 */
export async function checkAsked(
  asked: Asked,
  { projects }: Inference,
  others: (name: string) => Promise<boolean>,
): Promise<void> {
  const { configuration, project, target = '' } = asked;
  const all = Object.values(projects);
  const own = all.find(({ name }) => name === project);
  if (own) {
    const configurations = own.targets[target]?.configurations;
    if (!configurations || configuration in configurations) return;
    throw await unknown(
      `${own.name}:${target} has no configuration "${configuration}"`,
      configuration,
      Object.keys(configurations),
    );
  }
  const known = [
    ...new Set(
      all.flatMap(({ targets }) => Object.values(targets).flatMap((one) => Object.keys(one.configurations ?? {}))),
    ),
  ].sort();
  if (known.includes(configuration) || (await others(configuration))) return;
  throw await unknown(`no project has a configuration "${configuration}"`, configuration, known);
}
