import { PaymentAuthorized, PaymentCaptured, PaymentDeclined } from '#accounts/messages.ts';
import { ReservationsCommitted, StockReserved } from '#products/messages.ts';
import type { Order } from '#prisma/orders';
import type { Deps } from '../../subgraphs/orders/deps.ts';
import type { Caller } from '#platform/token.ts';
import { orders } from '../kit/service-definitions.ts';
import { openWorld, resultOf } from '../kit/world.ts';

/** A world of orders with the verbs that its tests share. */
export type Desk = Awaited<ReturnType<typeof openDesk>>;

export async function openDesk(given: Partial<Deps> = {}) {
  const world = await openWorld(orders, given);
  const { prisma, deps, sent } = world;
  return {
    ...world,
    order: (id: string): Promise<Order> => prisma.order.findUniqueOrThrow({ where: { id } }),
    timeline: async (id: string): Promise<string[]> => {
      const events = await prisma.orderEvent.findMany({ where: { orderId: id }, orderBy: { version: 'asc' } });
      return events.map(({ status }) => status);
    },
    /** Places an order and forgets what was sent by it. */
    placed: async (customer: Caller, input: unknown = { lines: [{ sku: 'TEA', quantity: 2 }] }): Promise<Order> => {
      const { order } = resultOf(await deps.placeOrder(customer, input));
      await sent();
      return order;
    },
  };
}

/** The product that the orders of these tests are about. */
export const TEA = {
  productId: '0197a000-0000-7000-8000-00000000000a',
  sku: 'TEA',
  name: 'Green tea',
  unitPriceMinor: 20_050n,
};

/** What the products service says of two pieces of it. */
export const reserved = ({ id }: Pick<Order, 'id'>) => ({
  orderId: id,
  lines: [{ ...TEA, quantity: 2 }],
  total: { amountMinor: 40_100n, currency: 'USD' },
});

/** How far `bring` takes an order. */
export type Stage = 'PENDING' | 'AUTHORIZING' | 'PAST_PIVOT' | 'CONFIRMED' | 'DECLINED';

/** Brings an order of two TEA to a stage by the answers that lead there, and forgets what was sent by the way. */
export async function bring(world: Desk, order: Order, stage: Stage): Promise<Order> {
  const ofOrder = { orderId: order.id };
  if (stage !== 'PENDING') await world.deliver(StockReserved, reserved(order));
  if (stage === 'DECLINED')
    await world.deliver(PaymentDeclined, { ...ofOrder, code: 'ACCOUNT_FROZEN', message: 'Your account is frozen.' });
  if (stage === 'PAST_PIVOT' || stage === 'CONFIRMED') await world.deliver(PaymentAuthorized, ofOrder);
  if (stage === 'CONFIRMED') {
    await world.deliver(PaymentCaptured, ofOrder);
    await world.deliver(ReservationsCommitted, ofOrder);
  }
  await world.sent();
  return world.order(order.id);
}
