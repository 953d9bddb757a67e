import type { Money } from '#platform/money.ts';
import type { OrderStatus } from './saga.ts';

/** Orders of the step that begins at `start`, of one status and one currency (null: not priced), counted. */
export interface OrderCount {
  readonly start: Date;
  readonly status: OrderStatus;
  readonly currency: string | null;
  readonly orders: number;
  readonly totalMinor: bigint;
}

/** A time range in equal steps. */
export type Steps = Readonly<{ from: Date; to: Date; stepMs: number }>;

/** Statuses of orders that are paid for and not undone. */
const PAID: readonly OrderStatus[] = ['CONFIRMED', 'SHIPPED', 'DELIVERED'];

/** How many steps there are; the last one may be cut short. */
export const stepsIn = ({ from, to, stepMs }: Steps): number => Math.ceil((to.getTime() - from.getTime()) / stepMs);

/** Returns what the counts come to in each step, oldest first; one bucket also where nothing was counted. */
export function bucketsOf(steps: Steps, counts: readonly OrderCount[]) {
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
