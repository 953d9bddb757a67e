import { NIL, v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { connectDatabase } from '#platform/database.ts';
import { isFailure } from '#platform/errors.ts';
import { createInbox } from '#platform/inbox.ts';
import type { Handled } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import type { Envelope, MessageType } from '#platform/message.ts';
import { prismaAdapter } from '../kit/prisma-adapter.ts';
import type { Caller } from '#platform/token.ts';
import { PrismaClient } from '#prisma/orders';
import type { Order } from '#prisma/orders';
import type { Deps } from '../../subgraphs/orders/deps.ts';
import { NUMBER_BYTES, orderNumberOf } from '../../subgraphs/orders/domain/order-number.ts';
import { createPlaceOrder } from '../../subgraphs/orders/use-cases/place-orders.ts';
import { subscriptions } from '../../subgraphs/orders/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import type { TestDatabase } from '../kit/postgres.ts';

/** A message as it waits in the outbox. */
export interface Sent {
  readonly name: string;
  readonly destination: string;
  readonly payload: Record<string, unknown>;
}

/** One process of the service, without its queue and its HTTP server: use cases, and an inbox that is handed messages. */
export interface Process {
  readonly deps: Deps;
  /** Lines that were logged, as JSON. */
  readonly logged: string[];
  /** Statements that were run, in order. */
  readonly statements: string[];
  /** Hands over messages that arrive together, and tells what became of each. */
  readonly take: ReturnType<typeof createInbox>['take'];
  readonly close: () => Promise<void>;
}

/** A service on a database of its own. */
export interface World extends Process {
  /** What tests look into the database with; its statements are not among those of the service. */
  readonly prisma: PrismaClient;
  /** The messages sent since the last call, in the order they were written. */
  readonly sent: () => Promise<Sent[]>;
  /** Hands over a message. Throws what it failed with. */
  readonly deliver: <Payload>(type: MessageType<string, Payload>, payload: Payload) => Promise<void>;
  readonly order: (id: string) => Promise<Order>;
  readonly timeline: (id: string) => Promise<string[]>;
  /** Places an order and forgets what was sent by it. */
  readonly placed: (customer: Caller, input?: unknown) => Promise<Order>;
  /** Starts another process of the service on the same database. */
  readonly another: () => Process;
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

/** A message as it arrives, under an id of its own. */
export const envelopeOf = <Payload>(type: MessageType<string, Payload>, payload: Payload): Envelope => ({
  id: uuidv7(),
  name: type.name,
  version: type.version,
  occurredAt: new Date().toISOString(),
  traceparent: `00-${crypto.randomUUID().replaceAll('-', '')}-${'0'.repeat(15)}1-01`,
  payload: z.encode(type.payload, payload),
});

/** Throws where a message failed. */
export function insistDone(handled: readonly Handled[]): void {
  for (const outcome of handled) if (typeof outcome === 'object') throw outcome.error;
}

function startProcess({ url }: TestDatabase, given: Partial<Deps>): Process {
  const statements: string[] = [];
  const logged: string[] = [];
  const database = connectDatabase({ url, connectionsMax: 10, onStatement: (text) => void statements.push(text) });
  const outside = {
    database,
    log: createLog('orders', { LOG_LEVEL: 'debug', LOG_FORMAT: 'json' }, { write: (line) => void logged.push(line) }),
    now: () => new Date(),
    makeOrderNumber: () => orderNumberOf(crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))),
    deadlineSeconds: 120,
    requiresVerifiedEmail: false,
    askAgainAfterMs: 5_000,
    answerTimes: { note: () => undefined, longestMs: () => 0 },
    ...given,
  };
  const deps: Deps = { placeOrder: createPlaceOrder(outside), ...outside };
  const inbox = createInbox({ service: 'orders', database, subscriptions: subscriptions(deps), log: deps.log });
  return { deps, logged, statements, take: inbox.take, close: () => database.close() };
}

/** Makes a world; what is given replaces a part of it. */
export async function createWorld(given: Partial<Deps> = {}): Promise<World> {
  const testDatabase = await createTestDatabase('orders');
  const processes = [startProcess(testDatabase, given)];
  const [first] = processes;
  if (first === undefined) throw new Error('There is no process');
  const prisma = new PrismaClient({ adapter: prismaAdapter(first.deps.database) });
  const sent = outboxOf(prisma);
  return {
    ...first,
    prisma,
    sent,
    deliver: async (type, payload) => insistDone(await first.take([envelopeOf(type, payload)])),
    order: (id) => prisma.order.findUniqueOrThrow({ where: { id } }),
    timeline: async (id) => {
      const events = await prisma.orderEvent.findMany({ where: { orderId: id }, orderBy: { version: 'asc' } });
      return events.map(({ status }) => status);
    },
    placed: async (customer, input = { lines: [{ sku: 'TEA', quantity: 2 }] }) => {
      const outcome = await first.deps.placeOrder(customer, input);
      await sent();
      if (isFailure(outcome)) throw new Error(`The order was not placed: ${outcome.userErrors[0].message}`);
      return outcome.order;
    },
    another: () => {
      const process = startProcess(testDatabase, given);
      processes.push(process);
      return process;
    },
    close: async () => {
      await prisma.$disconnect();
      await Promise.all(processes.map((process) => process.close()));
      await testDatabase.drop();
    },
  };
}
