import type { Sql } from '#platform/database.ts';
import type { Payment } from '../domain/payment.ts';

/** Writes a new payment and, where it is authorised, holds its amount on the account. The owner must be locked. */
export async function insertPayment(tx: Sql, payment: Payment): Promise<void> {
  const { id, orderId, customerId, accountId, amountMinor, currency, status, declineCode, createdAt, updatedAt } =
    payment;
  await tx.$executeRaw`
    WITH held AS (
      UPDATE accounts SET held_minor = held_minor + ${amountMinor}::bigint
      WHERE id = ${accountId}::uuid AND ${status} = 'AUTHORIZED'
    )
    INSERT INTO payments
      (id, order_id, customer_id, account_id, amount_minor, currency, status, decline_code, created_at, updated_at)
    VALUES (
      ${id}::uuid, ${orderId}::uuid, ${customerId}::uuid, ${accountId}::uuid, ${amountMinor}::bigint, ${currency},
      ${status}::payment_status, ${declineCode}::decline_code, ${createdAt}::timestamptz, ${updatedAt}::timestamptz)`;
}
