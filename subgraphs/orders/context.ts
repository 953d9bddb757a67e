import type { RequestContext } from '#platform/subgraph.ts';
import type { OrderLine } from '#prisma/orders';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-orders.ts';

export type { Reference as ProductParent, Reference as UserParent } from '#platform/authorization.ts';
export type { Money as MoneyParent } from '#platform/money.ts';
export type { Order as OrderParent, OrderEvent as OrderEventParent } from '#prisma/orders';

/** A line of an order, with the order's currency, which is null until it is priced. */
export type OrderLineParent = OrderLine & { readonly currency: string | null };

/** Creates the context of one request: caller, dependencies, and loaders that batch within the request. */
export const createContext = (deps: Deps, request: RequestContext) => ({
  ...request,
  deps,
  load: createLoaders(deps, request.caller),
});

/** The context of a resolver. */
export type Context = ReturnType<typeof createContext>;
