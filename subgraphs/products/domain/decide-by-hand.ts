import { fail } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';
import { availableOf, scarcityOf } from './stock.ts';
import type { Stock } from './stock.ts';

/** Why pieces cannot be set aside by hand; undefined where they can. */
export function refusalToReserve(
  product: Stock & { readonly name: string; readonly status: 'ACTIVE' | 'ARCHIVED' },
  quantity: number,
): Failure<'INVALID_STATE' | 'INSUFFICIENT_STOCK'> | undefined {
  if (product.status === 'ARCHIVED') return fail('INVALID_STATE', `“${product.name}” is archived.`, 'input.sku');
  if (quantity > availableOf(product)) return fail('INSUFFICIENT_STOCK', scarcityOf(product), 'input.quantity');
  return undefined;
}

/** What decides whether a reservation may be released by hand. */
export interface ReleasableReservation {
  readonly orderId: string | null;
  readonly status: 'ACTIVE' | 'COMMITTED' | 'RELEASED' | 'EXPIRED';
}

/** Why a reservation cannot be released by hand; undefined where it can. Those of an order are closed by the order alone. */
export function refusalToRelease(
  reservation: ReleasableReservation,
): Failure<'INVALID_STATE' | 'RESERVATION_CLOSED'> | undefined {
  if (reservation.orderId !== null) {
    return fail('INVALID_STATE', 'This reservation belongs to an order, which alone can close it.', 'reservationId');
  }
  if (reservation.status === 'ACTIVE') return undefined;
  return fail(
    'RESERVATION_CLOSED',
    `This reservation is already ${reservation.status.toLowerCase()}.`,
    'reservationId',
  );
}
