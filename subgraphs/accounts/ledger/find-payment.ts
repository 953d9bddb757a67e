import type { Sql } from '#platform/database.ts';
import { checkRequest } from '../domain/payment.ts';
import type { Payment, PaymentRequest } from '../domain/payment.ts';

/**
 * Reads an order's payment, null where there is none yet. It stays as it is if its customer was locked before. Throws a
 * ContradictionError where it is not the payment that the request speaks of.
 */
export async function findPayment(tx: Sql, request: PaymentRequest): Promise<Payment | null> {
  const [payment = null] = await tx.$queryRaw<Payment[]>`
    SELECT
      id, order_id AS "orderId", customer_id AS "customerId", account_id AS "accountId", amount_minor AS "amountMinor", currency,
      status, decline_code AS "declineCode", created_at AS "createdAt", updated_at AS "updatedAt"
    FROM payments WHERE order_id = ${request.orderId}::uuid`;
  if (payment !== null) checkRequest(payment, request);
  return payment;
}
