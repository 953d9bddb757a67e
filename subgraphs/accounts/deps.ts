import type { Prisma, PrismaClient } from '#prisma/accounts';
import type { PaymentLimits } from './domain/payment-limits.ts';

/** A transaction on this service's database. */
export type Tx = Prisma.TransactionClient;

/** What the use cases need of the outside world. */
export interface Deps {
  readonly database: PrismaClient;
  /** The currency of the account that everybody has from the first touch. */
  readonly defaultCurrency: string;
  readonly paymentLimits: PaymentLimits;
  readonly now: () => Date;
}
