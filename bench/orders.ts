import { setTimeout as delay } from 'node:timers/promises';
import { drive, percentile } from './load.ts';
import type { Load } from './load.ts';
import { divided } from './processes.ts';
import type { ByProcess, Meter } from './processes.ts';

/** The number of concurrent callers, and the duration or number of orders. */
export interface Effort {
  readonly concurrency: number;
  readonly timeMs: number;
  readonly callsMax?: number | undefined;
}

/** The measured system: the whole system over HTTP, or the floor. */
export interface Subject {
  readonly meter: Meter;
  /** Places an order of one line; resolves to its id. */
  place(caller: number): Promise<string>;
  /** All orders so far. */
  placed(): readonly string[];
  /** Waits until all orders are confirmed, without work for what is measured; returns when each was, in milliseconds since the epoch. */
  confirmed(ids: readonly string[]): Promise<readonly number[]>;
  /** Reads an order as a polling client does. */
  poll(id: string): Promise<void>;
  /** Reads three fields of an order. */
  small(id: string): Promise<void>;
  /** Reads an order with data of all five services. */
  page(id: string): Promise<void>;
  /** Waits until the orders' notifications are written too, and sent if mail flows. */
  notified(): Promise<void>;
}

/** One measurement. */
export interface Measured extends Load {
  readonly what: string;
  readonly concurrency: number;
  readonly confirmedPerSecond?: number;
  /** From the request until the time in the order's timeline. */
  readonly confirmedP50Ms?: number;
  readonly confirmedP99Ms?: number;
  /** Milliseconds of processor time for one; undefined if that cannot be read. */
  readonly processorMs: ByProcess | undefined;
}

/** The time for work after the last response: marks of the outbox, and the queue's own bookkeeping. */
const TRAILING_MS = 300;

const now = (): number => performance.timeOrigin + performance.now();

/** Divides the use of `work` by the number of its results. */
async function metered(meter: Meter, work: () => Promise<Omit<Measured, 'processorMs'>>): Promise<Measured> {
  const stop = meter.start();
  const done = await work();
  const used = stop();
  return { ...done, processorMs: used && divided(used, done.count) };
}

/** Places orders, waits until all are confirmed, and reads each once. With one caller, each is awaited before the next is placed. */
export function measureOrders(subject: Subject, what: string, effort: Effort): Promise<Measured> {
  const { concurrency, timeMs, callsMax } = effort;
  return metered(subject.meter, async () => {
    const ids: string[] = [];
    const askedAt: number[] = [];
    const begun = now();
    const placing = await drive(
      concurrency,
      timeMs,
      async (caller) => {
        const asked = now();
        ids.push(await subject.place(caller));
        askedAt.push(asked);
      },
      { callsMax, between: concurrency === 1 ? () => subject.confirmed([]) : undefined },
    );
    const confirmedAt = await subject.confirmed(ids);
    let next = 0;
    await drive(concurrency, 0, () => subject.poll(ids[next++] ?? ''), { callsMax: ids.length });
    await subject.notified();
    await delay(TRAILING_MS);
    const tookMs = confirmedAt.map((at, index) => at - (askedAt[index] ?? Number.NaN));
    return {
      ...placing,
      what,
      concurrency,
      confirmedPerSecond: (ids.length * 1_000) / (Math.max(...confirmedAt) - begun),
      confirmedP50Ms: percentile(tookMs, 0.5),
      confirmedP99Ms: percentile(tookMs, 0.99),
    };
  });
}

/** Fairness: the latency of one customer's orders, placed one at a time, while `concurrency` callers place another customer's. */
export async function measureBeside(
  subject: Subject,
  what: string,
  { concurrency, timeMs }: Effort,
): Promise<Measured> {
  const ids: string[] = [];
  const askedAt: number[] = [];
  const placeOwn = async (): Promise<void> => {
    const asked = now();
    ids.push(await subject.place(0));
    askedAt.push(asked);
  };
  const [own] = await Promise.all([drive(1, timeMs, placeOwn), drive(concurrency, timeMs, () => subject.place(1))]);
  const tookMs = (await subject.confirmed(ids)).map((at, index) => at - (askedAt[index] ?? Number.NaN));
  const confirmed = { confirmedP50Ms: percentile(tookMs, 0.5), confirmedP99Ms: percentile(tookMs, 0.99) };
  return { ...own, what, concurrency, ...confirmed, processorMs: undefined };
}

/** Reads orders in turn for a time. */
export function measureReads(
  subject: Subject,
  what: string,
  kind: 'page' | 'small',
  { concurrency, timeMs }: Effort,
): Promise<Measured> {
  const ids = subject.placed();
  let turn = 0;
  // Seven apart, so that the orders that were placed together do not follow each other.
  const next = (): string => ids[(turn += 7) % ids.length] ?? '';
  return metered(subject.meter, async () => {
    const reading = await drive(concurrency, timeMs, () => subject[kind](next()));
    return { ...reading, what, concurrency };
  });
}
