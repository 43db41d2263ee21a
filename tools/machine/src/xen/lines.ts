// SPDX-License-Identifier: BSD-3-Clause
// Lines of a stream of text, without their ends.
import type { Readable } from 'node:stream';

export function onLines(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line.replace(/\r$/, ''));
  });
}
