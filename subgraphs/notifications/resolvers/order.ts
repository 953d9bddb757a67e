import { id as idSchema } from '#platform/input.ts';
import type { Context } from '../context.ts';
import type { OrderResolvers } from '../generated/resolvers.ts';
import type { OrderParent } from '../mappers.ts';

/**
 * Whose an order is, is known here by what was told of it. One of which nothing was told shows an empty list, to whomever: that says
 * nothing of whether it exists. Another's is nobody's.
 */
async function findOrder(id: string, { caller, load }: Context): Promise<OrderParent | null> {
  if (!idSchema.safeParse(id).success) return null;
  if (caller === null) return { id, ownerId: null };
  const [latest] = await load.notificationsOfOrder(id);
  const ownerId = latest?.userId ?? caller.id;
  return caller.role === 'ADMIN' || ownerId === caller.id ? { id, ownerId } : null;
}

/** What notifications adds to an order. */
export const Order: OrderResolvers = {
  __resolveReference: async ({ id }, context) => findOrder(id, context),
  notifications: ({ id }, _args, { load }) => load.notificationsOfOrder(id),
};
