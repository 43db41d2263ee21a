// SPDX-License-Identifier: BSD-3-Clause
// Reads the dependency files that compilers and linkers write: `target: file file \`.

/** The prerequisites of the first rule, in order, each once. */
export function parseDepfile(text: string): string[] {
  const start = text.search(/:(?=[\s\\]|$)/);
  if (start < 0) return [];
  const files = new Set<string>();
  let word = '';
  const push = () => {
    if (word !== '') files.add(word);
    word = '';
  };
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i]!;
    const next = text[i + 1];
    if (c === '\\' && next === '\r' && text[i + 2] === '\n') {
      push();
      i += 2;
    } else if (c === '\\' && next === '\n') {
      push();
      i++;
    } else if (c === '\\' && (next === ' ' || next === '#' || next === '\\')) {
      word += next;
      i++;
    } else if (c === '$' && next === '$') {
      word += '$';
      i++;
    } else if (c === '\n') {
      push();
      break;
    } else if (c === ' ' || c === '\t' || c === '\r') push();
    else word += c;
  }
  push();
  return [...files];
}
