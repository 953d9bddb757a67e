import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { PrismaClient } from '#prisma/accounts';
import { connectDatabase, shape } from '#platform/database.ts';
import type { Database } from '#platform/database.ts';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { createInbox } from '#platform/inbox.ts';
import type { Handled } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import type { Envelope, MessageType } from '#platform/message.ts';
import { prismaAdapter } from '../kit/prisma-adapter.ts';
import { continueTrace } from '#platform/scope.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../../subgraphs/accounts/deps.ts';
import { settings as serviceSettings } from '../../subgraphs/accounts/main.ts';
import { subscriptions } from '../../subgraphs/accounts/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';

/** Consumers that handle batches at the same time, each as in a process of its own. */
const REPLICAS = 4;

/** A message that was written to be sent: what it is called and what it says. */
export interface Announcement {
  readonly name: string;
  readonly payload: unknown;
}

/** Accounts on a database of its own, without HTTP and queue. */
export interface World {
  readonly deps: Deps;
  readonly database: Database;
  /** For looking at rows. */
  readonly prisma: PrismaClient;
  /** Every SQL statement of the service since the last time that somebody emptied it. */
  readonly statements: string[];
  /** Hands a message over as the queue does, under a new message id each time. Throws what its handling throws. */
  take<Payload>(type: MessageType<string, Payload>, payload: Payload): Promise<void>;
  /** Hands messages over together, to one of the replicas or the next. */
  takeAll(envelopes: readonly Envelope[], replica?: number): Promise<Handled[]>;
  /** What has been announced, of one order or at all, in the order of writing. */
  announced(orderId?: string): Promise<Announcement[]>;
  close(): Promise<void>;
}

const ENVELOPE = shape<{ envelope: Envelope }>({ envelope: 'envelope' });

/** Makes a message as it travels. */
export const envelopeOf = <Payload>(type: MessageType<string, Payload>, payload: Payload): Envelope => ({
  id: uuidv7(),
  name: type.name,
  version: type.version,
  occurredAt: new Date().toISOString(),
  traceparent: continueTrace(undefined),
  payload: z.encode(type.payload, payload),
});

/** Makes a world with limits of 10000 (JPY 1000000, KWD 500) and the default currency USD. */
export async function createWorld(settings: Partial<Deps> = {}): Promise<World> {
  const { url, drop } = await createTestDatabase('accounts');
  const statements: string[] = [];
  const database = connectDatabase({ url, connectionsMax: 12, onStatement: (text) => void statements.push(text) });
  const prisma = new PrismaClient({ adapter: prismaAdapter(database) });
  const deps: Deps = {
    database,
    defaultCurrency: 'USD',
    paymentLimits: serviceSettings.shape.PAYMENT_LIMIT.parse('10000,JPY=1000000,KWD=500'),
    ...settings,
  };
  const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const inboxes = Array.from({ length: REPLICAS }, () =>
    createInbox({ service: 'accounts', database, subscriptions: subscriptions(deps), log }),
  );
  let turn = 0;
  const takeAll: World['takeAll'] = async (envelopes, replica = (turn += 1)) =>
    (await inboxes[replica % REPLICAS]?.take(envelopes)) ?? [];
  return {
    deps,
    database,
    prisma,
    statements,
    takeAll,
    take: async (type, payload) => {
      for (const handled of await takeAll([envelopeOf(type, payload)]))
        if (typeof handled === 'object') throw handled.error;
    },
    announced: async (orderId) => {
      const rows = await database.rows(ENVELOPE)`
        SELECT envelope FROM messaging.outbox
        WHERE ${orderId}::text IS NULL OR envelope->'payload'->>'orderId' = ${orderId}::text ORDER BY id`;
      return rows.map(({ envelope: { name, payload } }) => ({ name, payload }));
    },
    close: async () => {
      await prisma.$disconnect();
      await database.close();
      await drop();
    },
  };
}

/** Somebody new, signed in. */
export const someone = (role: Caller['role'] = 'CUSTOMER'): Caller => ({
  id: uuidv7(),
  role,
  sessionId: uuidv7(),
  issuedAtS: 0,
});

/** What became of a message; where it failed, the name of the error. */
export function outcomeOf(handled: Handled): string {
  if (typeof handled === 'string') return handled;
  return handled.error instanceof Error ? handled.error.name : 'something';
}

/** An amount as the graph takes it. */
export const money = (amount: string, currency = 'USD'): { amount: { amount: string; currency: string } } => ({
  amount: { amount, currency },
});

/** The result of a command that must have succeeded. */
export function succeeded<Result extends object>(outcome: Outcome<Result>): Result {
  if (isFailure(outcome)) throw new Error(`Failed: ${outcome.userErrors[0].code}`);
  return outcome;
}
