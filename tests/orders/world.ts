import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { NIL, v7 as uuidv7 } from 'uuid';
import { isFailure } from '#platform/errors.ts';
import { transaction } from '#platform/database.ts';
import { createLog } from '#platform/log.ts';
import type { MessageType } from '#platform/message.ts';
import type { Caller } from '#platform/token.ts';
import { PrismaClient } from '#prisma/orders';
import type { Order } from '#prisma/orders';
import { z } from 'zod';
import type { Deps } from '../../subgraphs/orders/deps.ts';
import { NUMBER_BYTES, orderNumberOf } from '../../subgraphs/orders/domain/order-number.ts';
import { placeOrder } from '../../subgraphs/orders/use-cases/place-order.ts';
import { subscriptions } from '../../subgraphs/orders/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';

/** A message as it waits in the outbox. */
export interface Sent {
  readonly name: string;
  readonly destination: string;
  readonly payload: Record<string, unknown>;
}

/** A service without its processes: use cases on a database of their own, and messages handed over by hand. */
export interface World {
  readonly deps: Deps;
  /** Lines that were logged, as JSON. */
  readonly logged: string[];
  /** Statements that were run, in order. */
  readonly statements: string[];
  /** The messages sent since the last call, in the order they were written. */
  readonly sent: () => Promise<Sent[]>;
  /** Hands over a message as the inbox does: in a transaction, its id not looked at. */
  readonly deliver: <Payload>(type: MessageType<Payload>, payload: Payload) => Promise<void>;
  readonly order: (id: string) => Promise<Order>;
  readonly timeline: (id: string) => Promise<string[]>;
  /** Places an order and forgets what was sent by it. */
  readonly placed: (customer: Caller, input?: unknown) => Promise<Order>;
  readonly close: () => Promise<void>;
}

/** Somebody who is signed in. */
export const callerOf = (role: Caller['role'] = 'CUSTOMER', id: string = uuidv7()): Caller => ({
  id,
  role,
  sessionId: uuidv7(),
  issuedAtS: 0,
});

/** Reads what was sent since the last time. Ids are made in sequence, so that their order is that of sending. */
function outboxOf(database: PrismaClient): () => Promise<Sent[]> {
  let last: string = NIL;
  return async () => {
    const rows = await database.$queryRaw<
      { id: string; destination: string; envelope: { name: string; payload: Record<string, unknown> } }[]
    >`SELECT id, destination, envelope FROM messaging.outbox WHERE id > ${last}::uuid ORDER BY id`;
    last = rows.at(-1)?.id ?? last;
    return rows.map(({ destination, envelope: { name, payload } }) => ({ name, destination, payload }));
  };
}

function delivererOf(deps: Deps): World['deliver'] {
  const takers = new Map(subscriptions(deps).map((subscription) => [subscription.type.name, subscription]));
  return async (type, payload) => {
    const taker = takers.get(type.name);
    if (taker === undefined) throw new Error(`Nobody takes ${type.name}`);
    const message = { id: uuidv7(), name: type.name, occurredAt: new Date(), payload: z.encode(type.payload, payload) };
    await transaction(deps.database, (tx) => taker.handle(tx, message));
  };
}

/** Makes a world; what is given replaces a part of it. */
export async function createWorld(given: Partial<Deps> = {}): Promise<World> {
  const testDatabase = await createTestDatabase('orders');
  const adapter = postgresAdapter({ url: testDatabase.url, connectionsMax: 10 });
  const database = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  const statements: string[] = [];
  database.$on('query', ({ query }) => void statements.push(query));
  const logged: string[] = [];
  const deps: Deps = {
    database,
    log: createLog('orders', { LOG_LEVEL: 'debug', LOG_FORMAT: 'json' }, { write: (line) => void logged.push(line) }),
    now: () => new Date(),
    makeOrderNumber: () => orderNumberOf(crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))),
    deadlineSeconds: 120,
    askAgainAfterMs: 5_000,
    answerTimes: { note: () => undefined, longestMs: () => 0 },
    ...given,
  };
  const sent = outboxOf(database);
  return {
    deps,
    logged,
    statements,
    sent,
    deliver: delivererOf(deps),
    order: (id) => database.order.findUniqueOrThrow({ where: { id } }),
    timeline: async (id) => {
      const events = await database.orderEvent.findMany({ where: { orderId: id }, orderBy: { version: 'asc' } });
      return events.map(({ status }) => status);
    },
    placed: async (customer, input = { lines: [{ sku: 'TEA', quantity: 2 }] }) => {
      const outcome = await placeOrder(deps, customer, input);
      await sent();
      if (isFailure(outcome)) throw new Error(`The order was not placed: ${outcome.userErrors[0].message}`);
      return outcome.order;
    },
    close: async () => {
      await database.$disconnect();
      await testDatabase.drop();
    },
  };
}
