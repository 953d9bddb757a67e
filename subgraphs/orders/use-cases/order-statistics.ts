import { badUserInput } from '#platform/errors.ts';
import type { Deps } from '../deps.ts';
import { bucketsOf, stepsIn } from '../domain/statistics.ts';
import type { QueryOrderStatisticsArgs } from '../generated/resolvers.ts';
import { countOrders, STATUSES } from '../rows.ts';

const STEP_MS = { MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 };
/** A day of minutes, and some: what a plot can show. */
const STEPS_MAX = 1_500;

/** Returns the statistics of everybody's orders that were placed from one moment to another. Throws BAD_USER_INPUT for no time, or for too many steps. */
export async function orderStatistics({ database }: Deps, { from, to, bucket }: QueryOrderStatisticsArgs) {
  const steps = { from, to, stepMs: STEP_MS[bucket ?? 'HOUR'] };
  if (to <= from) throw badUserInput('to', 'must be later than from');
  if (stepsIn(steps) > STEPS_MAX) throw badUserInput('to', `must be at most ${STEPS_MAX} steps after from`);
  const counts = await countOrders(database, steps);
  return {
    buckets: bucketsOf(steps, counts),
    statuses: STATUSES.map((status) => ({
      status,
      orders: counts.reduce((sum, count) => sum + (count.status === status ? count.orders : 0), 0),
    })),
  };
}
