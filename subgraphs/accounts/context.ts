import { listLoader, loader } from '#platform/loaders.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import type { OperationsPage } from './rows.ts';
import { findAccounts, findOperations, findPayments } from './use-cases/read-accounts.ts';

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

const loadersOf = (deps: Deps, { caller }: RequestContext) => ({
  /** By user. */
  accounts: loader((ownerIds) => findAccounts(deps, caller, ownerIds)),
  /** By account. */
  operations: listLoader((accountIds, page: OperationsPage) => findOperations(deps, accountIds, page)),
  /** By order. */
  payment: loader((orderIds) => findPayments(deps, caller, orderIds)),
});

/** What every resolver gets. */
export interface Context extends RequestContext {
  readonly deps: Deps;
  readonly load: ReturnType<typeof loadersOf>;
}

/** Makes the context of one request. */
export const createContext = (deps: Deps, request: RequestContext): Context => ({
  ...request,
  deps,
  load: loadersOf(deps, request),
});
