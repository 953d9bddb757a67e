import { v7 as uuidv7 } from 'uuid';
import type { Envelope } from '#platform/message.ts';
import type { StockMovement } from '#prisma/products';
import type { Product } from '../../subgraphs/products/rows.ts';
import { createContext } from '../../subgraphs/products/context.ts';
import {
  CommitReservations,
  ReleaseReservations,
  ReserveStock,
  ReturnStock,
} from '../../subgraphs/products/messages.ts';
import { createProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { products } from '../kit/service-definitions.ts';
import { callerOf, envelopeOf, insistDone, openWorld, resultOf } from '../kit/world.ts';
import type { Sent } from '../kit/world.ts';

/** A line of an order, by the SKU or the id of its product. */
export type OrderedLine =
  | { readonly sku: string; readonly quantity: number }
  | { readonly productId: string; readonly quantity: number };

/** An order and its customer, as the saga names them. */
export interface TestOrder {
  readonly orderId: string;
  readonly customerId: string;
}

export const admin = callerOf('ADMIN');

/** An order that nothing was asked for yet. */
export const newOrder = (): TestOrder => ({ orderId: uuidv7(), customerId: uuidv7() });

/** The requests of the saga, as messages. */
export const ask = {
  reserve: (
    order: TestOrder,
    lines: readonly OrderedLine[],
    expectedTotal: { amountMinor: bigint; currency: string } | null = null,
  ): Envelope =>
    envelopeOf(ReserveStock, {
      ...order,
      expectedTotal,
      lines: lines.map((line) => ({ productId: null, sku: null, ...line })),
    }),
  commit: (order: TestOrder): Envelope => envelopeOf(CommitReservations, order),
  release: (order: TestOrder): Envelope => envelopeOf(ReleaseReservations, order),
  giveBack: (order: TestOrder): Envelope => envelopeOf(ReturnStock, order),
};

/** A world of products with the verbs that its tests share. */
export type Shelf = Awaited<ReturnType<typeof openShelf>>;

export async function openShelf() {
  const world = await openWorld(products);
  const { prisma, deps } = world;
  const takeOne = async (message: Envelope): Promise<void> => insistDone(await world.take([message]));
  return {
    ...world,
    /** The loaders of a request of its own. */
    load: () => createContext(deps, { caller: null, requestId: 'test' }).load,
    /** Adds a product under a SKU of its own. */
    product: async (
      wish: { onHand?: number; name?: string; amount?: string; currency?: string; sku?: string } = {},
    ): Promise<Product> => {
      const { onHand = 10, name = 'Blue mug', amount = '200.50', currency = 'USD', sku = `SKU-${uuidv7()}` } = wish;
      return resultOf(await createProduct(deps, { sku, name, price: { amount, currency }, onHand })).product;
    },
    productNow: (id: string): Promise<Product> =>
      prisma.product.findUniqueOrThrow({ where: { id }, omit: { searchText: true } }),
    stockOf: async (id: string): Promise<{ onHand: number; reserved: number }> =>
      prisma.product.findUniqueOrThrow({ where: { id }, select: { onHand: true, reserved: true } }),
    movementsOf: (productId: string): Promise<StockMovement[]> =>
      prisma.stockMovement.findMany({ where: { productId }, orderBy: { id: 'asc' } }),
    reservationsOf: (orderId: string) =>
      prisma.reservation.findMany({ where: { orderId }, orderBy: { lineIndex: 'asc' } }),
    reserve: (...request: Parameters<typeof ask.reserve>) => takeOne(ask.reserve(...request)),
    commit: (order: TestOrder) => takeOne(ask.commit(order)),
    release: (order: TestOrder) => takeOne(ask.release(order)),
    giveBack: (order: TestOrder) => takeOne(ask.giveBack(order)),
    /** The last message that was sent about an order. */
    lastSent: async (orderId: string): Promise<Sent | undefined> => (await world.messages(orderId)).at(-1),
    /** Lets the time of a reservation run out. */
    runOut: (id: string): PromiseLike<number> =>
      prisma.$executeRaw`UPDATE reservations SET expires_at = now() - interval '1 second' WHERE id = ${id}::uuid`,
  };
}
