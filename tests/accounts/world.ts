import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { PrismaClient } from '#prisma/accounts';
import { transaction } from '#platform/database.ts';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import type { Envelope, MessageType } from '#platform/message.ts';
import type { Caller } from '#platform/token.ts';
import { settings as serviceSettings } from '../../subgraphs/accounts/config.ts';
import type { Deps } from '../../subgraphs/accounts/deps.ts';
import { subscriptions } from '../../subgraphs/accounts/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';

/** A message that was written to be sent: what it is called and what it says. */
export interface Announcement {
  readonly name: string;
  readonly payload: unknown;
}

/** Accounts on a database of its own, without HTTP and queue. */
export interface World {
  readonly deps: Deps;
  readonly database: PrismaClient;
  readonly databaseUrl: string;
  /** Every SQL statement since the last time that somebody emptied it. */
  readonly statements: string[];
  /** Hands a message over as the queue does, under a new message id each time. */
  take<Payload>(type: MessageType<Payload>, payload: Payload): Promise<void>;
  /** What has been announced, of one order or at all, in the order of writing. */
  announced(orderId?: string): Promise<Announcement[]>;
  close(): Promise<void>;
}

/** Makes a world with limits of 10000 (JPY 1000000, KWD 500) and the default currency USD. */
export async function createWorld(settings: Partial<Deps> = {}): Promise<World> {
  const { url, drop } = await createTestDatabase('accounts');
  const statements: string[] = [];
  const database = new PrismaClient({
    adapter: postgresAdapter({ url, connectionsMax: 12 }),
    log: [{ emit: 'event', level: 'query' }],
  });
  database.$on('query', ({ query }) => void statements.push(query));
  const deps: Deps = {
    database,
    defaultCurrency: 'USD',
    paymentLimits: serviceSettings.shape.PAYMENT_LIMIT.parse('10000,JPY=1000000,KWD=500'),
    now: () => new Date(),
    ...settings,
  };
  const byName = new Map(subscriptions(deps).map((subscription) => [subscription.type.name, subscription]));
  return {
    deps,
    database,
    databaseUrl: url,
    statements,
    take: async (type, payload) => {
      const subscription = byName.get(type.name);
      if (subscription === undefined) throw new Error(`accounts does not take ${type.name}`);
      const message = {
        id: uuidv7(),
        name: type.name,
        occurredAt: new Date(),
        payload: z.encode(type.payload, payload),
      };
      await transaction(database, (tx) => subscription.handle(tx, message));
    },
    announced: async (orderId) => {
      const rows = await database.$queryRaw<{ envelope: Envelope }[]>`
        SELECT envelope FROM messaging.outbox
        WHERE ${orderId ?? null}::text IS NULL OR envelope->'payload'->>'orderId' = ${orderId ?? null} ORDER BY id`;
      return rows.map(({ envelope }) => ({ name: envelope.name, payload: envelope.payload }));
    },
    close: async () => {
      await database.$disconnect();
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

/** An amount as the graph takes it. */
export const money = (amount: string, currency = 'USD'): { amount: { amount: string; currency: string } } => ({
  amount: { amount, currency },
});

/** The result of a command that must have succeeded. */
export function succeeded<Result extends object>(outcome: Outcome<Result>): Result {
  if (isFailure(outcome)) throw new Error(`Failed: ${outcome.userErrors[0].code}`);
  return outcome;
}
