import { signedIn } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { cancelOrder } from '../use-cases/cancel-order.ts';
import { deliverOrder } from '../use-cases/deliver-order.ts';
import { placeOrder } from '../use-cases/place-order.ts';
import { shipOrder } from '../use-cases/ship-order.ts';

/** What can be done with orders. */
export const Mutation: MutationResolvers = {
  placeOrder: (_parent, { input }, context) => placeOrder(context.deps, signedIn(context), input),
  cancelOrder: (_parent, { id }, context) => cancelOrder(context.deps, signedIn(context), id),
  shipOrder: (_parent, { id }, context) => shipOrder(context.deps, id),
  deliverOrder: (_parent, { id }, context) => deliverOrder(context.deps, id),
};
