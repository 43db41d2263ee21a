// SPDX-License-Identifier: BSD-3-Clause
// Faults of one manifest: the value of its key `unicore`, or the whole text.

export interface ManifestCase {
  readonly name: string;
  readonly manifest: object | string;
  readonly shows: string;
}

const of = (more: object): object => ({ kind: 'library', summary: 's', ...more });
const option = (more: object): object => of({ options: { x: more } });

export const MANIFEST_CASES: readonly ManifestCase[] = [
  {
    name: 'broken JSON: a comma too many',
    manifest: '{\n  "name": "lib-b",\n  "unicore": { "kind": "library", },\n}\n',
    shows: `
libs/b/project.json:3:35: error: broken JSON: a name is expected [UNICORE_E_JSON]
    "unicore": { "kind": "library", },
                                    ^
  fix: add "name": value, or drop the comma before it
`,
  },
  {
    name: 'broken JSON: the end is missing',
    manifest: '{\n  "name": "lib-b",\n  "unicore": {\n',
    shows: `
libs/b/project.json:4:1: error: broken JSON: } is expected [UNICORE_E_JSON]
  
  ^
  fix: add it
`,
  },
  {
    name: 'broken JSON: a comment',
    manifest: '{\n  // a library\n  "name": "lib-b", "unicore": {} }\n',
    shows: `
libs/b/project.json:2:3: error: broken JSON: a comment [UNICORE_E_JSON]
    // a library
    ^~~~~~~~~~~~
  fix: drop it: JSON has none
`,
  },
  {
    name: 'broken JSON: nothing',
    manifest: '',
    shows: `
libs/b/project.json:1:1: error: broken JSON: a value is expected [UNICORE_E_JSON]
  
  ^
  fix: add one, or drop the comma before it
`,
  },
  {
    name: 'a key twice',
    manifest:
      '{\n  "name": "lib-b",\n  "unicore": { "kind": "library", "summary": "s", "options": {\n    "a": { "type": "bool" },\n    "a": { "type": "int" } } }\n}\n',
    shows: `
libs/b/project.json:5:5: error: "a" stands twice in one object [UNICORE_E_JSON_TWICE]
      "a": { "type": "int" } } }
      ^~~
  libs/b/project.json:4:5: note: the first one
  fix: keep one of them
`,
  },
  {
    name: 'no name',
    manifest: '{\n  "unicore": { "kind": "library", "summary": "s" }\n}\n',
    shows: `
libs/b/project.json:2:3: error: the project has no name [UNICORE_E_MANIFEST]
    "unicore": { "kind": "library", "summary": "s" }
    ^~~~~~~~~
  fix: add "name"
`,
  },
  {
    name: 'no kind',
    manifest: { summary: 's' },
    shows: `
libs/b/project.json:3:3: error: unicore lacks "kind" [UNICORE_E_MANIFEST]
    "unicore": {
    ^~~~~~~~~
  fix: add "kind"
`,
  },
  {
    name: 'a kind that is none',
    manifest: { kind: 'libary', summary: 's' },
    shows: `
libs/b/project.json:4:13: error: kind is "libary" [UNICORE_E_MANIFEST]
      "kind": "libary",
              ^~~~~~~~
  fix: did you mean "library"?
`,
  },
  {
    name: 'another schema',
    manifest: of({ schema: 2 }),
    shows: `
libs/b/project.json:6:15: error: schema is 2 [UNICORE_E_MANIFEST]
      "schema": 2
                ^
  fix: it is one of 1
`,
  },
  {
    name: 'not an object',
    manifest: '{\n  "name": "lib-b",\n  "unicore": "library"\n}\n',
    shows: `
libs/b/project.json:3:14: error: unicore is not an object [UNICORE_E_MANIFEST]
    "unicore": "library"
               ^~~~~~~~~
  fix: write an object
`,
  },
  {
    name: 'a misspelt key',
    manifest: of({ require: ['libc'] }),
    shows: `
libs/b/project.json:6:5: error: "require" is not a key of unicore [UNICORE_E_MANIFEST]
      "require": [
      ^~~~~~~~~
  fix: did you mean "requires"?
`,
  },
  {
    name: 'a key like no other',
    manifest: of({ frobnicate: 1 }),
    shows: `
libs/b/project.json:6:5: error: "frobnicate" is not a key of unicore [UNICORE_E_MANIFEST]
      "frobnicate": 1
      ^~~~~~~~~~~~
  fix: its keys are schema, kind, summary, license, cardinality, provides, defaultFor, requires, optional, supports, fetch, sources, includes, defines, flags, generate, options, constraints, init, fini, link, tests, defaults, image, run, triplets, archFlags, use, set, targets
`,
  },
  {
    name: 'a misspelt key of an option',
    manifest: option({ type: 'int', rnage: [1, 2] }),
    shows: `
libs/b/project.json:9:9: error: "rnage" is not a key of options.x [UNICORE_E_MANIFEST]
          "rnage": [
          ^~~~~~~
  fix: did you mean "range"?
`,
  },
  {
    name: 'an option without a type',
    manifest: option({ default: 1 }),
    shows: `
libs/b/project.json:7:7: error: options.x lacks "type" [UNICORE_E_MANIFEST]
        "x": {
        ^~~
  fix: add "type"
`,
  },
  {
    name: 'a type that is none',
    manifest: option({ type: 'boolean' }),
    shows: `
libs/b/project.json:8:17: error: options.x.type is "boolean" [UNICORE_E_MANIFEST]
          "type": "boolean"
                  ^~~~~~~~~
  fix: did you mean "bool"?
`,
  },
  {
    name: 'a name that cannot be in C',
    manifest: of({ options: { 'tcp-mss': { type: 'int' } } }),
    shows: `
libs/b/project.json:7:7: error: "tcp-mss" cannot name an option [UNICORE_E_MANIFEST]
        "tcp-mss": {
        ^~~~~~~~~
  fix: names begin with a small letter and hold letters and digits: tcpMss
`,
  },
  {
    name: 'a list that is none',
    manifest: of({ requires: 'libc' }),
    shows: `
libs/b/project.json:6:17: error: requires is not a list [UNICORE_E_MANIFEST]
      "requires": "libc"
                  ^~~~~~
  fix: write a list
`,
  },
  {
    name: 'a number among the requires',
    manifest: of({ requires: ['libc', 3] }),
    shows: `
libs/b/project.json:8:7: error: requires[1] is not a string or an object [UNICORE_E_MANIFEST]
        3
        ^
  fix: write a string or an object
`,
  },
  {
    name: 'a misspelt key of a require',
    manifest: of({ requires: [{ name: 'libc', wen: 'x' }] }),
    shows: `
libs/b/project.json:9:9: error: "wen" is not a key of requires[0] [UNICORE_E_MANIFEST]
          "wen": "x"
          ^~~~~
  fix: did you mean "when"?
`,
  },
  {
    name: 'a range of one',
    manifest: option({ type: 'int', range: [1] }),
    shows: `
libs/b/project.json:9:9: error: options.x.range holds 1 values, and not 2 [UNICORE_E_MANIFEST]
          "range": [
          ^~~~~~~
  fix: write 2 values
`,
  },
  {
    name: 'a checksum that is none',
    manifest: of({ fetch: { lwip: { version: '2.1.3', url: 'https://e.org/l.tgz', sha256: 'abc' } } }),
    shows: `
libs/b/project.json:10:19: error: fetch.lwip.sha256 is "abc", which is not of the right form [UNICORE_E_MANIFEST]
          "sha256": "abc"
                    ^~~~~
  fix: it matches ^[0-9a-f]{64}$
`,
  },
  {
    name: 'two faults',
    manifest: of({ license: 3, options: { x: { type: 'bol' } } }),
    shows: `
libs/b/project.json:6:16: error: license is not a string [UNICORE_E_MANIFEST]
      "license": 3,
                 ^
  fix: write a string
libs/b/project.json:9:17: error: options.x.type is "bol" [UNICORE_E_MANIFEST]
          "type": "bol"
                  ^~~~~
  fix: did you mean "bool"?
`,
  },
  {
    name: 'a key of another kind',
    manifest: of({ targets: { 'kvm-x86_64': {} } }),
    shows: `
libs/b/project.json:6:5: error: "targets" means nothing in a project of kind library [UNICORE_E_MANIFEST]
      "targets": {
      ^~~~~~~~~
  fix: it belongs to: application
`,
  },
  {
    name: 'a choice without values',
    manifest: option({ type: 'choice' }),
    shows: `
libs/b/project.json:7:7: error: x is a choice without values [UNICORE_E_MANIFEST]
        "x": {
        ^~~
  fix: add "values"
`,
  },
  {
    name: 'values of what is no choice',
    manifest: option({ type: 'bool', values: ['a'] }),
    shows: `
libs/b/project.json:9:9: error: x has values, and is not a choice [UNICORE_E_MANIFEST]
          "values": [
          ^~~~~~~~
  fix: make its type "choice", or drop them
`,
  },
  {
    name: 'a value twice',
    manifest: option({ type: 'choice', values: ['a', 'b', 'a'] }),
    shows: `
libs/b/project.json:12:11: error: the value "a" of x stands twice [UNICORE_E_MANIFEST]
            "a"
            ^~~
  fix: drop one
`,
  },
  {
    name: 'a range of a bool',
    manifest: option({ type: 'bool', range: [0, 1] }),
    shows: `
libs/b/project.json:9:9: error: x has a range, and is not a number [UNICORE_E_MANIFEST]
          "range": [
          ^~~~~~~
  fix: drop it
`,
  },
  {
    name: 'a range that holds nothing',
    manifest: option({ type: 'hex', range: ['0x10', '0xf'] }),
    shows: `
libs/b/project.json:9:9: error: the range of x holds nothing [UNICORE_E_MANIFEST]
          "range": [
          ^~~~~~~
  fix: write the smaller bound first
`,
  },
  {
    name: 'a default out of range',
    manifest: option({ type: 'int', range: [536, 8960], default: 100, unit: 'bytes' }),
    shows: `
libs/b/project.json:13:20: error: the default of x: 100 is out of range [UNICORE_E_OPTION_VALUE]
          "default": 100,
                     ^~~
  fix: write a value from 536 to 8960 bytes
`,
  },
  {
    name: 'an alternative out of range, taken or not',
    manifest: option({ type: 'int', range: [0, 9], default: [{ value: 10, when: 'false' }, { value: 1 }] }),
    shows: `
libs/b/project.json:15:22: error: the default of x: 10 is out of range [UNICORE_E_OPTION_VALUE]
              "value": 10,
                       ^~
  fix: write a value from 0 to 9
`,
  },
  {
    name: 'a default that is none of the values',
    manifest: option({ type: 'choice', values: ['speed', 'size'], default: 'sped' }),
    shows: `
libs/b/project.json:13:20: error: the default of x: "sped" is not one of its values [UNICORE_E_OPTION_VALUE]
          "default": "sped"
                     ^~~~~~
  fix: did you mean "speed"?
`,
  },
  {
    name: 'a default of another type',
    manifest: option({ type: 'bool', default: 1 }),
    shows: `
libs/b/project.json:9:20: error: the default of x: 1 is not a bool [UNICORE_E_OPTION_VALUE]
          "default": 1
                     ^
  fix: write true or false
`,
  },
  {
    name: 'selects of a number',
    manifest: option({ type: 'int', selects: ['y'] }),
    shows: `
libs/b/project.json:9:9: error: x selects options, and is not a bool [UNICORE_E_MANIFEST]
          "selects": [
          ^~~~~~~~~
  fix: only a bool can be on
`,
  },
  {
    name: 'the default for what is not provided',
    manifest: of({ provides: ['heap'], defaultFor: ['haep'] }),
    shows: `
libs/b/project.json:10:7: error: lib-b does not provide haep [UNICORE_E_MANIFEST]
        "haep"
        ^~~~~~
  fix: did you mean "heap"?
`,
  },
  {
    name: 'a linker script of a library',
    manifest: of({ link: { script: 'a.lds', entry: 'x' } }),
    shows: `
libs/b/project.json:7:17: error: only a platform has a linker script [UNICORE_E_MANIFEST]
        "script": "a.lds",
                  ^~~~~~~
  fix: further scripts are named in "scripts"
libs/b/project.json:8:16: error: only a platform names the entry [UNICORE_E_MANIFEST]
        "entry": "x"
                 ^~~
  fix: drop it
`,
  },
  {
    name: 'generated from nothing',
    manifest: of({ generate: [{ output: 'a.h' }] }),
    shows: `
libs/b/project.json:7:7: error: a generated file comes from either a template or a script [UNICORE_E_MANIFEST]
        {
        ^
  fix: name one of "template" and "script"
`,
  },
  {
    name: 'a script without its interpreter',
    manifest: of({ generate: [{ output: 'a.h', script: 'a.sh' }] }),
    shows: `
libs/b/project.json:9:19: error: a script needs its interpreter [UNICORE_E_MANIFEST]
          "script": "a.sh"
                    ^~~~~~
  fix: add "interpreter"
`,
  },
  {
    name: 'a source from nowhere',
    manifest: of({ fetch: { lwip: { version: '2.1.3' } } }),
    shows: `
libs/b/project.json:7:7: error: nothing says where lwip comes from [UNICORE_E_MANIFEST]
        "lwip": {
        ^~~~~~
  fix: add "url" with "sha256", or "debian"
`,
  },
  {
    name: 'a source without its checksum',
    manifest: of({ fetch: { lwip: { version: '2.1.3', url: 'https://e.org/l.tgz' } } }),
    shows: `
libs/b/project.json:9:16: error: "url" and "sha256" of lwip belong together [UNICORE_E_MANIFEST]
          "url": "https://e.org/l.tgz"
                 ^~~~~~~~~~~~~~~~~~~~~
  fix: name both
`,
  },
];
