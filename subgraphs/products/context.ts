import type { RequestContext } from '#platform/subgraph.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-products.ts';

/** An order and its owner: null if only administrators may see it. With its reservations if they are loaded already. */
export type OrderParent = Readonly<{ id: string; customerId: string | null; reservations?: Reservation[] }>;

export type { Product as ProductParent } from './rows.ts';
export type { Reservation as ReservationParent } from '#prisma/products';
export type { Money as MoneyParent } from '#platform/money.ts';

/** Creates the context of one request: caller, dependencies, and loaders that batch within the request. */
export const createContext = (deps: Deps, request: RequestContext) => ({
  ...request,
  deps,
  load: createLoaders(deps),
});

/** The context of a resolver. */
export type Context = ReturnType<typeof createContext>;
