// SPDX-License-Identifier: BSD-3-Clause
// For tests: generated option spaces over generated projects, and what is set of them.
import fc from 'fast-check';
import type { OptionManifest, OptionValue } from '../model.js';
import { GROUND } from './fixture.js';

/** Numbers from which everything about an option is chosen. */
const pick = fc.record({
  type: fc.nat(4),
  lib: fc.nat(3),
  depends: fc.option(fc.nat(), { nil: undefined }),
  negate: fc.boolean(),
  fallback: fc.nat(5),
  selects: fc.option(fc.nat(), { nil: undefined, freq: 4 }),
  implies: fc.option(fc.nat(), { nil: undefined, freq: 3 }),
  when: fc.option(fc.nat(), { nil: undefined }),
});
export const space = fc.record({
  options: fc.array(pick, { minLength: 1, maxLength: 14 }),
  written: fc.array(fc.record({ at: fc.nat(), value: fc.nat(11) }), { maxLength: 5 }),
  /** Libraries that are required only when an option of the application is on. */
  late: fc.boolean(),
  order: fc.infiniteStream(fc.nat()),
});
type Pick = typeof pick extends fc.Arbitrary<infer One> ? One : never;
export type Space = typeof space extends fc.Arbitrary<infer One> ? One : never;

const TYPES: readonly Partial<OptionManifest>[] = [
  { type: 'bool' },
  { type: 'int', range: [-2, 9] },
  { type: 'choice', values: ['x', 'y', 'z'] },
  { type: 'hex', range: ['0x0', '0x9'] },
  { type: 'string' },
];

/** What a file could get wrong. */
const TEXTS = ['', 'a b', 'quote " and \\', "$ # '{x}", "it's ü", 'y'];

function literal({ type, values = [] }: Partial<OptionManifest>, number: number): OptionValue {
  switch (type) {
    case 'bool':
      return number % 2 === 1;
    case 'choice':
      return values[number % 3] ?? '';
    case 'string':
      return TEXTS[number % TEXTS.length]!;
    default:
      return number;
  }
}

/** Of different forms, for different numbers. */
function asked(name: string, { type }: Partial<OptionManifest>, number: number): string {
  switch (type) {
    case 'bool':
      return number % 3 === 2 ? `${name} == false` : name;
    case 'choice':
      return number % 3 === 2 ? `${name} != 'z'` : `${name} == 'y'`;
    case 'string':
      return number % 3 === 2 ? `${name} != ''` : `${name} == 'a b'`;
    default:
      return `${name} ${['>', '<', '==', '!=', '<=', '>='][number % 6]} ${number % 4}`;
  }
}

/** Each option hangs on earlier ones only, and pushes later ones: no cycles. */
export function manifestsOf({ options, written, late }: Space): Record<string, object> {
  const types = options.map(({ type }) => TYPES[type]!);
  const nameOf = (index: number): string => `l${options[index]!.lib}.o${index}`;
  const manifests = options.map((one: Pick, index): OptionManifest => {
    const type = types[index]!;
    const earlier = (seed: number | undefined): number | undefined =>
      seed === undefined || index === 0 ? undefined : seed % index;
    const later = (seed: number | undefined): number | undefined => {
      if (seed === undefined || type.type !== 'bool' || index + 1 >= options.length) return undefined;
      const to = index + 1 + (seed % (options.length - index - 1));
      return types[to]!.type === 'bool' ? to : undefined;
    };
    const [depends, when, selects, implies] = [
      earlier(one.depends),
      earlier(one.when),
      later(one.selects),
      later(one.implies),
    ];
    const plain = literal(type, one.fallback);
    const condition = (at: number): string => {
      const text = asked(nameOf(at), types[at]!, one.fallback);
      return one.negate ? `!(${text}) || target.arch == 'none'` : text;
    };
    const alias =
      when !== undefined &&
      types[when]!.type === type.type &&
      ['bool', 'int', 'hex'].includes(type.type!) &&
      one.fallback > 3
        ? nameOf(when)
        : undefined;
    return {
      ...(type as OptionManifest),
      default:
        when === undefined
          ? plain
          : [
              {
                value: alias ?? literal(type, one.fallback + 1),
                when: asked(nameOf(when), types[when]!, one.fallback),
              },
              { value: plain },
            ],
      ...(depends === undefined ? {} : { dependsOn: condition(depends) }),
      ...(selects === undefined
        ? {}
        : { selects: [when === undefined ? nameOf(selects) : { option: nameOf(selects), when: condition(when) }] }),
      ...(implies === undefined ? {} : { implies: [nameOf(implies)] }),
    };
  });
  const libs = [0, 1, 2, 3];
  const all = libs.map((lib) => `lib-l${lib}`);
  return {
    ...GROUND,
    'app-a': {
      kind: 'application',
      summary: 's',
      requires: all.map((name, lib) => (late && lib > 1 ? { name, when: 'l0on && l0.base' } : name)),
      options: { l0on: { type: 'bool', default: true } },
      set: Object.fromEntries(
        written.map(({ at, value }) => {
          const index = at % options.length;
          return [nameOf(index), literal(types[index]!, value)];
        }),
      ),
      targets: { 'kvm-x86_64': {} },
    },
    ...Object.fromEntries(
      libs.map((lib) => [
        `lib-l${lib}`,
        {
          kind: 'library',
          summary: 's',
          optional: all.filter((_, other) => other !== lib),
          options: {
            ...(lib === 0 ? { base: { type: 'bool', default: true } } : {}),
            ...Object.fromEntries(
              manifests.flatMap((manifest, index) => (options[index]!.lib === lib ? [[`o${index}`, manifest]] : [])),
            ),
          },
        },
      ]),
    ),
  };
}
