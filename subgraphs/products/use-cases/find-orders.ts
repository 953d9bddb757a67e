import { id as idSchema } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';

/** An order as far as the caller may see it. */
export interface VisibleOrder {
  readonly id: string;
  readonly customerId: string | null;
}

/**
 * The orders with these ids, each in its id's place; null where it is another's. Whose an order is stands in what was reserved for it,
 * not in the reference. One for which nothing was asked yet has nothing to hide: whoever asks for it finds it empty.
 */
export async function findOrders(
  { database }: Deps,
  caller: Caller | null,
  ids: readonly string[],
): Promise<(VisibleOrder | null)[]> {
  const parsed = ids.map((id) => idSchema.safeParse(id).data);
  const known = await database.orderStock.findMany({
    where: { orderId: { in: parsed.flatMap((id) => id ?? []) } },
    select: { orderId: true, customerId: true },
  });
  const customerOf = new Map(known.map(({ orderId, customerId }) => [orderId, customerId]));
  return parsed.map((id) => {
    if (id === undefined) return null;
    const customerId = customerOf.get(id) ?? caller?.id ?? null;
    return caller === null || caller.role === 'ADMIN' || customerId === caller.id ? { id, customerId } : null;
  });
}
