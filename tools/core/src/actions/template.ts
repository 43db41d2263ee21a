// SPDX-License-Identifier: BSD-3-Clause
// Generated sources from Handlebars templates. Conditions and values are decided by the plan, so the key holds only those used.
import { readFile, writeFile } from 'node:fs/promises';
import type { OptionValue, PlanPath } from '../model.js';
import type { ActionIo } from './registry.js';

export interface TemplateParameters {
  readonly template: PlanPath;
  readonly output: PlanPath;
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly values: Readonly<Record<string, OptionValue>>;
}

export interface TemplateNames {
  readonly conditions: string[];
  readonly values: string[];
}

/** The conditions and options that a template names, sorted. */
export function templateNames(text: string): TemplateNames {
  const found = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((m) => m[2] ?? ''))].sort();
  return {
    conditions: found(/\{\{~?\s*(?:#|else\s+)when\s+(["'])(.*?)\1\s*~?\}\}/g),
    values: found(/\{\{\{?~?\s*value\s+(["'])(.*?)\1\s*~?\}?\}\}/g),
  };
}

export async function template(parameters: unknown, io: ActionIo): Promise<void> {
  const { template: from, output, conditions, values } = parameters as TemplateParameters;
  const text = await readFile(io.resolve(from), 'utf8');
  const { default: Handlebars } = await import('handlebars');
  const own = Handlebars.create();
  own.registerHelper('when', function (this: unknown, condition: string, options: Handlebars.HelperOptions) {
    return conditions[condition] ? options.fn(this) : options.inverse(this);
  });
  own.registerHelper('value', (name: string) => {
    const value = values[name];
    return typeof value === 'boolean' ? Number(value) : value;
  });
  await writeFile(io.resolve(output), own.compile(text, { noEscape: true, strict: true })({}));
}
