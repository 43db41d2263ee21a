// SPDX-License-Identifier: BSD-3-Clause
// The text of a project.json, checked: JSON, the schema, and what a schema cannot say. Each fault with its place.
import type { ErrorObject } from 'ajv';
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Diagnostic } from '../diagnostic.js';
import { closest } from '../plan/suggest.js';
import { checkManifest } from './check.js';
import { ProjectFile, type Path } from './project-file.js';
import type { Read } from './read.js';
import { manifestValidator } from './validator.js';

/** Keys that an object of the schema at an error may have. */
const allowed = (error: ErrorObject): string[] =>
  Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});

const KINDS: Record<string, string> = {
  array: 'a list',
  object: 'an object',
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number',
};

function expected(type: unknown): string {
  const names = [type].flat().map((name) => KINDS[String(name)] ?? String(name));
  return names.length < 2 ? (names[0] ?? 'something else') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

interface Fault {
  readonly message: string;
  readonly path: Path;
  readonly hint?: string;
  /** The key is at fault, not its value. */
  readonly isKey?: boolean;
}

function describe(error: ErrorObject): Fault {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
  const where =
    path.length === 0
      ? 'unicore'
      : path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(error.params['additionalProperty']);
      const guess = closest(name, allowed(error));
      const hint = guess ? `did you mean "${guess}"?` : `its keys are ${allowed(error).join(', ')}`;
      return { message: `"${name}" is not a key of ${where}`, path: [...path, name], hint, isKey: true };
    }
    case 'required': {
      const name = String(error.params['missingProperty']);
      return { message: `${where} lacks "${name}"`, path, hint: `add "${name}"` };
    }
    case 'enum':
    case 'const': {
      const values =
        error.keyword === 'enum' ? (error.params['allowedValues'] as unknown[]) : [error.params['allowedValue']];
      const guess = closest(String(error.data), values.map(String));
      return {
        message: `${where} is ${JSON.stringify(error.data)}`,
        path,
        hint: guess ? `did you mean "${guess}"?` : `it is one of ${values.join(', ')}`,
      };
    }
    case 'type':
      return {
        message: `${where} is not ${expected(error.params['type'])}`,
        path,
        hint: `write ${expected(error.params['type'])}`,
      };
    case 'pattern': {
      if (error.propertyName !== undefined) break;
      return {
        message: `${where} is "${String(error.data)}", which is not of the right form`,
        path,
        hint: `it matches ${String(error.params['pattern'])}`,
      };
    }
    case 'minItems':
    case 'maxItems':
      return {
        message: `${where} holds ${(error.data as unknown[]).length} values, and not ${String(error.params['limit'])}`,
        path,
        hint: `write ${String(error.params['limit'])} values`,
      };
    default:
  }
  if (error.propertyName !== undefined || error.keyword === 'propertyNames') {
    const name = error.propertyName ?? String(error.params['propertyName']);
    return {
      message: `"${name}" cannot name an option`,
      path: [...path, name],
      hint: 'names begin with a small letter and hold letters and digits: tcpMss',
      isKey: true,
    };
  }
  return { message: `${where} ${error.message ?? 'is wrong'}`, path };
}

/** Of alternatives that all fail, the error that lies deepest tells what was meant; one error for each place. */
function tellingErrors(errors: readonly ErrorObject[]): ErrorObject[] {
  const isKey = (error: ErrorObject): boolean => error.keyword === 'additionalProperties';
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length + (isKey(error) ? 0.5 : 0);
  const best = new Map<string, ErrorObject>();
  for (const error of errors) {
    if (error.keyword === 'anyOf' || error.keyword === 'propertyNames') continue;
    const place = error.instancePath.split('/').slice(0, 4).join('/');
    const key = isKey(error) ? `${place}/${String(error.params['additionalProperty'])}` : place;
    const other = best.get(key);
    const sameType = other?.keyword === 'type' && error.keyword === 'type' && other.instancePath === error.instancePath;
    if (sameType) best.set(key, { ...other, params: { type: [other.params['type'], error.params['type']].flat() } });
    else if (other === undefined || depth(error) > depth(other)) best.set(key, error);
  }
  // What an alternative says of a place is moot where another one fails at or below it for a better reason.
  const all = [...best.values()];
  const better = (error: ErrorObject, other: ErrorObject): boolean =>
    other.instancePath.startsWith(`${error.instancePath}/`) ||
    (other.instancePath === error.instancePath && other.keyword !== 'type');
  return all.filter(
    (error) => error.keyword !== 'type' || !all.some((other) => other !== error && better(error, other)),
  );
}

/** Keys that stand twice in one object: JSON would silently take the last. */
function doubles(file: ProjectFile): Diagnostic[] {
  const found: Diagnostic[] = [];
  const visit = (node: Node): void => {
    const seen = new Map<string, Node>();
    for (const child of node.children ?? []) {
      const key = node.type === 'object' ? child.children?.[0] : undefined;
      const name = String(key?.value);
      const first = seen.get(name);
      if (key && first) {
        const diagnostic = file.diagnostic(
          'UNICORE_E_JSON_TWICE',
          `"${name}" stands twice in one object`,
          file.position(key.offset, key.length),
          'keep one of them',
        );
        found.push({
          ...diagnostic,
          notes: [{ message: 'the first one', location: file.position(first.offset, first.length) }],
        });
      } else if (key) seen.set(name, key);
      visit(child);
    }
  };
  visit(file.tree);
  return found;
}

const nameIn = (tree: Node | undefined): string | undefined => {
  const node = tree && findNodeAtLocation(tree, ['name']);
  return typeof node?.value === 'string' ? node.value : undefined;
};

/** By the names of jsonc-parser: what is wrong, and what mends it. */
const JSON_FAULTS: Readonly<Record<string, readonly [string, string]>> = {
  InvalidCommentToken: ['a comment', 'drop it: JSON has none'],
  PropertyNameExpected: ['a name is expected', 'add "name": value, or drop the comma before it'],
  ValueExpected: ['a value is expected', 'add one, or drop the comma before it'],
  ColonExpected: ['a colon is expected', 'add it'],
  CommaExpected: ['a comma is expected', 'add it'],
  CloseBraceExpected: ['} is expected', 'add it'],
  CloseBracketExpected: ['] is expected', 'add it'],
  EndOfFileExpected: ['the end is expected', 'drop what follows'],
  InvalidSymbol: ['a word without quotes', 'write "…"'],
  UnexpectedEndOfString: ['a string without its end', 'add "'],
  InvalidEscapeCharacter: ['an escape that JSON does not have', 'write \\\\ for a backslash'],
};

function brokenJson(file: string, text: string, tree: Node | undefined, error: ParseError | undefined): Read {
  const place = new ProjectFile(file, text, {});
  const [what, hint] = (error && JSON_FAULTS[printParseErrorCode(error.error)]) ?? ['it cannot be read', undefined];
  const location = place.position(error?.offset ?? 0, Math.max(1, error?.length ?? 1));
  const name = nameIn(tree);
  return {
    ...(name === undefined ? {} : { name }),
    diagnostics: [place.diagnostic('UNICORE_E_JSON', `broken JSON: ${what}`, location, hint)],
  };
}

export function validateText(path: string, text: string): Read {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (tree === undefined || errors[0] !== undefined) return brokenJson(path, text, tree, errors[0]);
  const json = JSON.parse(text) as { name?: string; unicore?: unknown } | null;
  if (typeof json !== 'object' || json === null || json.unicore === undefined) return { diagnostics: [] };
  const file = new ProjectFile(path, text, json);
  const named = file.name === '' ? {} : { name: file.name };
  const twice = doubles(file);
  if (twice.length > 0) return { ...named, diagnostics: twice };
  if (file.name === '') {
    return {
      diagnostics: [file.diagnostic('UNICORE_E_MANIFEST', 'the project has no name', file.locate([]), 'add "name"')],
    };
  }
  const validate = manifestValidator();
  if (!validate(file.manifest)) {
    const faults = tellingErrors(validate.errors ?? []).map(describe);
    return {
      ...named,
      diagnostics: faults.map(({ message, path, hint, isKey }) =>
        file.diagnostic('UNICORE_E_MANIFEST', message, isKey ? file.locateKey(path) : file.locate(path), hint),
      ),
    };
  }
  const diagnostics = checkManifest(file);
  return diagnostics.length > 0 ? { ...named, diagnostics } : { ...named, project: file, diagnostics };
}
