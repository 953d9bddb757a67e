import type { Measured } from './orders.ts';
import { LOAD } from './processes.ts';
import type { ByProcess } from './processes.ts';

/** All figures of one engine. */
export interface EngineFigures {
  readonly engine: string;
  readonly measured: readonly Measured[];
  /** Milliseconds of processor time a second at rest, and memory in megabytes: after the start, and after the load. */
  readonly atRest: Readonly<Record<string, ByProcess | undefined>>;
}

/** The names of the measurements of orders, with and without their mails. */
export const ORDER = 'order';
export const ORDER_AND_MAILS = 'order and mails';
const MAILS = 'two mails';
/** The sender: the service and its database. The receiving server is the benchmark. */
const SENDERS = ['notifications', 'postgres notifications'];

const ROWS = [
  'router',
  'users',
  'accounts',
  'products',
  'orders',
  'notifications',
  'mailbox',
  'launcher',
  'floor',
].concat(
  ['users', 'accounts', 'products', 'orders', 'notifications', 'queue', '(server)'].map((name) => `postgres ${name}`),
  ['redis', 'other'],
);

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** What the two mails of an order cost their sender: an order with them less one without. */
function mailsOf(measured: readonly Measured[]): ByProcess | undefined {
  const withMails = measured.find(({ what }) => what === ORDER_AND_MAILS)?.processorMs;
  const without = measured.find(({ what }) => what === ORDER)?.processorMs;
  if (!withMails || !without) return undefined;
  return Object.fromEntries(SENDERS.map((name) => [name, (withMails[name] ?? 0) - (without[name] ?? 0)]));
}

/** Columns side by side, a row for each process, their sum without the load's own process, and that one. */
function printByProcess(columns: Readonly<Record<string, ByProcess | undefined>>, digits: number): void {
  const table: Record<string, Record<string, number>> = {};
  for (const name of [...ROWS, 'sum', LOAD]) {
    const figures = Object.entries(columns).flatMap(([column, values]): [string, number][] => {
      if (!values) return [];
      const ofAll = Object.entries(values).filter(([other]) => other !== LOAD);
      const value = name === 'sum' ? ofAll.reduce((sum, [, each]) => sum + each, 0) : values[name];
      return value === undefined ? [] : [[column, round(value, digits)]];
    });
    if (figures.some(([, value]) => value !== 0)) table[name] = Object.fromEntries(figures);
  }
  const shown = Object.keys(columns).filter((column) => columns[column]);
  console.table(table, shown);
}

/** Prints an engine's tables. */
export function printFigures({ engine, measured, atRest }: EngineFigures): void {
  console.log(`\n${engine}: rates and latencies`);
  console.table(
    measured.map(({ what, concurrency, count, perSecond, p50Ms, p99Ms, ...rest }) => ({
      what,
      'at once': concurrency,
      count,
      'answered/s': round(perSecond, 1),
      'p50 ms': round(p50Ms, 1),
      'p99 ms': round(p99Ms, 1),
      ...(rest.confirmedPerSecond !== undefined && { 'confirmed/s': round(rest.confirmedPerSecond, 1) }),
      ...(rest.confirmedP50Ms !== undefined && {
        'confirmed p50 ms': round(rest.confirmedP50Ms, 0),
        'confirmed p99 ms': round(rest.confirmedP99Ms ?? Number.NaN, 0),
      }),
    })),
  );
  for (const [concurrency, some] of Map.groupBy(measured, (each) => each.concurrency)) {
    if (some.every(({ processorMs }) => processorMs === undefined)) continue;
    console.log(`${engine}, ${concurrency} at once: milliseconds of processor for one`);
    const columns = Object.fromEntries(some.map(({ what, processorMs }) => [what, processorMs]));
    const { [ORDER]: order, [ORDER_AND_MAILS]: orderAndMails, ...others } = columns;
    printByProcess({ [ORDER]: order, [ORDER_AND_MAILS]: orderAndMails, [MAILS]: mailsOf(some), ...others }, 2);
  }
  if (Object.values(atRest).every((figures) => figures === undefined)) return;
  console.log(`${engine}, at rest: milliseconds of processor a second, and megabytes`);
  printByProcess(atRest, 1);
}
