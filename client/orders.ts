import {
  CancelOrderDocument,
  DeliverOrderDocument,
  OrderDocument,
  OrdersDocument,
  PlaceOrderDocument,
  ShipOrderDocument,
  type OrderPageFragment,
  type OrdersQueryVariables,
  type PlaceOrderInput,
} from './generated/graphql.ts';
import type { Page } from './pages.ts';
import { whole, type CallOptions, type Requests } from './requests.ts';
import { resultOf, type ResultOf } from './result.ts';
import type { OrderSummary } from './watch-order.ts';

/** An order with all that the services know of it: lines, timeline, payment, reservations, notifications. */
export type Order = OrderPageFragment;

interface WithOrder {
  readonly order: OrderSummary;
}

/** Orders. */
export interface OrderMethods {
  /** An order by its id or its number, with everything that the services know of it. */
  readonly order: (by: { id: string } | { number: string }, options?: CallOptions) => Promise<Order | null>;
  /** The user's orders, newest first; all orders for an admin. */
  readonly orders: (variables?: OrdersQueryVariables, options?: CallOptions) => Promise<Page<OrderSummary>>;
  /** Places an order. It is PENDING at once; `waitForOrder` and `watchOrder` follow it. */
  readonly placeOrder: (input: PlaceOrderInput, options?: CallOptions) => ResultOf<'placeOrder', WithOrder>;
  /** Cancels an order that is not shipped. It is CANCELLING at once, and CANCELLED when everything is undone. */
  readonly cancelOrder: (id: string, options?: CallOptions) => ResultOf<'cancelOrder', WithOrder>;
  /** For an admin: marks a CONFIRMED order as SHIPPED. */
  readonly shipOrder: (id: string, options?: CallOptions) => ResultOf<'shipOrder', WithOrder>;
  /** For an admin: marks a SHIPPED order as DELIVERED. */
  readonly deliverOrder: (id: string, options?: CallOptions) => ResultOf<'deliverOrder', WithOrder>;
}

/** Makes the methods. */
export const orderMethods = ({ request }: Requests): OrderMethods => ({
  order: async (by, options) => (await request(OrderDocument, by, options)).order,
  orders: async (variables = {}, options) =>
    whole((await request(OrdersDocument, variables, options)).orders, 'orders'),
  placeOrder: async (input, options) => resultOf('placeOrder', await request(PlaceOrderDocument, { input }, options)),
  cancelOrder: async (id, options) => resultOf('cancelOrder', await request(CancelOrderDocument, { id }, options)),
  shipOrder: async (id, options) => resultOf('shipOrder', await request(ShipOrderDocument, { id }, options)),
  deliverOrder: async (id, options) => resultOf('deliverOrder', await request(DeliverOrderDocument, { id }, options)),
});
