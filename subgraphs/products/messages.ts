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

/** Request: reserve and price all lines of an order, or none. `expectedTotal` is the total that the customer saw. Reply: StockReserved or StockRejected. */
export const ReserveStock = defineMessage(
  'ReserveStock',
  ['products'],
  ofCustomersOrder.extend({ lines: z.array(wantedLine).min(1), expectedTotal: moneyMessage.nullable() }),
);
/** Request: an order's reservations become a sale. Reply: ReservationsCommitted. */
export const CommitReservations = defineMessage('CommitReservations', ['products'], ofCustomersOrder);
/** Request: undo an order's reservations, made or not. Reply: ReservationsReleased. */
export const ReleaseReservations = defineMessage('ReleaseReservations', ['products'], ofCustomersOrder);
/** Request: the stock of a committed order becomes available again. Reply: StockReturned. */
export const ReturnStock = defineMessage('ReturnStock', ['products'], ofCustomersOrder);

/** All lines are reserved, in the requested order, at these prices. */
export const StockReserved = defineMessage(
  'StockReserved',
  ['orders'],
  ofOrder.extend({ lines: z.array(pricedLine).min(1), total: moneyMessage }),
);
/** Nothing is reserved; the reason is for the customer. LIMIT_EXCEEDED: the total has more digits than an amount can have. */
export const StockRejected = defineMessage(
  'StockRejected',
  ['orders'],
  ofOrder.extend({
    code: z.enum(['PRODUCT_NOT_FOUND', 'CURRENCY_MISMATCH', 'OUT_OF_STOCK', 'PRICE_CHANGED', 'LIMIT_EXCEEDED']),
    message: z.string(),
  }),
);
/** The stock of every line is sold. */
export const ReservationsCommitted = defineMessage('ReservationsCommitted', ['orders'], ofOrder);
/** Nothing is reserved, and nothing will be. */
export const ReservationsReleased = defineMessage('ReservationsReleased', ['orders'], ofOrder);
/** The sold stock is available again. */
export const StockReturned = defineMessage('StockReturned', ['orders'], ofOrder);
