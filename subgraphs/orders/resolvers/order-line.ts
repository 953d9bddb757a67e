import type { OrderLineResolvers } from '../generated/resolvers.ts';
import type { MoneyParent, OrderLineParent } from '../mappers.ts';

/** A line of an order; its prices are there once the order is priced. */
export const OrderLine: OrderLineResolvers = {
  product: ({ productId }) => (productId === null ? null : { id: productId }),
  unitPrice: (line) => priceOf(line, 1),
  lineTotal: (line) => priceOf(line, line.quantity),
};

const priceOf = ({ unitPriceMinor, currency }: OrderLineParent, quantity: number): MoneyParent | null =>
  unitPriceMinor === null || currency === null ? null : { amountMinor: unitPriceMinor * BigInt(quantity), currency };
