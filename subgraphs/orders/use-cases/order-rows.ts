import { Prisma } from '#prisma/orders';
import type { Order } from '#prisma/orders';
import type { Saga } from '../domain/saga.ts';
import type { Tx } from '../deps.ts';

/** The columns of an order under the names of Prisma's model, for SQL that Prisma cannot say. */
export const ORDER_COLUMNS = Prisma.sql`
  id, number, customer_id AS "customerId", status, stock, payment, version, total_minor AS "totalMinor", currency,
  expected_total_minor AS "expectedTotalMinor", expected_currency AS "expectedCurrency", failure_code AS "failureCode",
  failure_message AS "failureMessage", deadline_at AS "deadlineAt", asked_at AS "askedAt", asks_repeated AS "asksRepeated",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The saga that an order's row holds. */
export const sagaOf = ({ stock, payment, totalMinor, currency, failureCode, failureMessage }: Order): Saga => ({
  stock,
  payment,
  total: totalMinor === null || currency === null ? null : { amountMinor: totalMinor, currency },
  failure: failureCode === null || failureMessage === null ? null : { code: failureCode, message: failureMessage },
});

/** Reads an order and keeps everybody else from moving it until the transaction ends. Undefined where there is none. */
export async function lockOrder(tx: Tx, orderId: string): Promise<Order | undefined> {
  const [order] = await tx.$queryRaw<
    Order[]
  >`SELECT ${ORDER_COLUMNS} FROM orders WHERE id = ${orderId}::uuid FOR UPDATE`;
  return order;
}
