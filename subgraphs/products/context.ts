import { loader } from '#platform/loaders.ts';
import type { Loader } from '#platform/loaders.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Product, Reservation } from '#prisma/products';
import type { Deps } from './deps.ts';
import { ordersByIds, productsByIds, productsBySkus } from './rows.ts';
import type { KnownOrder } from './rows.ts';

/** A product as it is stored. */
export type ProductParent = Product;

/** A reservation as it is by the database's clock. */
export type ReservationParent = Reservation;

/** An order, and whose it is: null where only an administrator may know. Its reservations where they are loaded already. */
export interface OrderParent extends Partial<Pick<KnownOrder, 'reservations'>> {
  readonly id: string;
  readonly customerId: string | null;
}

/** An exact amount. */
export type { Money as MoneyParent } from '#platform/money.ts';

/** What every resolver gets. */
export interface Context extends RequestContext {
  readonly deps: Deps;
  readonly load: {
    readonly product: Loader<string, Product | null>;
    readonly productBySku: Loader<string, Product | null>;
    readonly order: Loader<string, KnownOrder | null>;
  };
}

/** Makes the context of one request. */
export const createContext = (deps: Deps, request: RequestContext): Context => ({
  ...request,
  deps,
  load: {
    product: loader((ids) => productsByIds(deps.database, ids)),
    productBySku: loader((skus) => productsBySkus(deps.database, skus)),
    order: loader((ids) => ordersByIds(deps.database, ids)),
  },
});
