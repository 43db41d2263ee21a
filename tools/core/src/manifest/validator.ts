// SPDX-License-Identifier: BSD-3-Clause
// The schema as a function: code that was made when the tool was installed, or else compiled by ajv, which takes longer.
import type { Ajv, ErrorObject } from 'ajv';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { manifestSchema } from './schema.js';

export interface Validator {
  (manifest: unknown): boolean;
  errors?: ErrorObject[] | null;
}

const AHEAD = './validator.cjs';
const require = createRequire(import.meta.url);
const hash = (): string => createHash('sha256').update(JSON.stringify(manifestSchema)).digest('hex');

const makeAjv = (more: object = {}): Ajv => {
  const { Ajv: Made } = require('ajv') as { Ajv: typeof Ajv };
  return new Made({ allErrors: true, verbose: true, allowUnionTypes: true, strict: false, ...more });
};

/** Code made of another schema, or none at all, does not count. */
function ahead(): Validator | undefined {
  try {
    const made = require(AHEAD) as Validator & { schema?: string };
    return made.schema === hash() ? made : undefined;
  } catch {
    return undefined;
  }
}

let validator: Validator | undefined;
export const manifestValidator = (): Validator =>
  (validator ??= ahead() ?? (makeAjv().compile(manifestSchema) as Validator));

/** The code that `ahead` reads. */
export function validatorCode(): string {
  const { default: standalone } = require('ajv/dist/standalone') as typeof import('ajv/dist/standalone/index.js');
  const ajv = makeAjv({ code: { source: true } });
  return `${standalone(ajv, ajv.compile(manifestSchema))}\nmodule.exports.schema = "${hash()}";\n`;
}
