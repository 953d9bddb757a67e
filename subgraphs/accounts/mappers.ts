import type { Money } from '#platform/money.ts';

/** A user, of whom this service knows the accounts. */
export interface UserParent {
  readonly id: string;
}

/**
 * An order, of which this service knows the payment alone, and so not whose it is where there is none. The payment is read as the
 * viewer's: what is another's is not found.
 */
export interface OrderParent {
  readonly id: string;
  /** Who asks; null for somebody without a token. */
  readonly viewerId: string | null;
}

export type { Account as AccountParent } from './domain/account.ts';
export type { Payment as PaymentParent } from './domain/payment.ts';
export type { Operation as OperationParent } from './ledger/operation.ts';

/** An amount as resolvers pass it on. */
export type MoneyParent = Money;
