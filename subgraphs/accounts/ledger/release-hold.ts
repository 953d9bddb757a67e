import type { Sql } from '#platform/database.ts';
import type { FundedPayment } from '../domain/payment.ts';

/** Lets go what a payment holds on its account. The owner must be locked. */
export async function releaseHold(tx: Sql, { accountId, amountMinor }: FundedPayment): Promise<void> {
  await tx.$executeRaw`
    UPDATE accounts SET held_minor = held_minor - ${amountMinor}::bigint WHERE id = ${accountId}::uuid`;
}
