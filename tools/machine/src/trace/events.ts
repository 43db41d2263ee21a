// SPDX-License-Identifier: BSD-3-Clause
// The lines of a trace as events in nanoseconds (libs/core/base/include/unicore/trace.h, libs/debug/trace/src/print.c).

export const KINDS = [
  'switch',
  'wake',
  'interrupt',
  'interruptEnd',
  'call',
  'callEnd',
  'send',
  'receive',
  'heap',
] as const;

export interface TraceEvent {
  readonly kind: (typeof KINDS)[number];
  readonly ns: number;
  readonly a: number;
  readonly b: bigint;
  /** The text at `b`, of events that have one. */
  readonly name?: string;
}

export interface Trace {
  readonly events: readonly TraceEvent[];
  /** Events before these, which were overwritten. */
  readonly lost: number;
}

const HEX = /^[0-9a-f]+$/;
const NAMED = new Set<string>(['switch', 'call']);

/** @throws Error with the first line that is no part of a trace, or when it has no beginning or end */
export function readTrace(lines: readonly string[]): Trace {
  const [first = '', ...more] = lines;
  const moments = first.split(' ');
  if (moments[0] !== 'begin' || moments.length !== 6) throw new Error('the image printed no trace');
  if (more.at(-1) !== 'end') throw new Error('the trace has no end: the image was ended before it had printed it');
  const [ticks0, ns0, ticks1, ns1, lost] = moments.slice(1).map((word) => BigInt(`0x${word}`)) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const nsPerTick = ticks1 > ticks0 ? Number(ns1 - ns0) / Number(ticks1 - ticks0) : 1;
  const names = new Map<bigint, string>();
  const events: TraceEvent[] = [];
  let now = ticks0;
  for (const line of more.slice(0, -1)) {
    const words = line.split(' ');
    if (words[0] === 'name' && words.length >= 3) {
      names.set(BigInt(`0x${words[1]}`), words.slice(2).join(' '));
      continue;
    }
    const kind = KINDS[Number.parseInt(words[1] ?? '', 16)];
    if (words.length !== 4 || kind === undefined || !words.every((word) => HEX.test(word)))
      throw new Error(`no line of a trace: ${line}`);
    const [ticks, , a, b] = words.map((word) => BigInt(`0x${word}`)) as [bigint, bigint, bigint, bigint];
    now += BigInt.asIntN(64, ticks);
    const name = NAMED.has(kind) ? names.get(b) : undefined;
    const ns = Number(ns0) + Number(now - ticks0) * nsPerTick;
    events.push({ kind, ns, a: Number(a), b, ...(name === undefined ? {} : { name }) });
  }
  return { events, lost: Number(lost) };
}
