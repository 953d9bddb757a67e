import type { Database } from '#platform/database.ts';
import type { PaymentLimits } from './domain/payment-limits.ts';

/** What the use cases need of the outside world. */
export interface Deps {
  readonly database: Database;
  /** The currency of the account that everybody has from the first touch. */
  readonly defaultCurrency: string;
  readonly paymentLimits: PaymentLimits;
}
