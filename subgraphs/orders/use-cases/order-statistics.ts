import { badUserInput } from '#platform/errors.ts';
import { OrderStatus } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import { bucketsOf, stepsIn } from '../domain/statistics.ts';
import type { OrderBucket, OrderCount } from '../domain/statistics.ts';
import type { QueryOrderStatisticsArgs } from '../generated/resolvers.ts';

const STEP_MS = { MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 };
/** A day of minutes, and some: what a plot can show. */
const STEPS_MAX = 1_500;
/** Ids are made by clocks of processes, `created_at` by the database's: by how much they may differ. */
const CLOCKS_DIFFER_MS = 300_000;

/** What came of the orders of a stretch of time. */
export interface OrderStatistics {
  readonly buckets: OrderBucket[];
  readonly statuses: { status: OrderStatus; orders: number }[];
}

/** The lowest UUIDv7 of a moment (RFC 9562, section 5.7): ids are in the order of time, so the primary key finds a stretch of it. */
function lowestIdAt(ms: number): string {
  const hex = Math.max(ms, 0).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Counts everybody's orders that were placed from one moment to another. Throws BAD_USER_INPUT for no time, or for too many steps. */
export async function countOrders(
  { database }: Pick<Deps, 'database'>,
  { from, to, bucket }: QueryOrderStatisticsArgs,
): Promise<OrderStatistics> {
  const steps = { from, to, stepMs: STEP_MS[bucket ?? 'HOUR'] };
  if (to <= from) throw badUserInput('to', 'must be later than from');
  if (stepsIn(steps) > STEPS_MAX) throw badUserInput('to', `must be at most ${STEPS_MAX} steps after from`);
  const counts = await database.$queryRaw<OrderCount[]>`
    SELECT date_bin(make_interval(secs => ${steps.stepMs / 1_000}), created_at, ${from}::timestamptz) AS start, status, currency,
           count(*)::int AS orders, coalesce(sum(total_minor), 0)::bigint AS "totalMinor"
    FROM orders
    WHERE id >= ${lowestIdAt(from.getTime() - CLOCKS_DIFFER_MS)}::uuid AND id < ${lowestIdAt(to.getTime() + CLOCKS_DIFFER_MS)}::uuid
      AND created_at >= ${from}::timestamptz AND created_at < ${to}::timestamptz
    GROUP BY start, status, currency ORDER BY start, status, currency`;
  return {
    buckets: bucketsOf(steps, counts),
    statuses: Object.values(OrderStatus).map((status) => ({
      status,
      orders: counts.reduce((sum, count) => sum + (count.status === status ? count.orders : 0), 0),
    })),
  };
}
