import type { RequestContext } from '#platform/subgraph.ts';
import type { Order, OrderEvent, OrderLine } from '#prisma/orders';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-orders.ts';
import type { Loaders } from './use-cases/read-orders.ts';

export type { Money as MoneyParent } from '#platform/money.ts';

/** An order as it is stored. */
export type OrderParent = Order;

/** A line of an order, with the order's currency, which is null until it is priced. */
export type OrderLineParent = OrderLine & { readonly currency: string | null };

/** A status that an order has had. */
export type OrderEventParent = OrderEvent;

/** A user, of whom this service knows the id alone. */
export interface UserParent {
  readonly id: string;
}

/** A product, likewise. */
export type ProductParent = UserParent;

/** What every resolver is given: who asks, the world to act on, and loaders that batch within the request. */
export interface Context extends RequestContext {
  readonly deps: Deps;
  readonly load: Loaders;
}

/** Makes the context of one request. */
export const createContext = (deps: Deps, request: RequestContext): Context => ({
  ...request,
  deps,
  load: createLoaders(deps, request.caller),
});
