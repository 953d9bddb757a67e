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
import { resultOf, type Result } from './result.ts';
import type { OrderSummary } from './watch-order.ts';

/** An order with all that the services know of it: lines, timeline, payment, reservations, notifications. */
export type Order = OrderPageFragment;

type OrderResult = Promise<Result<{ readonly order: OrderSummary }>>;

/** What there is to do with orders. */
export interface OrderMethods {
  /** An order by its id or its number, with all there is to know of it. */
  readonly order: (by: { id: string } | { number: string }, options?: CallOptions) => Promise<Order | null>;
  /** One's orders, newest first; all orders for an admin. */
  readonly orders: (variables?: OrdersQueryVariables, options?: CallOptions) => Promise<Page<OrderSummary>>;
  /** Places an order. It is PENDING at once; `waitForOrder` and `watchOrder` tell what becomes of it. */
  readonly placeOrder: (input: PlaceOrderInput, options?: CallOptions) => OrderResult;
  /** Takes an order back until it is shipped. It is CANCELLING at once, and CANCELLED when everything is undone. */
  readonly cancelOrder: (id: string, options?: CallOptions) => OrderResult;
  /** For an admin: says that a CONFIRMED order was sent off. */
  readonly shipOrder: (id: string, options?: CallOptions) => OrderResult;
  /** For an admin: says that a SHIPPED order has arrived. */
  readonly deliverOrder: (id: string, options?: CallOptions) => OrderResult;
}

/** Makes them, over one way of asking. */
export const orderMethods = ({ request }: Requests): OrderMethods => ({
  order: async (by, options) => (await request(OrderDocument, by, options)).order,
  orders: async (variables = {}, options) =>
    whole((await request(OrdersDocument, variables, options)).orders, 'orders'),
  placeOrder: async (input, options) => resultOf((await request(PlaceOrderDocument, { input }, options)).placeOrder),
  cancelOrder: async (id, options) => resultOf((await request(CancelOrderDocument, { id }, options)).cancelOrder),
  shipOrder: async (id, options) => resultOf((await request(ShipOrderDocument, { id }, options)).shipOrder),
  deliverOrder: async (id, options) => resultOf((await request(DeliverOrderDocument, { id }, options)).deliverOrder),
});
