import type { Database } from '#platform/database.ts';
import type { PaymentLimits } from './domain/payment-limits.ts';

/** Dependencies of the use cases. */
export interface Deps {
  readonly database: Database;
  /** The currency of the account that every user has from the first use on. */
  readonly defaultCurrency: string;
  readonly paymentLimits: PaymentLimits;
}
