// SPDX-License-Identifier: BSD-3-Clause
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { OptionValue } from '../model.js';
import { checkCondition, namesOf, type Scope, type Typed } from './check.js';
import { changeFor, evaluate } from './evaluate.js';
import { ConditionError, parseCondition } from './parse.js';

const TYPES: Record<string, Typed> = {
  on: { type: 'bool' },
  off: { type: 'bool' },
  tcpMss: { type: 'int' },
  mask: { type: 'hex' },
  label: { type: 'string' },
  mode: { type: 'choice', values: ['threaded', 'mainloop'] },
  'lwip.ipv6': { type: 'bool' },
  'target.arch': { type: 'string' },
};
const VALUES: Record<string, OptionValue> = {
  on: true,
  off: false,
  tcpMss: 1460,
  mask: 0xff,
  label: 'x',
  mode: 'threaded',
  'lwip.ipv6': true,
  'target.arch': 'x86_64',
};
const scope: Scope = {
  type: (name) => TYPES[name],
  capability: (name) => ['random', 'lib-zlib'].includes(name),
  names: () => Object.keys(TYPES),
  capabilities: () => ['random', 'lib-zlib'],
  unseen: (name) => (name === 'zlib.level' ? 'add "lib-zlib" to "requires" or "optional" of lib-a' : undefined),
};
const values = { value: (name: string) => VALUES[name]!, has: (name: string) => name === 'random' };

test('what holds', () => {
  for (const text of [
    'on',
    '!off',
    'on && !off || off',
    'off || on && on',
    '!(on && off)',
    "mode == 'threaded'",
    'mode != "mainloop"',
    'tcpMss >= 1220',
    'tcpMss < 0x1000',
    'tcpMss > -1',
    'mask == 0xFF',
    'mask == 255',
    'lwip.ipv6 == true',
    "label == 'x' && target.arch == 'x86_64'",
    'has(random)',
    "!has('lib-zlib')",
    '  on\t&& on ',
  ]) {
    checkCondition(text, scope);
    assert.equal(evaluate(text, values), true, text);
  }
});

/** The fault with the part of the text that it points at. */
function fault(text: string): string {
  try {
    checkCondition(text, scope);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return `${error.message} [${text.slice(error.at, error.at + error.length)}] ${error.hint ?? ''}`;
  }
  return 'none';
}

const GRAMMAR =
  "use ! && || == != < <= > >= and parentheses, names such as tcpMss or lwip.tcpMss, 'values' in quotes, has(capability)";

test('what is refused, with its place', () => {
  const cases: [string, string][] = [
    ['', 'the condition is empty [] GRAMMAR'],
    ['  ', 'the condition is empty [  ] GRAMMAR'],
    ['on &&', 'the condition cannot be read: Expected expression after && [&] GRAMMAR'],
    ['&& on', 'the condition cannot be read: Unexpected "&" [&] GRAMMAR'],
    ['on & off', 'the condition cannot be read: Unexpected "&" [&] GRAMMAR'],
    ['on off', 'the condition cannot be read [on off] GRAMMAR'],
    ['on;', '";" has no place in a condition [;] GRAMMAR'],
    ['on, off', '"," has no place in a condition [,] GRAMMAR'],
    ['(on', 'the condition cannot be read: Unclosed ( [n] GRAMMAR'],
    ['on)', 'the condition cannot be read: Unexpected ")" [)] GRAMMAR'],
    ['null', 'null has no place in a condition [null] GRAMMAR'],
    ['this', 'the condition cannot be read [this] GRAMMAR'],
    ['x[0]', 'names have the form option or project.option [x[0]] GRAMMAR'],
    ['on ? on : off', 'the condition cannot be read [on ? on : off] GRAMMAR'],
    ['on?.x', 'names have the form option or project.option [on?.x] GRAMMAR'],
    ['a.b.c', 'names have the form option or project.option [a.b.c] GRAMMAR'],
    ['lwip-ipv6', 'the condition cannot be read [lwip-ipv6] GRAMMAR'],
    ['tcpMss + 1 > 2', 'the condition cannot be read: Unexpected "+" [+] GRAMMAR'],
    ['`x`', 'the condition cannot be read: Unexpected "`" [`] GRAMMAR'],
    ['f(on)', 'the only function is has(capability) [f(on)] GRAMMAR'],
    ['has()', 'has() takes the name of one capability or project [has()] GRAMMAR'],
    ['has(random, on)', '"," has no place in a condition [,] GRAMMAR'],
    ['has(1)', 'has() takes the name of one capability or project [has(1)] GRAMMAR'],
    ['has(ramdom)', 'has(ramdom) asks for what the project does not name [has(ramdom)] did you mean has(random)?'],
    ['has(zip)', 'has(zip) asks for what the project does not name [has(zip)] add "zip" to "optional"'],
    ['ipv6', 'no option is called "ipv6" [ipv6] did you mean "lwip.ipv6"?'],
    ['tcpMs > 3', 'no option is called "tcpMs" [tcpMs] did you mean "tcpMss"?'],
    ['lwip.ipv4', 'no option is called "lwip.ipv4" [lwip.ipv4] did you mean "lwip.ipv6"?'],
    [
      'on && zlib.level == 3',
      'the option zlib.level is not visible here [zlib.level] add "lib-zlib" to "requires" or "optional" of lib-a',
    ],
    [
      'nothing.alike',
      'no option is called "nothing.alike" [nothing.alike] name an option of the project, or of one that it requires',
    ],
    ['tcpMss', 'a bool must stand here, not an int [tcpMss] compare it: == != < <= > >='],
    ['!tcpMss', 'a bool must stand here, not an int [tcpMss] compare it: == != < <= > >='],
    ['on && label', 'a bool must stand here, not a string [label] compare it: == != < <= > >='],
    ['1', 'a bool must stand here, not an int [1] compare it: == != < <= > >='],
    ["'x'", "a bool must stand here, not a string ['x'] compare it: == != < <= > >="],
    ['on == 1', 'a bool is compared with an int [on == 1] '],
    ["tcpMss == 'x'", "an int is compared with a string [tcpMss == 'x'] "],
    ["mode == 'treaded'", "'treaded' is not a value of that choice ['treaded'] did you mean 'threaded'?"],
    ["'x' != mode", "'x' is not a value of that choice ['x'] its values are threaded, mainloop"],
    ["mode < 'a'", "'a' is not a value of that choice ['a'] its values are threaded, mainloop"],
    ['on < off', '< orders numbers, not bools [on < off] use == or !='],
    ['mode == label', 'none'],
    ['-on', '"-" stands before something that is not a number [-on] GRAMMAR'],
    ["label == 'unclosed", 'the condition cannot be read: Unclosed quote after "unclosed" [d] GRAMMAR'],
    ['$x', 'the condition cannot be read: Unexpected "$" [$] GRAMMAR'],
    ['tcpMss == 0x', 'the condition cannot be read: Variable names cannot start with a number (0x) [x] GRAMMAR'],
    ['tcpMss == 1.5.2', 'the condition cannot be read: Unexpected period [.] GRAMMAR'],
    [
      "on && !(label == 'a' || ipvsix)",
      'no option is called "ipvsix" [ipvsix] name an option of the project, or of one that it requires',
    ],
  ];
  for (const [text, expected] of cases) assert.equal(fault(text), expected.replace('GRAMMAR', GRAMMAR), text);
});

test('the smallest change that makes a condition true', () => {
  const cases: [string, string][] = [
    ['off', 'set off to true'],
    ['!on', 'set on to false'],
    ['off && on', 'set off to true'],
    ['off && !on', 'set off to true, and set on to false'],
    ['off || !on', 'set off to true, or set on to false'],
    ['!(on || off)', 'set on to false'],
    ['on && tcpMss > 2000', 'make tcpMss > 2000 true'],
    ['has(lib)', 'bring lib into the image'],
    ['!has(random)', 'leave random out of the image'],
  ];
  for (const [text, expected] of cases) assert.equal(changeFor(text, values), expected, text);
});

test('names in order of mention', () => {
  assert.deepEqual(namesOf(parseCondition("b && (a.c || !b) && has(d) && mode == 'x'")), ['b', 'a.c', 'mode']);
});

/** A random condition of bools with its truth. */
const bools = fc.letrec<{ tree: { text: string; truth: boolean } }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      { text: 'on', truth: true },
      { text: 'off', truth: false },
      { text: 'tcpMss == 1460', truth: true },
      { text: "mode == 'mainloop'", truth: false },
      { text: 'has(random)', truth: true },
    ),
    tie('tree').map(({ text, truth }) => ({ text: `!(${text})`, truth: !truth })),
    fc
      .tuple(tie('tree'), tie('tree'))
      .map(([a, b]) => ({ text: `(${a.text}) && (${b.text})`, truth: a.truth && b.truth })),
    fc
      .tuple(tie('tree'), tie('tree'))
      .map(([a, b]) => ({ text: `(${a.text})||(${b.text})`, truth: a.truth || b.truth })),
  ),
})).tree;

test('conditions mean what JavaScript means by them', () => {
  fc.assert(
    fc.property(bools, ({ text, truth }) => {
      checkCondition(text, scope);
      assert.equal(evaluate(text, values), truth);
    }),
  );
});

test('any text is either checked or refused with a place in it', () => {
  const parts = [
    'on',
    'a',
    '.',
    '(',
    ')',
    '!',
    '&&',
    '||',
    '==',
    '<',
    '-',
    "'x'",
    '1',
    ' ',
    ',',
    ';',
    '?',
    ':',
    '[',
    ']',
    'has',
    '=',
    '0x',
    '`',
    '#',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 12 }), (chosen) => {
      const text = chosen.join('');
      try {
        checkCondition(text, scope);
        evaluate(text, values);
      } catch (error) {
        assert.ok(error instanceof ConditionError, `${text}: ${String(error)}`);
        assert.ok(error.at >= 0 && error.at <= text.length, text);
      }
    }),
    { numRuns: 2000 },
  );
});
