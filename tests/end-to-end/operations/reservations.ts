import { describe, expect, test } from 'vitest';
import { ReleaseStockDocument, ReservationDocument, ReserveStockDocument } from '../../../client/generated/graphql.ts';
import { stockArticle, stockOf } from '../../kit/shop.ts';
import { failure } from './answers.ts';
import { NOBODY } from './calls.ts';
import type { Within } from './world.ts';

const NOTHING = { reservation: null };

/** Stock that is set aside by hand. */
export function reservationTests(within: Within): void {
  const reserve = async (input: { sku: string; quantity: number; expiresInSeconds?: number }) =>
    (await within().admin.ask(ReserveStockDocument, { input })).reserveStock;
  const release = async (reservationId: string) =>
    (await within().admin.ask(ReleaseStockDocument, { reservationId })).releaseStock;
  const find = async (id: string) => (await within().admin.ask(ReservationDocument, { id })).reservation;

  describe('reserveStock and releaseStock', () => {
    test('set pieces aside until they are released, once', async () => {
      const article = await stockArticle(within().admin, '10.00', 5);
      const reserved = await reserve({ sku: article.sku, quantity: 3 });
      expect(reserved).toMatchObject({
        reservation: { product: { id: article.id }, quantity: 3, status: 'ACTIVE', order: null, expiresAt: null },
        userErrors: [],
      });
      const { reservation } = reserved ?? {};
      const id = reservation?.id ?? '';
      expect(await stockOf(within().admin, article)).toEqual({ onHand: 5, reserved: 3, available: 2 });
      expect(await find(id)).toEqual(reservation);
      expect(await release(id)).toMatchObject({ reservation: { id, status: 'RELEASED' }, userErrors: [] });
      expect(await release(id)).toEqual(failure('RESERVATION_CLOSED', 'reservationId', NOTHING));
      expect(await find(id)).toMatchObject({ status: 'RELEASED' });
      expect(await stockOf(within().admin, article)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    });

    test('give pieces back by themselves when their time has run out', async () => {
      const article = await stockArticle(within().admin, '10.00', 5);
      const { reservation } = (await reserve({ sku: article.sku, quantity: 5, expiresInSeconds: 1 })) ?? {};
      const lasts = Date.parse(reservation?.expiresAt ?? '') - Date.parse(reservation?.createdAt ?? '');
      expect(lasts).toBeGreaterThanOrEqual(1_000);
      const id = reservation?.id ?? '';
      await expect.poll(async () => (await find(id))?.status, { timeout: 20_000, interval: 100 }).toBe('EXPIRED');
      expect(await release(id)).toEqual(failure('RESERVATION_CLOSED', 'reservationId', NOTHING));
      expect(await stockOf(within().admin, article)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    });

    test('fail with INSUFFICIENT_STOCK for more than there is, and with NOT_FOUND for what there is not', async () => {
      const article = await stockArticle(within().admin, '10.00', 5);
      expect(await reserve({ sku: article.sku, quantity: 6 })).toEqual(
        failure('INSUFFICIENT_STOCK', 'input.quantity', NOTHING),
      );
      expect(await reserve({ sku: 'NO-SUCH-SKU', quantity: 1 })).toEqual(failure('NOT_FOUND', 'input.sku', NOTHING));
      expect(await release(NOBODY)).toEqual(failure('NOT_FOUND', 'reservationId', NOTHING));
      expect(await find(NOBODY)).toBeNull();
    });

    test('leave those of an order alone, with INVALID_STATE, while it is under way and after', async () => {
      const { admin, customerWith, whileStopped } = within();
      const article = await stockArticle(admin, '10.00', 5);
      const customer = await customerWith('100.00');
      const order = await whileStopped(['accounts'], async () => {
        const placed = await customer.placeOrder([{ sku: article.sku, quantity: 2 }]);
        await expect.poll(async () => (await stockOf(admin, article)).reserved, { timeout: 10_000 }).toBe(2);
        const id = await reservationOf(placed);
        expect(await release(id)).toEqual(failure('INVALID_STATE', 'reservationId', NOTHING));
        expect(await find(id)).toMatchObject({ status: 'ACTIVE', expiresAt: null, order: { id: placed } });
        return placed;
      });
      expect(await customer.settled(order)).toMatchObject({ status: 'CONFIRMED' });
      const id = await reservationOf(order);
      expect(await find(id)).toMatchObject({ status: 'COMMITTED' });
      expect(await release(id)).toEqual(failure('INVALID_STATE', 'reservationId', NOTHING));
    });

    const reservationOf = async (order: string): Promise<string> => {
      const query = 'query ($id: ID!) { order(id: $id) { reservations { id } } }';
      const { data } = await within().admin.send<{ order: { reservations: { id: string }[] } }, unknown>(query, {
        id: order,
      });
      return data?.order.reservations[0]?.id ?? '';
    };
  });
}
