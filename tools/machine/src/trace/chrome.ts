// SPDX-License-Identifier: BSD-3-Clause
// A trace as Chrome's JSON trace format, which Perfetto opens: who had the CPU, each thread's calls, interrupts, counters.
// (The "Trace Event Format" of Chromium's catapult: phases M, X, i and C, times in microseconds.)
import type { Trace, TraceEvent } from './events.js';

export interface ChromeEvent {
  readonly ph: 'M' | 'X' | 'i' | 'C';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

const MACHINE = 1;
const THREADS = 2;
const CPU = 0;
const INTERRUPTS = 1;
const NETWORK = 2;

interface Open {
  readonly name: string;
  readonly ns: number;
}

class Writer {
  readonly events: ChromeEvent[] = [];
  private readonly names = new Map<number, string>();
  private readonly calls = new Map<number, Open[]>();
  private running: { tid: number; name: string; ns: number } | undefined;
  private interrupts: Open[] = [];

  constructor(private readonly origin: number) {}

  private us(ns: number): number {
    return Math.round(ns - this.origin) / 1000;
  }

  private slice(
    pid: number,
    tid: number,
    name: string,
    from: number,
    to: number,
    args?: Record<string, unknown>,
  ): void {
    const dur = Math.max(0, Math.round(to - from)) / 1000;
    this.events.push({ ph: 'X', name, pid, tid, ts: this.us(from), dur, ...(args ? { args } : {}) });
  }

  private instant(pid: number, tid: number, name: string, ns: number, args: Record<string, unknown>): void {
    this.events.push({ ph: 'i', name, pid, tid, ts: this.us(ns), s: 't', args });
  }

  private endTurn(ns: number): void {
    const { running } = this;
    if (running && running.tid !== 0) this.slice(MACHINE, CPU, `${running.name} ${running.tid}`, running.ns, ns);
    this.running = undefined;
  }

  private switchTo({ a: tid, name = 'thread', ns }: TraceEvent): void {
    if (this.running?.tid === tid) return;
    this.endTurn(ns);
    this.running = { tid, name, ns };
    if (tid !== 0) this.names.set(tid, name);
  }

  /** Calls of which the trace has no beginning are left out. */
  private endCall(ns: number, result?: bigint): void {
    const tid = this.running?.tid ?? 0;
    const call = this.calls.get(tid)?.pop();
    const args = result === undefined ? {} : { result: Number(BigInt.asIntN(64, result)) };
    if (call) this.slice(THREADS, tid, call.name, call.ns, ns, args);
  }

  add(event: TraceEvent): void {
    const { kind, ns, a, b, name } = event;
    const tid = this.running?.tid ?? 0;
    if (kind === 'switch') this.switchTo(event);
    else if (kind === 'wake') this.instant(THREADS, a, 'ready', ns, { by: tid });
    else if (kind === 'call') this.calls.set(tid, [...(this.calls.get(tid) ?? []), { name: name ?? 'call', ns }]);
    else if (kind === 'callEnd') this.endCall(ns, b);
    else if (kind === 'interrupt') this.interrupts.push({ name: `interrupt ${a}`, ns });
    else if (kind === 'interruptEnd') this.endInterrupt(ns);
    else if (kind === 'heap') this.counter('heap', ns, { bytes: Number(b) });
    else this.instant(MACHINE, NETWORK, kind === 'send' ? 'frame sent' : 'frame received', ns, { bytes: a });
  }

  private counter(name: string, ns: number, args: Record<string, number>): void {
    this.events.push({ ph: 'C', name, pid: MACHINE, tid: CPU, ts: this.us(ns), args });
  }

  private endInterrupt(ns: number): void {
    const interrupt = this.interrupts.pop();
    if (interrupt) this.slice(MACHINE, INTERRUPTS, interrupt.name, interrupt.ns, ns);
  }

  /** What has not ended yet ends with the trace. */
  end(ns: number): void {
    for (const [tid, calls] of this.calls)
      for (const call of calls.toReversed()) this.slice(THREADS, tid, call.name, call.ns, ns);
    this.endTurn(ns);
  }

  labels(): ChromeEvent[] {
    const label = (what: string, pid: number, tid: number, name: string): ChromeEvent => ({
      ph: 'M',
      name: what,
      pid,
      tid,
      args: { name },
    });
    return [
      label('process_name', MACHINE, CPU, 'machine'),
      label('process_name', THREADS, CPU, 'threads'),
      label('thread_name', MACHINE, CPU, 'CPU'),
      label('thread_name', MACHINE, INTERRUPTS, 'interrupts'),
      label('thread_name', MACHINE, NETWORK, 'network'),
      ...[...this.names].map(([tid, name]) => label('thread_name', THREADS, tid, `${name} ${tid}`)),
    ];
  }
}

/** The text of the file. */
export function chromeTrace({ events, lost }: Trace): string {
  const writer = new Writer(events[0]?.ns ?? 0);
  for (const event of events) writer.add(event);
  writer.end(events.at(-1)?.ns ?? 0);
  const traceEvents = [...writer.labels(), ...writer.events];
  return `${JSON.stringify({ traceEvents, displayTimeUnit: 'ns', otherData: { overwritten: lost } })}\n`;
}
