// SPDX-License-Identifier: BSD-3-Clause
// Faults of options, one fixture each.
import { app, lib, withOptions, type Case } from './fixture.js';

const bool = (more: object = {}): object => ({ type: 'bool', ...more });
const int = (more: object = {}): object => ({ type: 'int', ...more });

export const OPTION_CASES: readonly Case[] = [
  {
    name: 'an option that nobody has',
    manifests: withOptions({ debug: bool() }, { set: { 'b.debgu': true } }),
    shows: `
apps/a/project.json:14:7: error: no option is called "b.debgu" [UNICORE_E_OPTION_UNKNOWN]
        "b.debgu": true
        ^~~~~~~~~
  fix: did you mean "b.debug"?
`,
  },
  {
    name: 'an option named without its project',
    manifests: withOptions({ tcpMss: int() }, { set: { tcpMss: 1 } }),
    shows: `
apps/a/project.json:14:7: error: no option is called "tcpMss" [UNICORE_E_OPTION_UNKNOWN]
        "tcpMss": 1
        ^~~~~~~~
  fix: did you mean "b.tcpMss"?
`,
  },
  {
    name: 'a misspelt own option',
    manifests: { 'app-a': app({ set: { level: 1 }, options: { levels: int() } }) },
    shows: `
apps/a/project.json:11:7: error: no option is called "level" [UNICORE_E_OPTION_UNKNOWN]
        "level": 1
        ^~~~~~~
  fix: did you mean "levels"?
`,
  },
  {
    name: 'a misspelt option of the build',
    manifests: { 'app-a': app({ set: { 'build.optimize': 'size' } }) },
    shows: `
apps/a/project.json:11:7: error: no option is called "build.optimize" [UNICORE_E_OPTION_UNKNOWN]
        "build.optimize": "size"
        ^~~~~~~~~~~~~~~~
  fix: did you mean "build.optimise"?
`,
  },
  {
    name: 'an option like no other',
    manifests: { 'app-a': app({ set: { 'wholly.different': 1 } }) },
    shows: `
apps/a/project.json:11:7: error: no option is called "wholly.different" [UNICORE_E_OPTION_UNKNOWN]
        "wholly.different": 1
        ^~~~~~~~~~~~~~~~~~
  fix: unicore options app-a lists them
`,
  },
  {
    name: 'an unknown option on the command line',
    manifests: withOptions({ debug: bool() }),
    asked: { overrides: { 'b.dbug': 'true' } },
    shows: `
error: no option is called "b.dbug" [UNICORE_E_OPTION_UNKNOWN]
  fix: did you mean "b.debug"?
`,
  },
  {
    name: 'out of range, with the unit',
    manifests: withOptions({ size: int({ range: [1, 64], unit: 'pages', default: 2 }) }, { set: { 'b.size': 65 } }),
    shows: `
apps/a/project.json:14:17: error: b.size: 65 is out of range [UNICORE_E_OPTION_VALUE]
        "b.size": 65
                  ^~
  fix: write a value from 1 to 64 pages
`,
  },
  {
    name: 'out of range, a hexadecimal number',
    manifests: withOptions(
      { mask: { type: 'hex', range: ['0x0', '0xff'], unit: 'none' } },
      { set: { 'b.mask': '0x100' } },
    ),
    shows: `
apps/a/project.json:14:17: error: b.mask: 0x100 is out of range [UNICORE_E_OPTION_VALUE]
        "b.mask": "0x100"
                  ^~~~~~~
  fix: write a value from 0x0 to 0xff
`,
  },
  {
    name: 'out of range on the command line',
    manifests: withOptions({ size: int({ range: [1, 64], default: 2 }) }),
    asked: { overrides: { 'b.size': '0' } },
    shows: `
error: b.size: 0 is out of range [UNICORE_E_OPTION_VALUE]
  fix: write a value from 1 to 64
`,
  },
  {
    name: 'no number',
    manifests: withOptions({ size: int() }, { set: { 'b.size': '12' } }),
    shows: `
apps/a/project.json:14:17: error: b.size: "12" is not a whole number [UNICORE_E_OPTION_VALUE]
        "b.size": "12"
                  ^~~~
  fix: write a whole number
`,
  },
  {
    name: 'no whole number',
    manifests: withOptions({ size: int() }, { set: { 'b.size': 1.5 } }),
    shows: `
apps/a/project.json:14:17: error: b.size: 1.5 is not a whole number [UNICORE_E_OPTION_VALUE]
        "b.size": 1.5
                  ^~~
  fix: write a whole number
`,
  },
  {
    name: 'no bool',
    manifests: withOptions({ on: bool() }, { set: { 'b.on': 'yes' } }),
    shows: `
apps/a/project.json:14:15: error: b.on: "yes" is not a bool [UNICORE_E_OPTION_VALUE]
        "b.on": "yes"
                ^~~~~
  fix: write true or false
`,
  },
  {
    name: 'no string',
    manifests: withOptions({ label: { type: 'string' } }, { set: { 'b.label': 3 } }),
    shows: `
apps/a/project.json:14:18: error: b.label: 3 is not a string [UNICORE_E_OPTION_VALUE]
        "b.label": 3
                   ^
  fix: write "3"
`,
  },
  {
    name: 'none of the values, nearly one',
    manifests: withOptions(
      { mode: { type: 'choice', values: ['threaded', 'mainloop'] } },
      { set: { 'b.mode': 'thread' } },
    ),
    shows: `
apps/a/project.json:14:17: error: b.mode: "thread" is not one of its values [UNICORE_E_OPTION_VALUE]
        "b.mode": "thread"
                  ^~~~~~~~
  fix: did you mean "threaded"?
`,
  },
  {
    name: 'none of the values',
    manifests: withOptions({ mode: { type: 'choice', values: ['threaded', 'mainloop'] } }, { set: { 'b.mode': true } }),
    shows: `
apps/a/project.json:14:17: error: b.mode: true is not one of its values [UNICORE_E_OPTION_VALUE]
        "b.mode": true
                  ^~~~
  fix: it is one of threaded, mainloop
`,
  },
  {
    name: 'a default that another value makes wrong',
    manifests: withOptions({ size: int({ default: 'other', range: [1, 9] }), other: int({ default: 12 }) }),
    shows: `
libs/b/project.json:9:20: error: the default of b.size: 12 is out of range [UNICORE_E_OPTION_VALUE]
          "default": "other",
                     ^~~~~~~
  fix: write a value from 1 to 9
`,
  },
  {
    name: 'no default, and zero is out of range',
    manifests: withOptions({ size: int({ range: [1, 9] }) }),
    shows: `
libs/b/project.json:7:7: error: b.size has no default, and 0 is out of range [UNICORE_E_OPTION_VALUE]
        "size": {
        ^~~~~~
  fix: write a value from 1 to 9
`,
  },
  {
    name: 'no default holds, and zero is out of range',
    manifests: withOptions({ size: int({ range: [1, 9], default: [{ value: 4, when: 'on' }] }), on: bool() }),
    shows: `
libs/b/project.json:13:9: error: no default of b.size holds, and 0 is out of range [UNICORE_E_OPTION_VALUE]
          "default": [
          ^~~~~~~~~
  fix: write a value from 1 to 9
`,
  },
  {
    name: 'a default that names no option',
    manifests: withOptions({ on: bool({ default: 'offf' }), off: bool() }),
    shows: `
libs/b/project.json:9:20: error: the default of b.on is offf, and no option that lib-b sees is called that [UNICORE_E_OPTION_UNKNOWN]
          "default": "offf"
                     ^~~~~~
  fix: did you mean "off"?
`,
  },
  {
    name: 'set although what it depends on is off',
    manifests: withOptions(
      { stats: bool({ dependsOn: 'build.debug && !quiet' }), quiet: bool({ default: true }) },
      { set: { 'b.stats': true } },
    ),
    shows: `
apps/a/project.json:14:18: error: b.stats cannot be set: it depends on build.debug && !quiet [UNICORE_E_OPTION_DEPENDS]
        "b.stats": true
                   ^~~~
  note: build.debug is false: the default of the build
  libs/b/project.json:13:20: note: b.quiet is true: the default of lib-b
  fix: set build.debug to true, and set b.quiet to false
`,
  },
  {
    name: 'set on the command line although what it depends on is off',
    manifests: withOptions({ level: int({ dependsOn: 'on' }), on: bool() }),
    asked: { overrides: { 'b.level': '3' } },
    shows: `
error: b.level cannot be set: it depends on on [UNICORE_E_OPTION_DEPENDS]
  libs/b/project.json:11:7: note: b.on is false: the default of lib-b
  fix: set b.on to true
`,
  },
  {
    name: 'a selects that breaks a dependsOn',
    manifests: withOptions({
      on: bool({ default: true, selects: ['tls'] }),
      tls: bool({ dependsOn: 'crypto' }),
      crypto: bool(),
    }),
    shows: `
libs/b/project.json:11:11: error: b.on selects b.tls, which depends on crypto [UNICORE_E_SELECTS_DEPENDS]
            "tls"
            ^~~~~
  libs/b/project.json:18:7: note: b.crypto is false: the default of lib-b
  fix: set b.crypto to true
`,
  },
  {
    name: 'two selects that break a dependsOn: the first by name is told, whatever the order',
    manifests: withOptions({
      two: bool({ default: true, selects: ['tls'] }),
      one: bool({ default: true, selects: ['tls'] }),
      tls: bool({ dependsOn: 'crypto' }),
      crypto: bool(),
    }),
    shows: `
libs/b/project.json:18:11: error: b.one selects b.tls, which depends on crypto [UNICORE_E_SELECTS_DEPENDS]
            "tls"
            ^~~~~
  libs/b/project.json:25:7: note: b.crypto is false: the default of lib-b
  fix: set b.crypto to true
`,
  },
  {
    name: 'off although it is selected',
    manifests: withOptions({ on: bool({ default: true, selects: ['tls'] }), tls: bool() }, { set: { 'b.tls': false } }),
    shows: `
apps/a/project.json:14:16: error: b.tls cannot be false: b.on selects it [UNICORE_E_OPTION_SELECTED]
        "b.tls": false
                 ^~~~~
  libs/b/project.json:11:11: note: selected here
  libs/b/project.json:9:20: note: b.on is true: the default of lib-b
  fix: set b.on to false, or drop the line
`,
  },
  {
    name: 'a chain down to what somebody wrote, without what would not help',
    manifests: withOptions(
      {
        low: bool({ default: true }),
        mid: bool({ default: true, dependsOn: 'low' }),
        side: bool({ default: true }),
        high: bool({ dependsOn: 'side && mid' }),
      },
      { set: { 'b.low': false, 'b.high': true } },
    ),
    shows: `
apps/a/project.json:15:17: error: b.high cannot be set: it depends on side && mid [UNICORE_E_OPTION_DEPENDS]
        "b.high": true
                  ^~~~
  libs/b/project.json:14:22: note: b.mid is false: off, as it depends on low
  apps/a/project.json:14:16: note: b.low is false: set by app-a
  fix: set b.mid to true
`,
  },
  {
    name: 'a selects of what nobody has',
    manifests: withOptions({ on: bool({ selects: ['tsl'] }), tls: bool() }),
    shows: `
libs/b/project.json:10:11: error: b.on selects b.tsl, and no option is called that [UNICORE_E_OPTION_UNKNOWN]
            "tsl"
            ^~~~~
  fix: did you mean "b.tls"?
`,
  },
  {
    name: 'an implies of what nobody has',
    manifests: withOptions({ on: bool({ implies: [{ option: 'gone', when: 'on' }] }) }),
    shows: `
libs/b/project.json:11:23: error: b.on implies b.gone, and no option is called that [UNICORE_E_OPTION_UNKNOWN]
              "option": "gone",
                        ^~~~~~
  fix: did you mean "b.on"?
`,
  },
  {
    name: 'a selects of a number',
    manifests: withOptions({ on: bool({ selects: ['size'] }), size: int() }),
    shows: `
libs/b/project.json:10:11: error: b.on selects b.size, which is not a bool [UNICORE_E_SELECTS_TYPE]
            "size"
            ^~~~~~
  fix: name a bool
`,
  },
  {
    name: 'a selects of a project that is not seen',
    manifests: {
      'app-a': app({ requires: ['lib-b', 'lib-c'] }),
      'lib-b': lib({ options: { on: bool({ selects: ['c.fast'] }) } }),
      'lib-c': lib({ options: { fast: bool() } }),
    },
    shows: `
libs/b/project.json:10:11: error: b.on selects c.fast of lib-c, which lib-b does not see [UNICORE_E_SELECTS_UNSEEN]
            "c.fast"
            ^~~~~~~~
  fix: add "lib-c" to "requires" or "optional"
`,
  },
  {
    name: 'a selects of a project that is not in the image',
    manifests: {
      'app-a': app({ requires: ['lib-b'] }),
      'lib-b': lib({ optional: ['lib-c'], options: { on: bool({ default: true, selects: ['c.fast'] }) } }),
      'lib-c': lib({ options: { fast: bool() } }),
    },
    shows: `
libs/b/project.json:14:11: error: b.on selects c.fast, and lib-c is not in the image [UNICORE_E_SELECTS_ABSENT]
            "c.fast"
            ^~~~~~~~
  fix: require lib-c when on
`,
  },
  {
    name: 'an option of a project that is in no image of the application',
    manifests: { 'app-a': app({ set: { 'c.fast': true } }), 'lib-c': lib({ options: { fast: bool() } }) },
    shows: `
apps/a/project.json:11:7: error: c.fast is an option of lib-c, which is not in the image [UNICORE_E_OPTION_ABSENT]
        "c.fast": true
        ^~~~~~~~
  fix: require lib-c, or drop the line
`,
  },
  {
    name: 'an option of a project that is not in the one image that it is written for',
    manifests: {
      'app-a': app({
        requires: [{ name: 'lib-c', when: "target.platform == 'linuxu'" }],
        targets: { 'linuxu-x86_64': {}, 'kvm-x86_64': { set: { 'c.fast': true } } },
      }),
      'lib-c': lib({ options: { fast: bool() } }),
    },
    shows: `
apps/a/project.json:10:11: error: c.fast is an option of lib-c, which is not in the image [UNICORE_E_OPTION_ABSENT]
            "c.fast": true
            ^~~~~~~~
  fix: require lib-c, or drop the line
`,
  },
  {
    name: 'one option under two names in one place',
    manifests: withOptions({ fast: bool({ renamedFrom: ['quick'] }) }, { set: { 'b.quick': true, 'b.fast': false } }),
    shows: `
apps/a/project.json:15:7: error: b.fast is set twice in one place [UNICORE_E_OPTION_TWICE]
        "b.fast": false
        ^~~~~~~~
  apps/a/project.json:14:7: note: the first one
  fix: keep one of them
`,
  },
  {
    name: 'one own option under two names in one place',
    manifests: { 'app-a': app({ options: { fast: bool() }, set: { fast: true, 'a.fast': false } }) },
    shows: `
apps/a/project.json:17:7: error: a.fast is set twice in one place [UNICORE_E_OPTION_TWICE]
        "a.fast": false
        ^~~~~~~~
  apps/a/project.json:16:7: note: the first one
  fix: keep one of them
`,
  },
  {
    name: 'a cycle of a default and a dependsOn',
    manifests: withOptions({ one: bool({ default: 'two' }), two: bool({ dependsOn: '!one' }) }),
    shows: `
libs/b/project.json:9:20: error: options hang on each other: b.one → b.two → b.one [UNICORE_E_OPTION_CYCLE]
          "default": "two"
                     ^~~~~
  libs/b/project.json:9:20: note: the default of b.one hangs on b.two
  libs/b/project.json:13:22: note: b.two depends on b.one
  fix: drop one of these
`,
  },
  {
    name: 'a cycle that the values would not reach',
    manifests: withOptions(
      {
        one: bool({ default: [{ value: 'two', when: 'false' }] }),
        two: bool({ default: 'three' }),
        three: bool({ dependsOn: 'one' }),
      },
      { set: { 'b.one': true } },
    ),
    shows: `
libs/b/project.json:11:22: error: options hang on each other: b.one → b.two → b.three → b.one [UNICORE_E_OPTION_CYCLE]
              "value": "two",
                       ^~~~~
  libs/b/project.json:11:22: note: the default of b.one hangs on b.two
  libs/b/project.json:18:20: note: the default of b.two hangs on b.three
  libs/b/project.json:22:22: note: b.three depends on b.one
  fix: drop one of these
`,
  },
  {
    name: 'an option that hangs on itself',
    manifests: withOptions({ one: bool({ dependsOn: '!one' }) }),
    shows: `
libs/b/project.json:9:22: error: options hang on each other: b.one → b.one [UNICORE_E_OPTION_CYCLE]
          "dependsOn": "!one"
                       ^~~~~~
  libs/b/project.json:9:22: note: b.one depends on b.one
  fix: drop one of these
`,
  },
  {
    name: 'a cycle of a selects and what switches it off',
    manifests: withOptions({
      one: bool({ default: true, selects: [{ option: 'two', when: '!three' }] }),
      two: bool({ selects: ['three'] }),
      three: bool(),
    }),
    shows: `
libs/b/project.json:12:23: error: options hang on each other: b.two → b.three → b.two [UNICORE_E_OPTION_CYCLE]
              "option": "two",
                        ^~~~~
  libs/b/project.json:12:23: note: b.one selects b.two when b.three
  libs/b/project.json:20:11: note: b.two selects b.three
  fix: drop one of these
`,
  },
  {
    name: 'a cycle through two projects',
    manifests: {
      'app-a': app({ requires: ['lib-b', 'lib-c'] }),
      'lib-b': lib({ optional: ['lib-c'], options: { x: bool({ dependsOn: 'c.y' }) } }),
      'lib-c': lib({ optional: ['lib-b'], options: { y: bool({ default: 'b.x' }) } }),
    },
    shows: `
libs/b/project.json:12:22: error: options hang on each other: b.x → c.y → b.x [UNICORE_E_OPTION_CYCLE]
          "dependsOn": "c.y"
                       ^~~~~
  libs/b/project.json:12:22: note: b.x depends on c.y
  libs/c/project.json:12:20: note: the default of c.y hangs on b.x
  fix: drop one of these
`,
  },
  {
    name: 'two options of one macro',
    manifests: withOptions({ tcpMss: int(), tcpMSS: int() }),
    shows: `
libs/b/project.json:10:7: error: the options b.tcpMss and b.tcpMSS are both CONFIG_B_TCP_MSS in C [UNICORE_E_OPTION_COLLISION]
        "tcpMSS": {
        ^~~~~~~~
  fix: rename one of them
`,
  },
  {
    name: 'an option and a value of a choice of one macro',
    manifests: withOptions({ mode: { type: 'choice', values: ['fast', 'slow'] }, modeFast: bool() }),
    shows: `
libs/b/project.json:14:7: error: the options b.mode and b.modeFast are both CONFIG_B_MODE_FAST in C [UNICORE_E_OPTION_COLLISION]
        "modeFast": {
        ^~~~~~~~~~
  fix: rename one of them
`,
  },
  {
    name: 'two values of one macro',
    manifests: withOptions({ mode: { type: 'choice', values: ['a-b', 'a_b'] } }),
    shows: `
libs/b/project.json:7:7: error: two values of b.mode are CONFIG_B_MODE_A_B in C [UNICORE_E_OPTION_COLLISION]
        "mode": {
        ^~~~~~
  fix: rename one of them
`,
  },
  {
    name: 'two projects whose options are called alike',
    manifests: {
      'app-a': app({ requires: ['b', 'lib-b'] }),
      b: { kind: 'interface', summary: 's', options: { on: bool() } },
      'lib-b': lib({ provides: ['b'], defaultFor: ['b'], options: { on: bool() } }),
    },
    shows: `
libs/b/project.json:13:7: error: lib-b and b both have an option b.on [UNICORE_E_OPTION_COLLISION]
        "on": {
        ^~~~
  fix: rename one of them
`,
  },
  {
    name: 'a constraint',
    manifests: {
      'app-a': app({
        options: { ipv6: bool({ default: true }), tcpMss: int({ default: 1000 }) },
        constraints: [{ assert: '!ipv6 || tcpMss >= 1220', message: 'IPv6 needs a segment of at least 1220 bytes' }],
      }),
    },
    shows: `
apps/a/project.json:22:19: error: IPv6 needs a segment of at least 1220 bytes [UNICORE_E_CONSTRAINT]
          "assert": "!ipv6 || tcpMss >= 1220",
                    ^~~~~~~~~~~~~~~~~~~~~~~~~
  apps/a/project.json:13:20: note: a.ipv6 is true: the default of app-a
  apps/a/project.json:17:20: note: a.tcpMss is 1000: the default of app-a
  fix: set a.ipv6 to false, or make a.tcpMss >= 1220 true
`,
  },
  {
    name: 'several faults at once, in the order of their places',
    manifests: withOptions(
      { one: int({ range: [0, 3] }), two: bool() },
      { set: { 'b.two': 1, 'b.one': 4, 'b.three': 1 } },
    ),
    shows: `
apps/a/project.json:14:16: error: b.two: 1 is not a bool [UNICORE_E_OPTION_VALUE]
        "b.two": 1,
                 ^
  fix: write true or false
apps/a/project.json:15:16: error: b.one: 4 is out of range [UNICORE_E_OPTION_VALUE]
        "b.one": 4,
                 ^
  fix: write a value from 0 to 3
apps/a/project.json:16:7: error: no option is called "b.three" [UNICORE_E_OPTION_UNKNOWN]
        "b.three": 1
        ^~~~~~~~~
  fix: unicore options app-a lists them
`,
  },
];
