import DataLoader from 'dataloader';
import { unauthenticated } from '#platform/errors.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Caller } from '#platform/token.ts';
import type { Product, Reservation } from '#prisma/products';
import type { Deps } from './deps.ts';
import type { OrderParent } from './mappers.ts';
import { findOrders } from './use-cases/find-orders.ts';
import { findProducts } from './use-cases/find-products.ts';
import { findReservationsOfOrders } from './use-cases/find-reservations-of-orders.ts';

/** What is read in batches, one statement for all that a request asks for at once. */
export interface Loaders {
  /** A product by id; null where there is none. */
  readonly product: DataLoader<string, Product | null>;
  /** An order as far as its caller may see it; null where it is another's. */
  readonly order: DataLoader<string, OrderParent | null>;
  /** The reservations of an order, in the order of its lines. */
  readonly reservations: DataLoader<string, Reservation[]>;
}

/** What every resolver gets. */
export interface Context extends RequestContext {
  readonly deps: Deps;
  readonly load: Loaders;
}

/** Makes the context of one request. */
export const createContext = (deps: Deps, request: RequestContext): Context => ({
  ...request,
  deps,
  load: {
    // Not kept: the second mutation of a request shows the stock that the first one left.
    product: new DataLoader((ids) => findProducts(deps, ids), { cache: false }),
    order: new DataLoader((ids) => findOrders(deps, request.caller, ids)),
    reservations: new DataLoader((orderIds) => findReservationsOfOrders(deps, orderIds)),
  },
});

/** The caller of what `@auth` lets only the signed-in do. */
export function signedIn(caller: Caller | null): Caller {
  if (caller === null) throw unauthenticated();
  return caller;
}
