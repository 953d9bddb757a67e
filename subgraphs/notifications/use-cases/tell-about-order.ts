import type { Money } from '#platform/money.ts';
import type { Tx } from '../deps.ts';
import { eventKey } from '../domain/notice.ts';
import type { OrderNoticeType } from '../domain/notice.ts';
import { tell } from './tell.ts';

/** A settled fact about an order, and whose it is. */
export interface OrderFact {
  readonly userId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly total: Money | null;
  readonly reason: string | null;
}

/** Tells a customer what has become of an order: each thing once per order. */
export const tellAboutOrder = (tx: Tx, type: OrderNoticeType, fact: OrderFact): Promise<void> => {
  const { userId, orderId, orderNumber, total, reason } = fact;
  return tell(tx, {
    userId,
    key: eventKey.order(type, orderId),
    orderId,
    notice: { type, orderNumber, total, reason },
  });
};
