import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { connectDatabase } from '#platform/database.ts';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { createInbox } from '#platform/inbox.ts';
import type { Handled } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import type { Envelope, MessageType } from '#platform/message.ts';
import { prismaAdapter } from '../kit/prisma-adapter.ts';
import { continueTrace } from '#platform/scope.ts';
import type { Caller } from '#platform/token.ts';
import { PrismaClient } from '#prisma/products';
import type { StockMovement } from '#prisma/products';
import {
  CommitReservations,
  ReleaseReservations,
  ReserveStock,
  ReturnStock,
} from '../../subgraphs/products/messages.ts';
import { createContext } from '../../subgraphs/products/context.ts';
import type { Product } from '../../subgraphs/products/rows.ts';
import { createProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { subscriptions } from '../../subgraphs/products/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';

/** As many consumers as handle batches at the same time, each as in a process of its own. */
const REPLICAS = 4;

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

/** Makes so many of a thing. */
export const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** What became of a message, in a word. */
export const wordFor = (handled: Handled): 'done' | 'duplicate' | 'failed' =>
  typeof handled === 'string' ? handled : 'failed';

/** Makes a message as it travels. */
const envelopeOf = <Payload>(type: MessageType<string, Payload>, payload: Payload): Envelope => ({
  id: uuidv7(),
  name: type.name,
  version: type.version,
  occurredAt: new Date().toISOString(),
  traceparent: continueTrace(undefined),
  payload: z.encode(type.payload, payload),
});

/** What the saga asks for, as messages. */
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

/** The result of what must have succeeded. */
export function resultOf<Result extends object>(outcome: Outcome<Result>): Result {
  if (isFailure(outcome)) throw new Error(JSON.stringify(outcome.userErrors));
  return outcome;
}

/** A database of products of one's own, and the verbs that tests of it share. */
export type World = Awaited<ReturnType<typeof createWorld>>;

/** Makes a world; `statements` gets every SQL statement that the service runs. */
export async function createWorld(statements: string[] = []) {
  const { url, drop } = await createTestDatabase('products');
  const database = connectDatabase({ url, connectionsMax: 20, onStatement: (text) => void statements.push(text) });
  const prisma = new PrismaClient({ adapter: prismaAdapter(database) });
  const deps = { database };
  const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const inboxes = Array.from({ length: REPLICAS }, () =>
    createInbox({ service: 'products', database, subscriptions, log }),
  );
  let turn = 0;
  /** Has one of the replicas handle messages as one batch. */
  const take = async (messages: readonly Envelope[], replica = (turn += 1)): Promise<Handled[]> =>
    (await inboxes[replica % REPLICAS]?.take(messages)) ?? [];
  const takeOne = async (message: Envelope): Promise<void> => {
    for (const handled of await take([message])) if (typeof handled === 'object') throw handled.error;
  };
  const sentOf = async (orderId: string): Promise<SentMessage[]> =>
    prisma.$queryRaw<SentMessage[]>`
      SELECT envelope->>'name' AS name, envelope->'payload' AS payload FROM messaging.outbox
      WHERE destination = 'orders' AND envelope->'payload'->>'orderId' = ${orderId} ORDER BY id`;

  return {
    url,
    deps,
    prisma,
    take,
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
    sentOf,
    /** The last message that was sent about an order. */
    lastSent: async (orderId: string): Promise<SentMessage | undefined> => (await sentOf(orderId)).at(-1),
    /** Lets the time of a reservation run out. */
    runOut: (id: string): PromiseLike<number> =>
      prisma.$executeRaw`UPDATE reservations SET expires_at = now() - interval '1 second' WHERE id = ${id}::uuid`,
    end: async (): Promise<void> => {
      await prisma.$disconnect();
      await database.close();
      await drop();
    },
  };
}
