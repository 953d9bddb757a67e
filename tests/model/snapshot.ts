import type { World } from './world.ts';

/** The stored state of the three services. */
export type Snapshot = Awaited<ReturnType<typeof takeSnapshot>>;

/** Reads everything. */
export async function takeSnapshot({ stored }: World) {
  const { accounts: ledger, products: shelf, orders: desk } = stored;
  return {
    owners: await ledger.owner.findMany(),
    accounts: await ledger.account.findMany(),
    transfers: await ledger.transfer.findMany(),
    postings: await ledger.posting.findMany({ orderBy: { seq: 'asc' } }),
    payments: await ledger.payment.findMany(),
    products: await shelf.product.findMany(),
    movements: await shelf.stockMovement.findMany(),
    reservations: await shelf.reservation.findMany({ orderBy: [{ orderId: 'asc' }, { lineIndex: 'asc' }] }),
    orders: await desk.order.findMany({ orderBy: { id: 'asc' } }),
    lines: await desk.orderLine.findMany({ orderBy: [{ orderId: 'asc' }, { index: 'asc' }] }),
    events: await desk.orderEvent.findMany({ orderBy: [{ orderId: 'asc' }, { version: 'asc' }] }),
    standings: await desk.customerStanding.findMany(),
    /** The requested notifications about orders. */
    notices: await desk.$queryRaw<{ name: string; orderId: string; userId: string }[]>`
      SELECT envelope->>'name' AS name, envelope->'payload'->>'orderId' AS "orderId", envelope->'payload'->>'userId' AS "userId"
      FROM messaging.outbox WHERE destination = 'notifications' ORDER BY id`,
  };
}
