import { fail } from '#platform/errors.ts';
import { availableOf, scarcityOf } from './stock.ts';
import type { Stock } from './stock.ts';

/** Why pieces cannot be set aside by hand; undefined where they can. */
export function refusalToReserve(
  product: Stock & { readonly name: string; readonly status: 'ACTIVE' | 'ARCHIVED' },
  quantity: number,
) {
  if (product.status === 'ARCHIVED') return fail('INVALID_STATE', `“${product.name}” is archived.`, 'input.sku');
  if (quantity > availableOf(product)) return fail('INSUFFICIENT_STOCK', scarcityOf(product), 'input.quantity');
  return undefined;
}

/** Why a reservation cannot be released by hand; undefined where it can. Those of an order are closed by the order alone. */
export function refusalToRelease({ orderId, status }: { readonly orderId: string | null; readonly status: string }) {
  if (orderId !== null)
    return fail('INVALID_STATE', 'This reservation belongs to an order, which alone can close it.', 'reservationId');
  if (status === 'ACTIVE') return undefined;
  return fail('RESERVATION_CLOSED', `This reservation is already ${status.toLowerCase()}.`, 'reservationId');
}
