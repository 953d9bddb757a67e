import { listLoader, loader } from '#platform/loaders.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import { operationsOf } from './rows.ts';
import type { OperationsPage } from './rows.ts';
import { findAccounts, findPayments } from './use-cases/read-accounts.ts';

/** A user, of whom this service knows the accounts. */
export interface UserParent {
  readonly id: string;
}

/** An order. This service knows only its payment, which it reads as the viewer's: another customer's is not found. */
export interface OrderParent {
  readonly id: string;
  /** The caller's id; null for an anonymous caller. */
  readonly viewerId: string | null;
}

export type { Account as AccountParent } from './domain/account.ts';
export type { Payment as PaymentParent } from './domain/payment.ts';
export type { Operation as OperationParent } from './domain/transfer.ts';
export type { Money as MoneyParent } from '#platform/money.ts';

/** Makes the context of one request: who asks, what to act on, and loaders that batch within the request. */
export const createContext = (deps: Deps, request: RequestContext) => ({
  ...request,
  deps,
  load: {
    /** By user. */
    accounts: loader((ownerIds) => findAccounts(deps, request.caller, ownerIds)),
    /** By account. */
    operations: listLoader((accountIds, page: OperationsPage) => operationsOf(deps.database, accountIds, page)),
    /** By order. */
    payment: loader((orderIds) => findPayments(deps, request.caller, orderIds)),
  },
});

/** What every resolver gets. */
export type Context = ReturnType<typeof createContext>;
