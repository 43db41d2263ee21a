// SPDX-License-Identifier: BSD-3-Clause
// The JSON schema of the key `unicore` in a project.json. Its descriptions are the documentation: editors show them, and
// tools/core/MANIFEST.md is made from them.

import type { Manifest } from '../model.js';

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const textOrTexts = { anyOf: [text, texts] } as const;
const value = { type: ['boolean', 'number', 'string'] } as const;
const condition = { type: 'string', description: "A condition: `mode == 'threaded' && !has(random)`." } as const;
const told = <Schema extends object>(description: string, schema: Schema) => ({ ...schema, description });
const map = (of: object) => ({ type: 'object', additionalProperties: of });
const record = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
/** A bare string, or an object with `when`. */
const conditional = (key: string, extra: object = {}) => ({
  type: 'array',
  items: { anyOf: [text, record({ [key]: textOrTexts, when: condition, ...extra }, [key])] },
});
const selects = {
  type: 'array',
  items: { anyOf: [text, record({ option: text, when: condition }, ['option'])] },
};
const requires = {
  type: 'array',
  items: {
    anyOf: [
      text,
      record(
        {
          name: told('A project: an interface (a capability), or a library.', text),
          when: condition,
          public: told('Whoever requires this project sees its header too.', { type: 'boolean' }),
          link: told(
            'Only its functions are used: its header and options are not seen, so that such requires may make a circle.',
            {
              type: 'boolean',
            },
          ),
        },
        ['name'],
      ),
    ],
  },
};
const use = map(textOrTexts);
const set = { type: 'object', additionalProperties: value };
const calls = {
  type: 'array',
  items: record(
    {
      call: told('A C function.', { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }),
      after: told('Capabilities or projects whose calls run before this one (for fini: after).', texts),
      when: condition,
    },
    ['call'],
  ),
};
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const bound = { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^0[xX][0-9a-fA-F]+$' }] };

const option = record(
  {
    type: told('A choice takes one of its `values`. A hex value may be written "0x1000".', {
      enum: ['bool', 'int', 'hex', 'string', 'choice'],
    }),
    prompt: told('A few words, as in a menu.', text),
    help: told('What it does and costs; why one would change it.', text),
    default: told(
      'A value, another option\'s name, or alternatives of which the first whose `when` holds is taken. Without it: false, 0, "", the first of the values.',
      { anyOf: [value, { type: 'array', items: record({ value, when: condition }, ['value']) }] },
    ),
    values: told('Of a choice.', texts),
    range: told('The least and the greatest value of a number.', {
      type: 'array',
      items: bound,
      minItems: 2,
      maxItems: 2,
    }),
    unit: told('Of a number: "bytes", "ms", "pages" …; "none" for what counts nothing, such as a mask.', text),
    dependsOn: told('While it does not hold, the option is false, 0 or "", and cannot be set.', condition),
    selects: told('Options that are on while this one is. They cannot then be set to false.', selects),
    implies: told('Options that are on while this one is, unless they are set.', selects),
    renamedFrom: told('Names under which it was known; setting one of them gives a warning.', texts),
  },
  ['type'],
);

const fetch = record(
  {
    version: told('Of the release.', text),
    url: told("Upstream's file.", text),
    sha256: told("Of upstream's file, from a published record.", sha256),
    sha256From: told('That record.', text),
    debian: told(
      "The same release as a file of a Debian source package, with that file's own sha256.",
      record({ source: text, version: text, file: text, sha256 }, ['source', 'file', 'sha256']),
    ),
    patches: told('Globs, applied in sorted order with `patch -p1`.', texts),
    lineEnds: told('"lf" turns CRLF line ends of text files into LF before patching.', { enum: ['keep', 'lf'] }),
  },
  ['version'],
);

const rootfs = told('The root file system: a folder of the project, or another project\'s target ("web:build").', {
  anyOf: [
    record({ folder: text }, ['folder']),
    record({ from: { type: 'string', pattern: '^[^:]+:[^:]+$' } }, ['from']),
  ],
});
const memory = told('Of the machine: "64M".', text);
const device = record(
  {
    kind: told(
      '"net" has the host\'s user network; frames of a "hub" reach all others; "rng" gives random bytes; a "disk", or a shared "folder", is empty and gone after the run.',
      { enum: ['net', 'hub', 'rng', 'disk', 'folder'] },
    ),
    size: told('Of a disk: "16M".', { type: 'string', pattern: '^[1-9][0-9]*[KMG]$' }),
    readOnly: told('Of a disk or a folder.', { type: 'boolean' }),
    properties: told('Of the virtual machine\'s device: `{ "packed": true }`.', map(value)),
  },
  ['kind'],
);
const words = told("Of main, after the image's name.", texts);
const run = record({
  machine: told('Of a platform: how its images are run. A platform without it can be built for, not run.', {
    enum: ['host', 'qemu', 'xen'],
  }),
  memory,
  ports: told(
    'Name → port of the image; the runner makes them reachable.',
    map({ type: 'integer', minimum: 1, maximum: 65535 }),
  ),
  rootfs,
  arguments: words,
});

const generate = record(
  {
    output: told(
      'Named `generated:<output>` in `sources`; `generated:` in `includes.public` shows it to others.',
      text,
    ),
    when: condition,
    template: told('A Handlebars file: `{{#when "condition"}}…{{/when}}`, `{{value "option"}}`.', text),
    script: told('A script, run without network with the output and the inputs as arguments.', text),
    interpreter: told("The script's.", { enum: ['node', 'sh', 'python3', 'awk'] }),
    inputs: told('All files that the script reads.', texts),
  },
  ['output'],
);

const tests = record(
  {
    sources: told('Globs. On an interface they are the contract, which each provider must pass.', texts),
    requires: told('Beside the project itself, lib-test and the libc.', requires),
    use,
    set,
    arguments: words,
    rootfs,
    memory,
    devices: told(
      'Virtio devices of the virtual machine that runs them; one of each kind that the image has a driver for unless given.',
      { type: 'array', items: { anyOf: [{ enum: ['net', 'hub', 'rng', 'folder'] }, device] } },
    ),
    crashes: told(
      'Crash tests: the image is run once for each with its name as argument, and must die with the named text, or texts in that order.',
      { type: 'array', items: record({ name: text, expect: textOrTexts }, ['name', 'expect']) },
    ),
  },
  ['sources'],
);

const target = record({
  target: told("`<platform>-<arch>`; the beginning of the target's own name unless given.", text),
  extends: told('Another target of the application, whose `use` and `set` this one adds to.', text),
  use,
  set,
});

const keys: Record<keyof Manifest, object> = {
  schema: told('The version of this format.', { const: 1 }),
  kind: told(
    'What the project is. An interface is a capability: a header, options, and a contract that its providers pass.',
    {
      enum: ['library', 'interface', 'platform', 'arch', 'application'],
    },
  ),
  summary: told('One line.', text),
  license: told('As an SPDX expression.', text),
  cardinality: told('Of an interface: how many providers an image has. "one" unless given.', {
    enum: ['one', 'many'],
  }),
  provides: told('Interfaces that the project implements.', texts),
  defaultFor: told('Those of them for which it is taken where neither `use` nor the platform names another.', texts),
  requires: told(
    'What the project cannot do without. Of an interface it sees header and options, never those of the provider.',
    requires,
  ),
  optional: told('What it uses when something else brought it in; asked by `has(name)`.', texts),
  supports: told(
    'Where it works; everywhere unless given. A platform names its architectures.',
    record({ platforms: texts, archs: texts }),
  ),
  fetch: told('Pinned third-party sources. Their files are named `<key>:<path>` wherever files are named.', map(fetch)),
  sources: told(
    'Globs of what is compiled, in order; `!glob` takes away; `{arch}`, `{cpu}` (as compilers call it) and `{platform}` are replaced. `flags` hold for these files only.',
    conditional('files', { flags: texts }),
  ),
  includes: told(
    'Folders of headers: public ones for whoever requires the project, private ones for itself.',
    record({ public: conditional('folder'), private: conditional('folder') }),
  ),
  defines: told(
    'Macros, NAME or NAME=value, in the same two kinds.',
    record({ public: conditional('define'), private: conditional('define') }),
  ),
  flags: told(
    "Further flags for the project's own sources; code generation is the architecture's.",
    record({ compile: conditional('flags'), assemble: conditional('flags') }),
  ),
  generate: told('Files made by the build.', { type: 'array', items: generate }),
  options: told('Settings. `tcpMss` of lib-lwip is `lwip.tcpMss` in other manifests and `CONFIG_LWIP_TCP_MSS` in C.', {
    type: 'object',
    propertyNames: { pattern: '^[a-z][a-zA-Z0-9]*$' },
    additionalProperties: option,
  }),
  constraints: told('What must hold of the options; `message` is shown when it does not.', {
    type: 'array',
    items: record({ assert: condition, message: text, when: condition }, ['assert', 'message']),
  }),
  init: told('Calls before main, `int f(void)`: 0, or a negative errno that stops the boot.', calls),
  fini: told('Calls after main, `void f(void)`.', calls),
  link: told(
    'How it is linked.',
    record({
      mode: told('All objects (unless given), or members of an archive as they are needed.', {
        enum: ['objects', 'archive'],
      }),
      script: told("A platform's linker script.", text),
      scripts: told('Further linker scripts.', conditional('file')),
      entry: told('Of a platform: the symbol where an image begins, `_start` unless given.', text),
      flags: told('For the linker.', texts),
    }),
  ),
  tests: told('The image of its tests.', tests),
  defaults: told('Of a platform: capability → provider.', use),
  image: told('Of a platform.', record({ format: { enum: ['elf'] } })),
  run: told('How an image is run.', run),
  triplets: told(
    'Of an architecture: the prefix of gcc and binutils, the target of clang.',
    record({ gcc: text, clang: text }),
  ),
  archFlags: told(
    'Of an architecture: code generation, the same for every platform.',
    record({ compile: texts, assemble: texts, link: texts }),
  ),
  use: told('Capability → the provider, or the providers of a `many`.', use),
  set: told('Option → value.', set),
  targets: told('What is built: name → changes to the application. The first is the default.', map(target)),
};

export const manifestSchema = record(keys, ['kind', 'summary']);
