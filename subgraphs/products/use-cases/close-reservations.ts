import type { Tx } from '../deps.ts';
import { deltasOf } from '../domain/stock.ts';
import { lockProducts } from './lock-products.ts';
import { moveStock } from './move-stock.ts';

/** The three ways in which the saga closes what it reserved, and what becomes of the reservations. */
const CLOSURES = {
  COMMIT: 'COMMITTED',
  RELEASE: 'RELEASED',
  RETURN: 'RELEASED',
} as const;

/** Closes all reservations of an order whose lock the caller holds, and moves the stock accordingly. */
export async function closeReservations(tx: Tx, orderId: string, kind: keyof typeof CLOSURES): Promise<void> {
  const reservations = await tx.reservation.findMany({
    where: { orderId },
    select: { id: true, productId: true, quantity: true },
  });
  await lockProducts(tx, { ids: reservations.map(({ productId }) => productId) });
  await tx.reservation.updateMany({ where: { orderId }, data: { status: CLOSURES[kind] } });
  await moveStock(
    tx,
    reservations.map(({ id, productId, quantity }) => ({
      productId,
      kind,
      reservationId: id,
      ...deltasOf(kind, quantity),
    })),
  );
}
