import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveProduct, updateProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { newOrder, openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

let world: Shelf;
beforeAll(async () => {
  world = await openShelf();
});
afterAll(() => world.close());

const namesOf = async (orderId: string): Promise<string[]> => (await world.messages(orderId)).map(({ name }) => name);
const statusesOf = async (orderId: string): Promise<string[]> =>
  (await world.reservationsOf(orderId)).map(({ status }) => status);

describe('ReserveStock', () => {
  test('reserves every line at the price of the moment and says so', async () => {
    const mug = await world.product();
    const tea = await world.product({ amount: '3', name: 'Green tea' });
    const order = newOrder();
    await world.reserve(
      order,
      [
        { sku: tea.sku, quantity: 3 },
        { productId: mug.id, quantity: 2 },
      ],
      { amountMinor: 41_000n, currency: 'USD' },
    );

    expect(await world.messages(order.orderId)).toMatchObject([
      {
        name: 'StockReserved',
        payload: {
          orderId: order.orderId,
          lines: [
            { productId: tea.id, sku: tea.sku, quantity: 3, unitPriceMinor: '300' },
            { productId: mug.id, sku: mug.sku, quantity: 2, unitPriceMinor: '20050' },
          ],
          total: { amountMinor: '41000', currency: 'USD' },
        },
      },
    ]);
    expect(await world.reservationsOf(order.orderId)).toMatchObject([
      {
        productId: tea.id,
        lineIndex: 0,
        quantity: 3,
        unitPriceMinor: 300n,
        customerId: order.customerId,
        status: 'ACTIVE',
        expiresAt: null,
      },
      {
        productId: mug.id,
        lineIndex: 1,
        quantity: 2,
        unitPriceMinor: 20_050n,
        customerId: order.customerId,
        status: 'ACTIVE',
        expiresAt: null,
      },
    ]);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 2 });
    expect(await world.stockOf(tea.id)).toEqual({ onHand: 10, reserved: 3 });
  });

  test('makes one reservation for each of two lines that mean the same product, and takes both from its stock', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [
      { sku: mug.sku, quantity: 4 },
      { productId: mug.id, quantity: 5 },
    ]);
    expect(await world.reservationsOf(order.orderId)).toMatchObject([{ quantity: 4 }, { quantity: 5 }]);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 9 });
  });

  test('reserves nothing when one line cannot be reserved', async () => {
    const [mug, tea] = [await world.product(), await world.product({ onHand: 1, name: 'Green tea' })];
    const order = newOrder();
    await world.reserve(order, [
      { sku: mug.sku, quantity: 2 },
      { sku: tea.sku, quantity: 2 },
    ]);
    expect(await world.messages(order.orderId)).toMatchObject([
      {
        name: 'StockRejected',
        payload: { orderId: order.orderId, code: 'OUT_OF_STOCK', message: 'Only 1 of “Green tea” is left.' },
      },
    ]);
    expect(await world.reservationsOf(order.orderId)).toEqual([]);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
    expect(await world.movementsOf(mug.id)).toHaveLength(1);
  });

  test('is rejected for unknown and archived products, mixed currencies, a total too large, and another price', async () => {
    const codeOf = async (
      ...request: [Parameters<Shelf['reserve']>[1], Parameters<Shelf['reserve']>[2]?]
    ): Promise<unknown> => {
      const order = newOrder();
      await world.reserve(order, ...request);
      return (await world.lastSent(order.orderId))?.payload['code'];
    };
    const [mug, euro, old] = [await world.product(), await world.product({ currency: 'EUR' }), await world.product()];
    const dear = await world.product({ amount: '9999999999999.99' });
    await archiveProduct(world.deps, old.id);
    expect(await codeOf([{ sku: 'NONE', quantity: 1 }])).toBe('PRODUCT_NOT_FOUND');
    expect(await codeOf([{ productId: uuidv7(), quantity: 1 }])).toBe('PRODUCT_NOT_FOUND');
    expect(await codeOf([{ sku: old.sku, quantity: 1 }])).toBe('PRODUCT_NOT_FOUND');
    expect(
      await codeOf([
        { sku: mug.sku, quantity: 1 },
        { sku: euro.sku, quantity: 1 },
      ]),
    ).toBe('CURRENCY_MISMATCH');
    expect(await codeOf([{ sku: dear.sku, quantity: 2 }])).toBe('LIMIT_EXCEEDED');
    expect(await codeOf([{ sku: mug.sku, quantity: 1 }], { amountMinor: 1n, currency: 'USD' })).toBe('PRICE_CHANGED');
    expect(await codeOf([{ sku: mug.sku, quantity: 2_147_483_647 }])).toBe('OUT_OF_STOCK');
  });

  test('keeps its price when the product gets another, in another currency', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    await updateProduct(world.deps, { id: mug.id, price: { amount: '1', currency: 'JPY' } });
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    expect((await world.messages(order.orderId)).map(({ payload }) => payload['total'])).toEqual([
      { amountMinor: '40100', currency: 'USD' },
      { amountMinor: '40100', currency: 'USD' },
    ]);
    expect(await world.reservationsOf(order.orderId)).toMatchObject([{ unitPriceMinor: 20_050n, currency: 'USD' }]);
  });
});

describe('the saga', () => {
  test('commits: what was reserved leaves the shelf', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    await world.commit(order);
    expect(await namesOf(order.orderId)).toEqual(['StockReserved', 'ReservationsCommitted']);
    expect(await statusesOf(order.orderId)).toEqual(['COMMITTED']);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 8, reserved: 0 });
  });

  test('releases: what was reserved can be ordered again', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    await world.release(order);
    expect(await namesOf(order.orderId)).toEqual(['StockReserved', 'ReservationsReleased']);
    expect(await statusesOf(order.orderId)).toEqual(['RELEASED']);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
  });

  test('returns: what was sold is back on the shelf, and its reservations show as released', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    await world.commit(order);
    await world.giveBack(order);
    expect(await namesOf(order.orderId)).toEqual(['StockReserved', 'ReservationsCommitted', 'StockReturned']);
    expect(await statusesOf(order.orderId)).toEqual(['RELEASED']);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
    expect((await world.movementsOf(mug.id)).map(({ kind }) => kind)).toEqual(['SET', 'RESERVE', 'COMMIT', 'RETURN']);
  });

  test('commits and returns also what was archived meanwhile', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    await archiveProduct(world.deps, mug.id);
    await world.commit(order);
    await world.giveBack(order);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
  });
});

type Verb = 'reserve' | 'commit' | 'release' | 'giveBack';
const isVerb = (word: string): word is Verb => ['reserve', 'commit', 'release', 'giveBack'].includes(word);

/** Histories in which requests come repeated, late and early: what is asked, what is answered, `!` for a contradiction, and the stock then. */
const HISTORIES: readonly [asked: string, answered: string, onHand: number, reserved: number][] = [
  ['reserve reserve', 'StockReserved StockReserved', 10, 2],
  ['reserve commit commit', 'StockReserved ReservationsCommitted ReservationsCommitted', 8, 0],
  ['reserve commit reserve', 'StockReserved ReservationsCommitted StockReserved', 8, 0],
  ['reserve release release', 'StockReserved ReservationsReleased ReservationsReleased', 10, 0],
  ['reserve release reserve', 'StockReserved ReservationsReleased ReservationsReleased', 10, 0],
  ['release reserve', 'ReservationsReleased ReservationsReleased', 10, 0],
  [
    'release release reserve release',
    'ReservationsReleased ReservationsReleased ReservationsReleased ReservationsReleased',
    10,
    0,
  ],
  ['reserve commit giveBack giveBack', 'StockReserved ReservationsCommitted StockReturned StockReturned', 10, 0],
  ['reserve commit giveBack commit', 'StockReserved ReservationsCommitted StockReturned StockReturned', 10, 0],
  ['reserve commit giveBack reserve', 'StockReserved ReservationsCommitted StockReturned StockReturned', 10, 0],
  ['commit', '!', 10, 0],
  ['giveBack', '!', 10, 0],
  ['commit reserve commit', '! StockReserved ReservationsCommitted', 8, 0],
  ['reserve giveBack commit giveBack', 'StockReserved ! ReservationsCommitted StockReturned', 10, 0],
  ['reserve release commit', 'StockReserved ReservationsReleased !', 10, 0],
  ['release commit', 'ReservationsReleased !', 10, 0],
  ['reserve commit release', 'StockReserved ReservationsCommitted !', 8, 0],
  ['reserve commit giveBack release', 'StockReserved ReservationsCommitted StockReturned !', 10, 0],
];

/** True for the error that a contradiction raises; any other is passed on. */
const contradiction = (error: unknown): true => {
  if (error instanceof Error && error.message.includes('contradicts')) return true;
  throw error;
};

describe('requests that come again under new message ids, late and early', () => {
  test.for(HISTORIES)('%s: %s', async ([asked, answered, onHand, reserved]) => {
    const mug = await world.product();
    const order = newOrder();
    const answers: (string | undefined)[] = [];
    for (const verb of asked.split(' ').filter((word) => isVerb(word))) {
      const work = verb === 'reserve' ? world.reserve(order, [{ sku: mug.sku, quantity: 2 }]) : world[verb](order);
      const contradicts = await work.then(() => false, contradiction);
      answers.push(contradicts ? '!' : (await world.lastSent(order.orderId))?.name);
    }
    expect(answers.join(' ')).toBe(answered);
    const sent = await world.messages(order.orderId);
    expect(sent).toHaveLength(answers.filter((name) => name !== '!').length);
    const prices = sent.filter(({ name }) => name === 'StockReserved').map(({ payload }) => JSON.stringify(payload));
    expect(new Set(prices).size).toBeLessThanOrEqual(1);
    expect(await world.stockOf(mug.id)).toEqual({ onHand, reserved });
    // A request that changes nothing is no event.
    expect(world.eventsOf(order.orderId)).toHaveLength(new Set(answers.filter((name) => name !== '!')).size);
  });

  test('a rejection is given again although it would no longer be rejected, and a release of it does nothing', async () => {
    const mug = await world.product({ onHand: 1 });
    const order = newOrder();
    const lines = [{ sku: mug.sku, quantity: 2 }];
    await world.reserve(order, lines);
    await world.prisma.$executeRaw`UPDATE products SET on_hand = 5 WHERE id = ${mug.id}::uuid`;
    await world.reserve(order, lines);
    await world.release(order);
    await world.reserve(order, lines);
    const sent = await world.messages(order.orderId);
    expect(sent.map(({ name }) => name)).toEqual([
      'StockRejected',
      'StockRejected',
      'ReservationsReleased',
      'StockRejected',
    ]);
    expect(
      new Set(sent.filter(({ name }) => name === 'StockRejected').map(({ payload }) => JSON.stringify(payload))).size,
    ).toBe(1);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 5, reserved: 0 });
    expect(world.eventsOf(order.orderId)).toEqual(['stock rejected']);
  });

  test('a message cannot change whose an order is', async () => {
    const mug = await world.product();
    const order = newOrder();
    const stranger = { ...order, customerId: newOrder().customerId };
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    await expect(world.reserve(stranger, [{ sku: mug.sku, quantity: 2 }])).rejects.toThrow(/another customer/);
    await expect(world.commit(stranger)).rejects.toThrow(/another customer/);
    await expect(world.release(stranger)).rejects.toThrow(/another customer/);
    await world.commit(order);
    await expect(world.giveBack(stranger)).rejects.toThrow(/another customer/);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 8, reserved: 0 });

    const other = newOrder();
    await world.release(other);
    await expect(
      world.reserve({ ...other, customerId: order.customerId }, [{ sku: mug.sku, quantity: 1 }]),
    ).rejects.toThrow(/another customer/);
  });
});
