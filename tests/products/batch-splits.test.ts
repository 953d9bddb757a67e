import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Envelope } from '#platform/message.ts';
import { ask, createWorld, newOrder, times, wordFor } from './world.ts';
import type { TestOrder, World } from './world.ts';
import type { Product } from '../../subgraphs/products/rows.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

/** A request about one of three orders and two products, by their numbers; `again` delivers the message before it again as it is. */
const anyRequest = fc.oneof(
  fc.record({
    do: fc.constant('reserve'),
    order: fc.nat(2),
    isStranger: fc.constantFrom(false, false, false, true),
    total: fc.constantFrom(null, null, 20_050n),
    lines: fc.array(fc.record({ product: fc.nat(2), quantity: fc.integer({ min: 1, max: 4 }), byId: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({ do: fc.constantFrom('commit', 'release', 'giveBack'), order: fc.nat(2) }),
  fc.record({ do: fc.constant('again'), back: fc.integer({ min: 1, max: 4 }) }),
);
type AnyRequest = typeof anyRequest extends fc.Arbitrary<infer Value> ? Value : never;

/** What is asked about, of one's own; the third product is none. */
interface Scene {
  readonly products: readonly Product[];
  readonly orders: readonly TestOrder[];
  readonly stranger: string;
}
const openScene = async (): Promise<Scene> => ({
  products: [await world.product({ onHand: 6 }), await world.product({ onHand: 6 })],
  orders: times(3, newOrder),
  stranger: uuidv7(),
});

function messagesOf({ products, orders, stranger }: Scene, requests: readonly AnyRequest[]): Envelope[] {
  const messages: Envelope[] = [];
  for (const request of requests) {
    if ('back' in request) {
      messages.push(...messages.slice(-request.back).slice(0, 1));
      continue;
    }
    const order = orders[request.order] ?? newOrder();
    if (!('lines' in request)) {
      messages.push(ask[request.do](order));
      continue;
    }
    const lines = request.lines.map(({ product: number, quantity, byId }) => {
      const product = products[number];
      return product && byId ? { productId: product.id, quantity } : { sku: product?.sku ?? 'NONE', quantity };
    });
    const total = request.total === null ? null : { amountMinor: request.total, currency: 'USD' };
    messages.push(ask.reserve(request.isStranger ? { ...order, customerId: stranger } : order, lines, total));
  }
  return messages;
}

/** Everything that a scene has come to, with numbers for what it alone has. */
async function outcomeOf({ products, orders, stranger }: Scene): Promise<unknown> {
  const ids = products.map(({ id }) => id);
  const orderIds = orders.map(({ orderId }) => orderId);
  const where = { orderId: { in: orderIds } };
  const found = {
    products: await Promise.all(ids.map((id) => world.stockOf(id))),
    movements: await Promise.all(ids.map((id) => world.movementsOf(id))),
    orders: await world.prisma.orderStock.findMany({ where, orderBy: { orderId: 'asc' } }),
    reservations: await world.prisma.reservation.findMany({
      where,
      orderBy: [{ orderId: 'asc' }, { lineIndex: 'asc' }],
    }),
    sent: await Promise.all(orderIds.map((orderId) => world.sentOf(orderId))),
  };
  const names = [
    ...products.flatMap(({ id, sku }) => [id, sku]),
    ...orders.flatMap(({ orderId, customerId }) => [orderId, customerId]),
    stranger,
  ];
  return JSON.parse(
    JSON.stringify(found, (key, value: unknown) => {
      if (key === 'createdAt' || key === 'id' || key === 'reservationId') return undefined;
      if (typeof value === 'bigint') return value.toString();
      const index = typeof value === 'string' ? names.indexOf(value) : -1;
      return index === -1 ? value : `#${index}`;
    }),
  );
}

type Word = ReturnType<typeof wordFor>;

test('any split of any sequence of messages into batches comes to the same state and the same answers as one by one', async () => {
  const seen = { done: 0, duplicate: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRequest, { minLength: 4, maxLength: 16, size: 'max' }),
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 16, maxLength: 16 }),
      async (requests, sizes) => {
        const [single, batched] = [await openScene(), await openScene()];
        const one: Word[] = [];
        for (const message of messagesOf(single, requests)) one.push(...(await world.take([message])).map(wordFor));
        const rest = messagesOf(batched, requests);
        const many: Word[] = [];
        for (const size of sizes) many.push(...(await world.take(rest.splice(0, size))).map(wordFor));
        for (const word of many) seen[word] += 1;
        expect(many).toEqual(one);
        expect(await outcomeOf(batched)).toEqual(await outcomeOf(single));
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
  expect(Math.min(seen.done, seen.duplicate, seen.failed)).toBeGreaterThan(10);
});
