// SPDX-License-Identifier: BSD-3-Clause
// The editor's state as lines of one width.

export interface Line {
  readonly text: string;
  readonly style: 'plain' | 'bold' | 'marked' | 'dim';
}

export interface Shown {
  readonly title: string;
  readonly path: string;
  readonly items: readonly string[];
  readonly cursor: number;
  readonly note: string;
  readonly forecast: string;
  readonly buttons: readonly string[];
  readonly button: number;
  readonly overlay: { readonly title: string; readonly lines: readonly string[]; readonly marked?: number } | undefined;
}

const fit = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width);

/** At spaces, into lines of at most `width`. */
function wrapped(text: string, width: number): string[] {
  const indent = /^ */.exec(text)![0];
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(' ')) {
    const longer = line === '' ? `${indent}${word}` : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** The part of a list that has room, with the marked line in it. */
function visible<T>(list: readonly T[], marked: number, room: number): { from: number; part: readonly T[] } {
  const from = Math.max(0, Math.min(marked - Math.floor(room / 2), list.length - room));
  return { from, part: list.slice(from, from + room) };
}

const KEYS = 'Enter opens, Space switches, / searches, ? helps, z shows hidden, s saves, q leaves';

export function drawn(shown: Shown, width: number, height: number): Line[] {
  const { title, path, items, cursor, note, forecast, buttons, button, overlay } = shown;
  const line = (text: string, style: Line['style'] = 'plain'): Line => ({ text: fit(text, width), style });
  const head = [
    line(` ${title}`, 'bold'),
    line(` ${path}`, 'dim'),
    line(` ${overlay ? overlay.title : KEYS}`, overlay ? 'bold' : 'dim'),
  ];
  const bar = buttons.map((name, index) => (index === button ? `<${name}>` : ` ${name} `)).join('   ');
  const foot = [line(` ${note}`), line(` ${forecast}`, 'dim'), line(`   ${bar}`, 'bold')];
  const rule = line('─'.repeat(width), 'dim');
  const room = Math.max(1, height - head.length - foot.length - 2);
  const body: Line[] = [];
  if (overlay) {
    const { marked } = overlay;
    const lines = marked === undefined ? overlay.lines.flatMap((text) => wrapped(text, width - 4)) : overlay.lines;
    const { from, part } = visible(lines, marked ?? 0, room);
    part.forEach((text, index) => body.push(line(`  ${text}`, from + index === marked ? 'marked' : 'plain')));
  } else {
    const { from, part } = visible(items, cursor, room);
    part.forEach((text, index) => body.push(line(`  ${text}`, from + index === cursor ? 'marked' : 'plain')));
  }
  while (body.length < room) body.push(line(''));
  return [...head, rule, ...body, rule, ...foot];
}
