import type { Order, OrderEvent, OrderLine } from '#prisma/orders';
export type { Money as MoneyParent } from '#platform/money.ts';

/** An order as it is stored. */
export type OrderParent = Order;

/** A line of an order, with the order's currency, which is null until it is priced. */
export type OrderLineParent = OrderLine & { readonly currency: string | null };

/** A status that an order has had. */
export type OrderEventParent = OrderEvent;

/** A user, of whom this service knows the id alone. */
export interface UserParent {
  readonly id: string;
}

/** A product, of which this service knows the id alone. */
export interface ProductParent {
  readonly id: string;
}
