// SPDX-License-Identifier: BSD-3-Clause
// Run once after the tool was compiled: writes the validator beside this file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validatorCode } from './validator.js';

writeFileSync(join(import.meta.dirname, 'validator.cjs'), validatorCode());
