// SPDX-License-Identifier: BSD-3-Clause
// The licences of an image by part, and those that do not go together in one program.
import type { Diagnostic, Note } from '../diagnostic.js';
import type { Configuration, ConfiguredProject } from '../model.js';

/** How far a licence reaches. An image is one program, linked statically. */
export type Reach = 'free' | 'part' | 'whole' | 'unknown';

/** Licences that ask for notices at most, by the beginning of their SPDX identifiers. */
const FREE =
  /^(?:0BSD|Apache-|BSD-|BSL-1|blessing|CC0-|curl|ISC|MIT|NCSA|PostgreSQL|Python-|Unlicense|WTFPL|X11|Zlib|OpenSSL|HPND|TCL|libpng)/;
/** Those that ask for the sources of their own part. */
const PART = /^(?:LGPL-|MPL-|EPL-|CDDL-)/;
/** Those that ask for the whole program under the same terms. */
const WHOLE = /^(?:GPL-|AGPL-)/;
/** Exceptions that let a program be linked with the part under other terms. */
const LINKING = /(?:Classpath|GCC|Linking|linking|LLVM|OpenSSL|u-boot)/;

export function reachOf(license: string): Reach {
  const [id = '', exception = ''] = license.split(/\s+WITH\s+/i);
  if (WHOLE.test(id)) return LINKING.test(exception) ? 'free' : 'whole';
  return PART.test(id) ? 'part' : FREE.test(id) ? 'free' : 'unknown';
}

/**
 * An SPDX expression as alternatives, each a list of licences that hold together: `(A OR B) AND C` is `[[A, C], [B, C]]`.
 * Undefined where the text is no expression.
 */
export function alternativesOf(text: string): string[][] | undefined {
  const words = text.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const is = (word: string): boolean => words[at]?.toUpperCase() === word;
  function one(): string[][] | undefined {
    if (is('(')) {
      at++;
      const inner = any();
      return words[at++] === ')' ? inner : undefined;
    }
    const id = words[at++];
    if (id === undefined || !/^[A-Za-z0-9.+:-]+$/.test(id) || /^(?:AND|OR|WITH)$/i.test(id)) return undefined;
    if (!is('WITH')) return [[id]];
    at++;
    const exception = words[at++];
    return exception === undefined ? undefined : [[`${id} WITH ${exception}`]];
  }
  function both(): string[][] | undefined {
    let left = one();
    while (left && is('AND')) {
      at++;
      const right = one();
      left = right && left.flatMap((a) => right.map((b) => [...a, ...b]));
    }
    return left;
  }
  function any(): string[][] | undefined {
    let left = both();
    while (left && is('OR')) {
      at++;
      const right = both();
      left = right && [...left, ...right];
    }
    return left;
  }
  const found = any();
  return at === words.length ? found : undefined;
}

export interface PartLicense {
  readonly part: ConfiguredProject;
  /** As written; empty where nothing is. */
  readonly license: string;
  /** The alternative that asks for least. */
  readonly taken: readonly string[];
  readonly reach: Reach;
}

const ORDER: readonly Reach[] = ['free', 'part', 'whole', 'unknown'];
const worst = (licenses: readonly string[]): Reach =>
  ORDER[Math.max(...licenses.map((license) => ORDER.indexOf(reachOf(license))))] ?? 'unknown';

export function partLicenses({ projects }: Configuration): PartLicense[] {
  // Of an interface nothing is in the image.
  const parts = [...projects.values()].filter(({ project }) => project.manifest.kind !== 'interface');
  return parts.map((part) => {
    const license = part.project.manifest.license ?? '';
    const alternatives = (alternativesOf(license) ?? []).map((taken) => ({ taken, reach: worst(taken) }));
    const [best] = alternatives.sort((a, b) => ORDER.indexOf(a.reach) - ORDER.indexOf(b.reach));
    return { part, license, taken: best?.taken ?? [], reach: best?.reach ?? 'unknown' };
  });
}

/** Pairs that no program may hold, whatever its own licence: as the FSF's list of licences says of each. */
const isVersion = (id: string, version: string): boolean =>
  id.startsWith(`GPL-${version}`) && !/-or-later|\+$/.test(id);
function clash(a: string, b: string): boolean {
  const [x, y] = [a.split(' ')[0] ?? '', b.split(' ')[0] ?? ''];
  if (reachOf(a) !== 'whole') return false;
  if (isVersion(x, '2.0') && (/^(?:A|L)?GPL-3\.0/.test(y) || y.startsWith('Apache-2.0'))) return true;
  return /^(?:BSD-4-Clause|OpenSSL|CDDL-|EPL-)/.test(y);
}

const whyOf = ({ part: { project, why } }: PartLicense): Note[] =>
  why.slice(0, 1).map(({ text, location }) => ({
    message: `${project.name} is in the image: ${text}`,
    ...(location ? { location } : {}),
  }));

function problem(
  one: PartLicense,
  code: Diagnostic['code'],
  message: string,
  hint: string,
  more: Note[] = [],
): Diagnostic {
  const { project } = one.part;
  const location = project.locate(['license']);
  return {
    code,
    message,
    location,
    sourceLine: project.sourceLine(location.line),
    hint,
    notes: [...whyOf(one), ...more],
  };
}

/** What does not go together, and what nobody knows. */
export function licenseProblems(configuration: Configuration): Diagnostic[] {
  const parts = partLicenses(configuration);
  const whole = parts.find(({ part }) => part.project.name === configuration.application.name)!;
  const found: Diagnostic[] = [];
  for (const one of parts) {
    const { name } = one.part.project;
    if (one.reach === 'unknown') {
      const message =
        one.license === '' ? `${name} has no licence` : `the licence ${one.license} of ${name} is not known`;
      const hint =
        one.license === ''
          ? 'add "license", an SPDX expression'
          : 'write an SPDX expression of known licences, or have it looked at';
      found.push(problem(one, 'UNICORE_W_LICENSE_UNKNOWN', message, hint));
    } else if (one.reach === 'whole' && one !== whole && whole.reach !== 'whole' && whole.reach !== 'unknown') {
      const message = `${name} is under ${one.taken.join(' and ')}, which asks for the whole image; ${whole.part.project.name} is under ${whole.license}`;
      found.push(
        problem(
          one,
          'UNICORE_E_LICENSE_CONFLICT',
          message,
          `leave ${name} out, or put ${whole.part.project.name} under its terms`,
        ),
      );
    }
    for (const other of parts) {
      const pair = one.taken.flatMap((a) => other.taken.filter((b) => clash(a, b)).map((b) => [a, b] as const))[0];
      if (pair === undefined) continue;
      const message = `${name} is under ${pair[0]}, and ${other.part.project.name} under ${pair[1]}: no program may hold both`;
      found.push(
        problem(
          one,
          'UNICORE_E_LICENSE_CONFLICT',
          message,
          `leave ${name} or ${other.part.project.name} out`,
          whyOf(other),
        ),
      );
    }
  }
  return found;
}
