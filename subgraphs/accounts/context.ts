import type { RequestContext } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-accounts.ts';

/** An order. This service knows only its payment, which it reads as the viewer's: another's is not found, nor any by an anonymous caller. */
export type OrderParent = Readonly<{ id: string; viewerId: string | null }>;

export type { Account as AccountParent, Operation as OperationParent } from './domain/account.ts';
export type { Payment as PaymentParent } from './domain/payment.ts';
export type { Reference as UserParent } from '#platform/authorization.ts';
export type { Money as MoneyParent } from '#platform/money.ts';

/** Makes the context of one request: who asks, what to act on, and loaders that batch within the request. */
export const createContext = (deps: Deps, request: RequestContext) => ({
  ...request,
  deps,
  load: createLoaders(deps, request.caller),
});

/** What every resolver gets. */
export type Context = ReturnType<typeof createContext>;
