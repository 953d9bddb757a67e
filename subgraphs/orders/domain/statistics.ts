import type { Money } from '#platform/money.ts';
import type { OrderStatus } from './saga.ts';

/** Orders of one step of time that have one status and one currency, counted. */
export interface OrderCount {
  /** When the step begins. */
  readonly start: Date;
  readonly status: OrderStatus;
  /** Null where they are not priced. */
  readonly currency: string | null;
  readonly orders: number;
  readonly totalMinor: bigint;
}

/** A stretch of time in equal steps. */
export interface Steps {
  readonly from: Date;
  readonly to: Date;
  readonly stepMs: number;
}

/** The orders that were placed in one step of time. */
export interface OrderBucket {
  readonly start: Date;
  readonly orders: number;
  readonly taken: Money[];
}

/** Statuses of orders that are paid for and not undone. */
const PAID: readonly OrderStatus[] = ['CONFIRMED', 'SHIPPED', 'DELIVERED'];

/** How many steps there are; the last one may be cut short. */
export const stepsIn = ({ from, to, stepMs }: Steps): number => Math.ceil((to.getTime() - from.getTime()) / stepMs);

/** Returns what the counts come to in each step, oldest first; one bucket also where nothing was counted. */
export function bucketsOf(steps: Steps, counts: readonly OrderCount[]): OrderBucket[] {
  const byStart = Map.groupBy(counts, ({ start }) => start.getTime());
  return Array.from({ length: stepsIn(steps) }, (_, step) => {
    const start = new Date(steps.from.getTime() + step * steps.stepMs);
    const here = byStart.get(start.getTime()) ?? [];
    return { start, orders: here.reduce((sum, { orders }) => sum + orders, 0), taken: takenIn(here) };
  });
}

function takenIn(counts: readonly OrderCount[]): Money[] {
  const byCurrency = Map.groupBy(
    counts.filter(({ status }) => PAID.includes(status)),
    ({ currency }) => currency,
  );
  return [...byCurrency].flatMap(([currency, paid]) =>
    currency === null ? [] : [{ currency, amountMinor: paid.reduce((sum, { totalMinor }) => sum + totalMinor, 0n) }],
  );
}
