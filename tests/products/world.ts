import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { transaction } from '#platform/database.ts';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import type { MessageType } from '#platform/message.ts';
import type { Caller } from '#platform/token.ts';
import { PrismaClient } from '#prisma/products';
import type { Product, StockMovement } from '#prisma/products';
import {
  CommitReservations,
  ReleaseReservations,
  ReserveStock,
  ReturnStock,
} from '../../subgraphs/products/messages.ts';
import { createProduct } from '../../subgraphs/products/use-cases/create-product.ts';
import { subscriptions } from '../../subgraphs/products/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';

/** A line of an order, by the SKU or the id of its product. */
export type OrderedLine =
  | { readonly sku: string; readonly quantity: number }
  | { readonly productId: string; readonly quantity: number };

/** An order and its customer, as the saga names them. */
export interface TestOrder {
  readonly orderId: string;
  readonly customerId: string;
}

/** A message that was sent: its name and its payload as it travels. */
export interface SentMessage {
  readonly name: string;
  readonly payload: Record<string, unknown>;
}

/** Who may do everything. */
export const admin: Caller = { id: uuidv7(), role: 'ADMIN', sessionId: uuidv7(), issuedAtS: 0 };

/** An order that nothing was asked for yet. */
export const newOrder = (): TestOrder => ({ orderId: uuidv7(), customerId: uuidv7() });

/** The result of what must have succeeded. */
export function resultOf<Result extends object>(outcome: Outcome<Result>): Result {
  if (isFailure(outcome)) throw new Error(JSON.stringify(outcome.userErrors));
  return outcome;
}

/** A database of products of one's own, and the verbs that tests of it share. */
export type World = Awaited<ReturnType<typeof createWorld>>;

/** Makes a world; `statements` takes every SQL statement that it runs. */
export async function createWorld(statements: string[] = []) {
  const { url, drop } = await createTestDatabase('products');
  const logged = new PrismaClient({
    adapter: postgresAdapter({ url, connectionsMax: 20 }),
    log: [{ emit: 'event', level: 'query' }],
  });
  logged.$on('query', ({ query }) => void statements.push(query));
  const database: PrismaClient = logged;
  const deps = { database };

  const take = async <Payload>(type: MessageType<Payload>, payload: Payload): Promise<void> => {
    const subscription = subscriptions.find((known) => known.type.name === type.name);
    const message = { id: uuidv7(), name: type.name, occurredAt: new Date(), payload: z.encode(type.payload, payload) };
    await transaction(
      database,
      (tx) => subscription?.handle(tx, message) ?? Promise.reject(new Error(`Nobody takes ${type.name}`)),
    );
  };
  const sentOf = async (orderId: string): Promise<SentMessage[]> =>
    database.$queryRaw<SentMessage[]>`
      SELECT envelope->>'name' AS name, envelope->'payload' AS payload FROM messaging.outbox
      WHERE destination = 'orders' AND envelope->'payload'->>'orderId' = ${orderId} ORDER BY id`;

  return {
    url,
    deps,
    database,
    /** Adds a product under a SKU of its own. */
    product: async (
      wish: { onHand?: number; name?: string; amount?: string; currency?: string; sku?: string } = {},
    ): Promise<Product> => {
      const { onHand = 10, name = 'Blue mug', amount = '200.50', currency = 'USD', sku = `SKU-${uuidv7()}` } = wish;
      return resultOf(await createProduct(deps, { sku, name, price: { amount, currency }, onHand })).product;
    },
    productNow: (id: string): Promise<Product> => database.product.findUniqueOrThrow({ where: { id } }),
    stockOf: async (id: string): Promise<{ onHand: number; reserved: number }> =>
      database.product.findUniqueOrThrow({ where: { id }, select: { onHand: true, reserved: true } }),
    movementsOf: (productId: string): Promise<StockMovement[]> =>
      database.stockMovement.findMany({ where: { productId }, orderBy: { id: 'asc' } }),
    reservationsOf: (orderId: string) =>
      database.reservation.findMany({ where: { orderId }, orderBy: { lineIndex: 'asc' } }),
    reserve: (
      order: TestOrder,
      lines: readonly OrderedLine[],
      expectedTotal: { amountMinor: bigint; currency: string } | null = null,
    ) =>
      take(ReserveStock, {
        ...order,
        expectedTotal,
        lines: lines.map((line) => ({ productId: null, sku: null, ...line })),
      }),
    commit: (order: TestOrder) => take(CommitReservations, order),
    release: (order: TestOrder) => take(ReleaseReservations, order),
    giveBack: (order: TestOrder) => take(ReturnStock, order),
    sentOf,
    /** The last message that was sent about an order. */
    lastSent: async (orderId: string): Promise<SentMessage | undefined> => (await sentOf(orderId)).at(-1),
    /** Lets the time of a reservation run out. */
    runOut: (id: string): PromiseLike<number> =>
      database.$executeRaw`UPDATE reservations SET expires_at = now() - interval '1 second' WHERE id = ${id}::uuid`,
    end: async (): Promise<void> => {
      await database.$disconnect();
      await drop();
    },
  };
}
