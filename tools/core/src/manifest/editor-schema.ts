// SPDX-License-Identifier: BSD-3-Clause
// The JSON schema that editors read: Nx's own of a project.json, and the key `unicore`. `npm run schema -w tools/core` writes it.
import { manifestSchema } from './schema.js';

const NX = '../../../node_modules/nx/schemas/project-schema.json';

export const editorSchema = (): string =>
  `${JSON.stringify(
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'project.json of a Unicore project',
      allOf: [{ $ref: NX }, { type: 'object', properties: { unicore: manifestSchema }, required: ['name'] }],
    },
    null,
    2,
  )}\n`;
