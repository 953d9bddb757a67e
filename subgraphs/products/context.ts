import type { RequestContext } from '#platform/subgraph.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-products.ts';

/** An order, and whose it is: null where only an administrator may know. Its reservations where they are loaded already. */
export type OrderParent = Readonly<{ id: string; customerId: string | null; reservations?: Reservation[] }>;

export type { Product as ProductParent } from './rows.ts';
export type { Reservation as ReservationParent } from '#prisma/products';
export type { Money as MoneyParent } from '#platform/money.ts';

/** Makes the context of one request: who asks, what to act on, and loaders that batch within the request. */
export const createContext = (deps: Deps, request: RequestContext) => ({
  ...request,
  deps,
  load: createLoaders(deps),
});

/** What every resolver gets. */
export type Context = ReturnType<typeof createContext>;
