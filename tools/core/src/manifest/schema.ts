// SPDX-License-Identifier: BSD-3-Clause
// The JSON schema of the key `unicore` in a project.json.

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const textOrTexts = { anyOf: [text, texts] } as const;
const value = { type: ['boolean', 'number', 'string'] } as const;
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
  items: { anyOf: [text, record({ [key]: textOrTexts, when: text, ...extra }, [key])] },
});
const selects = { type: 'array', items: { anyOf: [text, record({ option: text, when: text }, ['option'])] } };
const requires = {
  type: 'array',
  items: {
    anyOf: [text, record({ name: text, when: text, public: { type: 'boolean' }, link: { type: 'boolean' } }, ['name'])],
  },
};
const use = map(textOrTexts);
const set = { type: 'object', additionalProperties: value };
const init = {
  type: 'array',
  items: record({ call: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }, after: texts, when: text }, ['call']),
};
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };

const option = record(
  {
    type: { enum: ['bool', 'int', 'hex', 'string', 'choice'] },
    prompt: text,
    help: text,
    default: { anyOf: [value, { type: 'array', items: record({ value, when: text }, ['value']) }] },
    values: texts,
    range: {
      type: 'array',
      items: { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^0[xX][0-9a-fA-F]+$' }] },
      minItems: 2,
      maxItems: 2,
    },
    unit: text,
    dependsOn: text,
    selects,
    implies: selects,
    renamedFrom: texts,
  },
  ['type'],
);

const fetch = record(
  {
    version: text,
    url: text,
    sha256,
    sha256From: text,
    debian: record({ source: text, version: text, file: text, sha256 }, ['source', 'file', 'sha256']),
    patches: texts,
    lineEnds: { enum: ['keep', 'lf'] },
  },
  ['version'],
);

const rootfs = { anyOf: [record({ folder: text }, ['folder']), record({ from: text }, ['from'])] };
const run = record({
  machine: { enum: ['host', 'qemu'] },
  memory: text,
  ports: map({ type: 'integer', minimum: 1, maximum: 65535 }),
  rootfs,
  arguments: texts,
});

export const manifestSchema = record(
  {
    schema: { const: 1 },
    kind: { enum: ['library', 'interface', 'platform', 'arch', 'application'] },
    summary: text,
    license: text,
    cardinality: { enum: ['one', 'many'] },
    provides: texts,
    defaultFor: texts,
    requires,
    optional: texts,
    supports: record({ platforms: texts, archs: texts }),
    fetch: map(fetch),
    sources: conditional('files', { flags: texts }),
    includes: record({ public: conditional('folder'), private: conditional('folder') }),
    defines: record({ public: conditional('define'), private: conditional('define') }),
    flags: record({ compile: conditional('flags'), assemble: conditional('flags') }),
    generate: {
      type: 'array',
      items: record(
        {
          output: text,
          when: text,
          template: text,
          script: text,
          interpreter: { enum: ['node', 'sh', 'python3', 'awk'] },
          inputs: texts,
        },
        ['output'],
      ),
    },
    options: { type: 'object', propertyNames: { pattern: '^[a-z][a-zA-Z0-9]*$' }, additionalProperties: option },
    constraints: { type: 'array', items: record({ assert: text, message: text, when: text }, ['assert', 'message']) },
    init,
    fini: init,
    link: record({
      mode: { enum: ['objects', 'archive'] },
      script: text,
      scripts: conditional('file'),
      entry: text,
      flags: texts,
    }),
    tests: record(
      {
        sources: texts,
        requires,
        use,
        set,
        arguments: texts,
        rootfs,
        memory: text,
        crashes: { type: 'array', items: record({ name: text, expect: text }, ['name', 'expect']) },
      },
      ['sources'],
    ),
    defaults: use,
    image: record({ format: { enum: ['elf'] } }),
    run,
    triplets: record({ gcc: text, clang: text }),
    archFlags: record({ compile: texts, assemble: texts, link: texts }),
    use,
    set,
    targets: map(record({ target: text, extends: text, use, set })),
  },
  ['kind', 'summary'],
);
