import type { RequestContext } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-accounts.ts';

/** An order. This service knows only its payment, and finds it for its customer and administrators only. */
export type OrderParent = Readonly<{ id: string; viewerId: string | null }>;

export type { Account as AccountParent, Operation as OperationParent } from './domain/account.ts';
export type { Payment as PaymentParent } from './domain/payment.ts';
export type { Reference as UserParent } from '#platform/authorization.ts';
export type { Money as MoneyParent } from '#platform/money.ts';

/** Creates the context of one request: caller, dependencies, and loaders that batch within the request. */
export const createContext = (deps: Deps, request: RequestContext) => ({
  ...request,
  deps,
  load: createLoaders(deps, request.caller),
});

/** The context of a resolver. */
export type Context = ReturnType<typeof createContext>;
