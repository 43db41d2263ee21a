// SPDX-License-Identifier: BSD-3-Clause
// `npm run schema -w tools/core`: writes what is made from the schema.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorSchema } from './editor-schema.js';
import { reference } from './reference.js';

const core = join(import.meta.dirname, '../..');
mkdirSync(join(core, 'schema'), { recursive: true });
writeFileSync(join(core, 'schema/project.schema.json'), editorSchema());
writeFileSync(join(core, 'MANIFEST.md'), reference());
