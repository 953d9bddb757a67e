import DataLoader from 'dataloader';
import { unauthenticated } from '#platform/errors.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from './deps.ts';
import type { Account } from './domain/account.ts';
import type { Payment } from './domain/payment.ts';
import type { Operation } from './ledger/operation.ts';
import { findAccounts } from './use-cases/find-accounts.ts';
import { findPayments } from './use-cases/find-payments.ts';
import { listOperations } from './use-cases/list-operations.ts';
import type { OperationsQuery } from './use-cases/list-operations.ts';

/** What every resolver gets. */
export interface Context extends RequestContext {
  readonly deps: Deps;
  /** Reads that are put together into one for all that a query asks at the same time. */
  readonly load: {
    /** By user. */
    readonly accounts: DataLoader<string, readonly Account[]>;
    readonly operations: DataLoader<OperationsQuery, readonly Operation[]>;
    /** By order. */
    readonly payment: DataLoader<string, Payment | null>;
  };
}

// Nothing is kept from one batch to the next: a second mutation of the same request must not see what the first one saw.
const BATCH_ALONE = { cache: false };

/** Makes the context of one request. */
export function createContext(deps: Deps, request: RequestContext): Context {
  return {
    ...request,
    deps,
    load: {
      accounts: new DataLoader((ownerIds) => findAccounts(deps, request.caller, ownerIds), BATCH_ALONE),
      operations: new DataLoader((queries) => listOperations(deps, queries), BATCH_ALONE),
      payment: new DataLoader((orderIds) => findPayments(deps, request.caller, orderIds), BATCH_ALONE),
    },
  };
}

/** Who asks, for what only those who are signed in may do. Throws UNAUTHENTICATED where nobody is. */
export function callerOf({ caller }: RequestContext): Caller {
  if (caller === null) throw unauthenticated();
  return caller;
}
