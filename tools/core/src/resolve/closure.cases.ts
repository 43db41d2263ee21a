// SPDX-License-Identifier: BSD-3-Clause
// Faults of projects, providers, targets and conditions, one fixture each.
import { app, face, GROUND, lib, type Case } from './fixture.js';

const provider = (capability: string, more: object = {}): object => lib({ provides: [capability], ...more });

export const CLOSURE_CASES: readonly Case[] = [
  {
    name: 'a target that is none',
    manifests: { 'app-a': app() },
    asked: { target: 'kvm-x86_46' },
    shows: `
apps/a/project.json:6:5: error: app-a has no target "kvm-x86_46" [UNICORE_E_TARGET_UNKNOWN]
      "targets": {
      ^~~~~~~~~
  fix: did you mean "kvm-x86_64"?
`,
  },
  {
    name: 'a target like no other',
    manifests: { 'app-a': app() },
    asked: { target: 'toaster' },
    shows: `
apps/a/project.json:6:5: error: app-a has no target "toaster" [UNICORE_E_TARGET_UNKNOWN]
      "targets": {
      ^~~~~~~~~
  fix: its targets are kvm-x86_64, linuxu-x86_64
`,
  },
  {
    name: 'a target that extends none',
    manifests: { 'app-a': app({ targets: { 'kvm-x86_64': { extends: 'kvm-x86_65' } } }) },
    shows: `
apps/a/project.json:8:20: error: app-a has no target "kvm-x86_65" [UNICORE_E_TARGET_UNKNOWN]
          "extends": "kvm-x86_65"
                     ^~~~~~~~~~~~
  fix: did you mean "kvm-x86_64"?
`,
  },
  {
    name: 'targets that extend each other',
    manifests: { 'app-a': app({ targets: { 'kvm-x86_64': { extends: 'two' }, two: { extends: 'kvm-x86_64' } } }) },
    shows: `
apps/a/project.json:11:20: error: targets extend each other: kvm-x86_64 → two → kvm-x86_64 [UNICORE_E_TARGET_CYCLE]
          "extends": "kvm-x86_64"
                     ^~~~~~~~~~~~
  fix: drop one of the "extends"
`,
  },
  {
    name: 'a target without a platform',
    manifests: { 'app-a': app({ targets: { 'kwm-x86_64': {} } }) },
    asked: { target: 'kwm-x86_64' },
    shows: `
apps/a/project.json:7:7: error: "kwm-x86_64" names no platform and architecture [UNICORE_E_TARGET_PLATFORM]
        "kwm-x86_64": {}
        ^~~~~~~~~~~~
  fix: did you mean "kvm-x86_64"?
`,
  },
  {
    name: 'a target that names no platform',
    manifests: { 'app-a': app({ targets: { fast: { target: 'nowhere' } } }) },
    asked: { target: 'fast' },
    shows: `
apps/a/project.json:8:19: error: "nowhere" names no platform and architecture [UNICORE_E_TARGET_PLATFORM]
          "target": "nowhere"
                    ^~~~~~~~~
  fix: there are kvm-x86_64, linuxu-x86_64
`,
  },
  {
    name: 'a library is no application',
    manifests: { 'app-a': lib() },
    shows: `
apps/a/project.json:4:13: error: app-a is of kind library [UNICORE_E_NOT_AN_APPLICATION]
      "kind": "library",
              ^~~~~~~~~
  fix: an image is made of an application; unicore test app-a makes one of its tests
`,
  },
  {
    name: 'a require of what is not there',
    manifests: { 'app-a': app({ requires: ['lib-zilb'] }), 'lib-zlib': lib() },
    shows: `
apps/a/project.json:11:7: error: app-a requires "lib-zilb", and no project is called that [UNICORE_E_PROJECT_UNKNOWN]
        "lib-zilb"
        ^~~~~~~~~~
  fix: did you mean "lib-zlib"?
`,
  },
  {
    name: 'a require of a project whose manifest is broken',
    manifests: {
      'app-a': app({ requires: ['lib-b'] }),
      'lib-b': '{\n  "name": "lib-b",\n  "unicore": { "kind": "library", "summary": "s", }\n}\n',
    },
    shows: `
libs/b/project.json:3:51: error: broken JSON: a name is expected [UNICORE_E_JSON]
    "unicore": { "kind": "library", "summary": "s", }
                                                    ^
  fix: add "name": value, or drop the comma before it
`,
  },
  {
    name: 'a require that an option brings in',
    manifests: {
      'app-a': app({ options: { on: { type: 'bool', default: true } }, requires: [{ name: 'lib-gone', when: 'on' }] }),
    },
    shows: `
apps/a/project.json:18:17: error: app-a requires "lib-gone", and no project is called that [UNICORE_E_PROJECT_UNKNOWN]
          "name": "lib-gone",
                  ^~~~~~~~~~
  fix: add the project, or drop the line
`,
  },
  {
    name: 'a require of an application',
    manifests: { 'app-a': app({ requires: ['app-b'] }), 'app-b': app() },
    shows: `
apps/a/project.json:11:7: error: app-b is an application [UNICORE_E_REQUIRES_APPLICATION]
        "app-b"
        ^~~~~~~
  fix: require a library
`,
  },
  {
    name: 'a library that does not support the target',
    manifests: { 'app-a': app({ requires: ['lib-b'] }), 'lib-b': lib({ supports: { platforms: ['linuxu'] } }) },
    shows: `
apps/a/project.json:11:7: error: lib-b does not support kvm-x86_64 [UNICORE_E_UNSUPPORTED]
        "lib-b"
        ^~~~~~~
  libs/b/project.json:6:5: note: what it supports
  fix: require another project, or drop the line
`,
  },
  {
    name: 'nobody provides it',
    manifests: { 'app-a': app({ requires: ['heap', 'lib-b'] }), heap: face(), 'lib-b': lib({ requires: ['heap'] }) },
    shows: `
apps/a/project.json:11:7: error: nothing provides heap on kvm-x86_64 [UNICORE_E_NO_PROVIDER]
        "heap",
        ^~~~~~
  fix: add a library that provides heap
`,
  },
  {
    name: 'nobody provides it here',
    manifests: {
      'app-a': app({ requires: ['sockets'] }),
      sockets: face(),
      'lib-hostsock': provider('sockets', { supports: { platforms: ['linuxu'] } }),
    },
    shows: `
apps/a/project.json:11:7: error: nothing provides sockets on kvm-x86_64 [UNICORE_E_NO_PROVIDER]
        "sockets"
        ^~~~~~~~~
  libs/hostsock/project.json:9:5: note: lib-hostsock does, elsewhere
  fix: add a library that provides sockets
`,
  },
  {
    name: 'nobody provides it, and a manifest is broken',
    manifests: {
      'app-a': app({ requires: ['heap'] }),
      heap: face(),
      'lib-tlsf': '{ "name": "lib-tlsf", "unicore": { "kind": "libary", "summary": "s", "provides": ["heap"] } }',
    },
    shows: `
apps/a/project.json:11:7: error: nothing provides heap on kvm-x86_64 [UNICORE_E_NO_PROVIDER]
        "heap"
        ^~~~~~
  libs/tlsf/project.json:1:44: note: a manifest is broken: kind is "libary"
  fix: add a library that provides heap
`,
  },
  {
    name: 'several provide it',
    manifests: {
      'app-a': app({ requires: ['heap'] }),
      heap: face(),
      'lib-tlsf': provider('heap'),
      'lib-region': provider('heap'),
    },
    shows: `
apps/a/project.json:11:7: error: heap has several providers and no default: lib-region, lib-tlsf [UNICORE_E_AMBIGUOUS_PROVIDER]
        "heap"
        ^~~~~~
  fix: add "heap": "lib-region" to "use" of app-a
`,
  },
  {
    name: 'one provides it, and is not the default',
    manifests: { 'app-a': app({ requires: ['heap'] }), heap: face(), 'lib-tlsf': provider('heap') },
    shows: `
apps/a/project.json:11:7: error: heap has no default provider; lib-tlsf could be used [UNICORE_E_AMBIGUOUS_PROVIDER]
        "heap"
        ^~~~~~
  fix: add "heap": "lib-tlsf" to "use" of app-a
`,
  },
  {
    name: 'several are the default',
    manifests: {
      'app-a': app({ requires: ['heap'] }),
      heap: face(),
      'lib-tlsf': provider('heap', { defaultFor: ['heap'] }),
      'lib-region': provider('heap', { defaultFor: ['heap'] }),
    },
    shows: `
apps/a/project.json:11:7: error: heap has several default providers: lib-region, lib-tlsf [UNICORE_E_AMBIGUOUS_PROVIDER]
        "heap"
        ^~~~~~
  fix: add "heap": "lib-region" to "use" of app-a
`,
  },
  {
    name: 'one of many must be named',
    manifests: {
      'app-a': app({ requires: ['netdev'] }),
      netdev: face({ cardinality: 'many' }),
      'lib-virtio-net': provider('netdev'),
    },
    shows: `
apps/a/project.json:11:7: error: netdev has no default provider; lib-virtio-net could be used [UNICORE_E_AMBIGUOUS_PROVIDER]
        "netdev"
        ^~~~~~~~
  fix: add "netdev": ["lib-virtio-net"] to "use" of app-a
`,
  },
  {
    name: 'a use of what is not there',
    manifests: {
      'app-a': app({ requires: ['heap'], use: { heap: 'lib-tlfs' } }),
      heap: face(),
      'lib-tlsf': provider('heap'),
    },
    shows: `
apps/a/project.json:14:15: error: no project is called "lib-tlfs" [UNICORE_E_PROJECT_UNKNOWN]
        "heap": "lib-tlfs"
                ^~~~~~~~~~
  fix: did you mean "lib-tlsf"?
`,
  },
  {
    name: 'a use of what provides something else',
    manifests: {
      'app-a': app({ requires: ['heap'], use: { heap: 'lib-b' } }),
      heap: face(),
      'lib-tlsf': provider('heap'),
      'lib-b': lib(),
    },
    shows: `
apps/a/project.json:14:15: error: lib-b does not provide heap [UNICORE_E_NOT_A_PROVIDER]
        "heap": "lib-b"
                ^~~~~~~
  fix: its providers are lib-tlsf
`,
  },
  {
    name: 'a use of what does not support the target',
    manifests: {
      'app-a': app({ requires: ['sockets'], use: { sockets: 'lib-hostsock' } }),
      sockets: face(),
      'lib-lwip': provider('sockets'),
      'lib-hostsock': provider('sockets', { supports: { platforms: ['linuxu'] } }),
    },
    shows: `
apps/a/project.json:14:18: error: lib-hostsock does not support kvm-x86_64 [UNICORE_E_UNSUPPORTED]
        "sockets": "lib-hostsock"
                   ^~~~~~~~~~~~~~
  libs/hostsock/project.json:9:5: note: what it supports
  fix: use lib-lwip
`,
  },
  {
    name: 'a use of two where one is needed',
    manifests: {
      'app-a': app({ requires: ['heap'], use: { heap: ['lib-tlsf', 'lib-region'] } }),
      heap: face(),
      'lib-tlsf': provider('heap'),
      'lib-region': provider('heap'),
    },
    shows: `
apps/a/project.json:14:7: error: heap has exactly one provider, and 2 are named [UNICORE_E_CARDINALITY]
        "heap": [
        ^~~~~~
  fix: name one
`,
  },
  {
    name: 'a use of no capability',
    manifests: { 'app-a': app({ use: { hepa: 'lib-tlsf' } }), heap: face(), 'lib-tlsf': provider('heap') },
    shows: `
apps/a/project.json:11:15: error: no capability is called "hepa" [UNICORE_E_CAPABILITY_UNKNOWN]
        "hepa": "lib-tlsf"
                ^~~~~~~~~~
  fix: did you mean "heap"?
`,
  },
  {
    name: "a platform's default that is none",
    manifests: {
      'app-a': app({ requires: ['heap'] }),
      heap: face(),
      'plat-kvm': { ...(GROUND['plat-kvm'] as object), defaults: { heap: 'lib-tlsf' } },
    },
    shows: `
platforms/kvm/project.json:12:15: error: no project is called "lib-tlsf" [UNICORE_E_PROJECT_UNKNOWN]
        "heap": "lib-tlsf"
                ^~~~~~~~~~
  fix: its providers are none
`,
  },
  {
    name: 'two providers in one image',
    manifests: {
      'app-a': app({ requires: ['heap', 'lib-region'] }),
      heap: face(),
      'lib-tlsf': provider('heap', { defaultFor: ['heap'] }),
      'lib-region': provider('heap'),
    },
    shows: `
apps/a/project.json:3:3: error: lib-region and lib-tlsf are both in the image, and heap has exactly one provider [UNICORE_E_RIVAL_PROVIDERS]
    "unicore": {
    ^~~~~~~~~
  apps/a/project.json:12:7: note: lib-region: required by app-a
  libs/tlsf/project.json:10:7: note: lib-tlsf: the default for heap
  fix: name one in "use" of app-a, and require no other by name
`,
  },
  {
    name: 'projects that require the headers of each other',
    manifests: {
      'app-a': app({ requires: ['lib-b'] }),
      'lib-b': lib({ requires: ['lib-c'] }),
      'lib-c': lib({ requires: ['lib-d'] }),
      'lib-d': lib({ requires: [{ name: 'lib-b', public: true }] }),
    },
    shows: `
libs/d/project.json:8:17: error: projects require each other's headers: lib-b → lib-c → lib-d → lib-b [UNICORE_E_COMPILE_CYCLE]
          "name": "lib-b",
                  ^~~~~~~
  libs/b/project.json:7:7: note: a require of lib-b
  libs/c/project.json:7:7: note: a require of lib-c
  libs/d/project.json:8:17: note: a require of lib-d
  fix: drop one of these, or make it { "name": …, "link": true } where only its functions are needed
`,
  },
  {
    name: 'a project that is in the image only if it is not',
    manifests: {
      'app-a': app({ optional: ['lib'], requires: [{ name: 'lib-b', when: '!has(lib)' }] }),
      'lib-b': lib({ provides: ['lib'] }),
      lib: face(),
    },
    shows: `
apps/a/project.json:3:3: error: lib-b is in the image only if it is not [UNICORE_E_REQUIRES_UNSTABLE]
    "unicore": {
    ^~~~~~~~~
  apps/a/project.json:15:17: note: required by app-a when !has(lib)
  fix: look at the "when" of what requires lib-b
`,
  },
  {
    name: 'a condition that names what is not visible',
    manifests: {
      'app-a': app({ requires: ['lib-b', 'lib-c'] }),
      'lib-b': lib({ sources: [{ files: 'src/*.c', when: "c.on && target.arch == 'x86_64'" }] }),
      'lib-c': lib({ options: { on: { type: 'bool' } } }),
    },
    shows: `
libs/b/project.json:9:18: error: the option c.on is not visible here [UNICORE_E_CONDITION]
          "when": "c.on && target.arch == 'x86_64'"
                   ^~~~
  fix: add "lib-c" to "requires" or "optional" of lib-b
`,
  },
  {
    name: 'a condition with escapes before the fault',
    manifests: {
      'app-a': app({
        options: { mode: { type: 'choice', values: ['x', 'y'] } },
        constraints: [{ assert: 'mode == "x" || mode == "z"', message: 'm' }],
      }),
    },
    shows: `
apps/a/project.json:21:45: error: 'z' is not a value of that choice [UNICORE_E_CONDITION]
          "assert": "mode == \\"x\\" || mode == \\"z\\"",
                                              ^~~~~
  fix: its values are x, y
`,
  },
  {
    name: 'a condition that cannot be read',
    manifests: { 'app-a': app({ defines: { private: [{ define: 'X', when: 'a = b' }] } }) },
    shows: `
apps/a/project.json:14:22: error: the condition cannot be read: Unexpected "=" [UNICORE_E_CONDITION]
            "when": "a = b"
                       ^
  fix: use ! && || == != < <= > >= and parentheses, names such as tcpMss or lwip.tcpMss, 'values' in quotes, has(capability)
`,
  },
  {
    name: 'init calls that wait for each other',
    manifests: {
      'app-a': app({ requires: ['lib-b', 'lib-c'] }),
      'lib-b': lib({ init: [{ call: 'b_init', after: ['lib-c'] }] }),
      'lib-c': lib({ init: [{ call: 'c_init', after: ['lib-b'] }] }),
    },
    shows: `
libs/b/project.json:9:9: error: init calls wait for each other: b_init → c_init → b_init [UNICORE_E_INIT_CYCLE]
          "after": [
          ^~~~~~~
  fix: drop one of the "after"
`,
  },
];
