import { z } from 'zod';
import { defineMessage } from '#platform/message.ts';
import { minorUnits, moneyMessage } from '#platform/money.ts';

const ofOrder = z.object({ orderId: z.uuid() });
const ofCustomersOrder = z.object({ orderId: z.uuid(), customerId: z.uuid() });
const quantity = z.number().int().positive();
const wantedLine = z.object({ productId: z.uuid().nullable(), sku: z.string().nullable(), quantity });
/** `name` is what the product was called; releases before 0.2 did not send it. */
const pricedLine = z.object({
  productId: z.uuid(),
  sku: z.string(),
  name: z.string().optional(),
  quantity,
  unitPriceMinor: minorUnits,
});

/** Asks for all lines of an order to be reserved and priced, or none. `expectedTotal` is what the customer saw. Answer: StockReserved or StockRejected. */
export const ReserveStock = defineMessage(
  'ReserveStock',
  ['products'],
  ofCustomersOrder.extend({ lines: z.array(wantedLine).min(1), expectedTotal: moneyMessage.nullable() }),
);
/** Asks for an order's reservations to become a sale: the stock leaves the shelf. Answer: ReservationsCommitted. */
export const CommitReservations = defineMessage('CommitReservations', ['products'], ofCustomersOrder);
/** Asks for an order's reservations to be undone, made or not. Answer: ReservationsReleased. */
export const ReleaseReservations = defineMessage('ReleaseReservations', ['products'], ofCustomersOrder);
/** Asks for what a committed order took to be put back on the shelf. Answer: StockReturned. */
export const ReturnStock = defineMessage('ReturnStock', ['products'], ofCustomersOrder);

/** All lines are reserved, in the order they were asked for, at these prices. */
export const StockReserved = defineMessage(
  'StockReserved',
  ['orders'],
  ofOrder.extend({ lines: z.array(pricedLine).min(1), total: moneyMessage }),
);
/** Nothing is reserved, and why, in words that a customer understands. LIMIT_EXCEEDED: the total has more digits than an amount can have. */
export const StockRejected = defineMessage(
  'StockRejected',
  ['orders'],
  ofOrder.extend({
    code: z.enum(['PRODUCT_NOT_FOUND', 'CURRENCY_MISMATCH', 'OUT_OF_STOCK', 'PRICE_CHANGED', 'LIMIT_EXCEEDED']),
    message: z.string(),
  }),
);
/** The stock of every line has left the shelf. */
export const ReservationsCommitted = defineMessage('ReservationsCommitted', ['orders'], ofOrder);
/** Nothing is reserved, and nothing will be. */
export const ReservationsReleased = defineMessage('ReservationsReleased', ['orders'], ofOrder);
/** What was taken is back on the shelf. */
export const StockReturned = defineMessage('StockReturned', ['orders'], ofOrder);
