import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import { z } from 'zod';
import { connectDatabase } from '#platform/database.ts';
import { createInbox } from '#platform/inbox.ts';
import type { Handled } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import type { Envelope, MessageType } from '#platform/message.ts';
import { prismaAdapter } from '../kit/prisma-adapter.ts';
import { PrismaClient } from '#prisma/notifications';
import type { Notification } from '#prisma/notifications';
import type { Deps } from '../../subgraphs/notifications/deps.ts';
import { UserRegistered } from '#users/messages.ts';
import { connectMailServer } from '../../subgraphs/notifications/mail-server.ts';
import { startSender } from '../../subgraphs/notifications/sender.ts';
import { subscriptions } from '../../subgraphs/notifications/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { openPostOffice } from './post-office.ts';
import type { PostOffice } from './post-office.ts';

const FROM = { name: 'Ordergraph', address: 'shop@orders.example' };
/** Waits that a test does not wait for. */
const RETRY_MS = 20;

/** Somebody who can be written to. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly username: string;
  readonly firstName: string | null;
  readonly locale: 'EN' | 'RU';
  readonly version: number;
}

/** A person like no other. */
export function somebody(wish: Partial<Person> = {}): Person {
  const userId = wish.userId ?? uuidv7();
  const username = `u${userId.replaceAll('-', '')}`;
  return { userId, email: `${username}@example.com`, username, firstName: 'Ada', locale: 'EN', version: 1, ...wish };
}

/** What is told of an order. */
export const orderOf = (userId: string, wish: { orderNumber?: string; reason?: string | null } = {}) => ({
  userId,
  orderId: uuidv7(),
  orderNumber: '7K3-QX',
  total: { amountMinor: 40_100n, currency: 'USD' },
  reason: null,
  ...wish,
});

/** A message as it arrives. */
export const envelope = <Payload>(type: MessageType<string, Payload>, payload: Payload): Envelope => ({
  id: uuidv7(),
  name: type.name,
  version: type.version,
  occurredAt: new Date().toISOString(),
  traceparent: '',
  payload: z.encode(type.payload, payload),
});

/** A service without its process: its database, a mail server, and the sender on demand. */
export interface World {
  readonly databaseUrl: string;
  /** What a test looks and reaches into the database with. */
  readonly database: PrismaClient;
  readonly deps: Deps;
  /** The statements that the service has run. */
  readonly statements: string[];
  readonly office: PostOffice;
  readonly key: Uint8Array;
  /** Does what the service does with messages that arrive together, apart from all others as in a process of its own. */
  takeAll(envelopes: readonly Envelope[]): Promise<Handled[]>;
  /** Does what the service does with a message, each time under a message id that it has not seen. */
  take<Payload>(type: MessageType<string, Payload>, payload: Payload): Promise<void>;
  register(wish?: Partial<Person>): Promise<Person>;
  /** Starts a sender; it is stopped with the world, if not before. */
  send(wish?: { deferralsMax?: number; now?: () => Date; pollMs?: number }): { stop(): Promise<void> };
  /** Runs SQL in a transaction of somebody else's, which `release` undoes. */
  hold(sql: string): Promise<{ release(): Promise<void> }>;
  /** Waits until so many transactions wait for a lock. */
  waiting(count: number): Promise<void>;
  notifications(where: { userId: string; type?: Notification['type'] }): Promise<Notification[]>;
  close(): Promise<void>;
}

async function hold(databaseUrl: string, sql: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(sql);
  return { release: () => client.end() };
}

const waiting = (database: PrismaClient, count: number): Promise<void> =>
  expect
    .poll(
      () => database.$queryRaw`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      { timeout: 10_000, interval: 20 },
    )
    .toHaveLength(count);

/** Makes a world of its own for a test. */
export async function openWorld(): Promise<World> {
  const { url: databaseUrl, drop } = await createTestDatabase('notifications');
  const statements: string[] = [];
  const ours = connectDatabase({
    url: databaseUrl,
    connectionsMax: 12,
    onStatement: (text) => void statements.push(text),
  });
  const seen = connectDatabase({ url: databaseUrl, connectionsMax: 4 });
  const database = new PrismaClient({ adapter: prismaAdapter(seen) });
  const office = await openPostOffice();
  const key = randomBytes(32);
  const stops: (() => Promise<unknown>)[] = [
    drop,
    () => seen.close(),
    () => database.$disconnect(),
    () => ours.close(),
    () => office.close(),
  ];
  const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const openInbox = () => createInbox({ service: 'notifications', database: ours, subscriptions, log });
  const inbox = openInbox();

  const world: World = {
    databaseUrl,
    database,
    deps: { database: ours, now: () => new Date() },
    statements,
    office,
    key,
    takeAll: (envelopes) => openInbox().take(envelopes),
    take: async (type, payload) => {
      const [handled] = await inbox.take([envelope(type, payload)]);
      if (typeof handled === 'object') throw handled.error;
    },
    register: async (wish) => {
      const person = somebody(wish);
      await world.take(UserRegistered, person);
      return person;
    },
    send: ({ deferralsMax = 3, now = () => new Date(), pollMs } = {}) => {
      const mailServer = connectMailServer({ url: office.url, from: FROM });
      const sender = startSender({
        database: ours,
        now,
        mailServer,
        log,
        sender: { domain: 'orders.example', publicUrl: 'https://orders.example' },
        patience: { deferralsMax, retryMs: RETRY_MS },
        keyEncryptionKey: key,
        ...(pollMs !== undefined && { pollMs }),
      });
      let stopped: Promise<void> | undefined;
      const stop = (): Promise<void> => (stopped ??= sender.stop().finally(() => mailServer.close()));
      stops.push(stop);
      return { stop };
    },
    hold: async (sql) => {
      const held = await hold(databaseUrl, sql);
      stops.push(held.release);
      return held;
    },
    waiting: (count) => waiting(database, count),
    notifications: (where) => database.notification.findMany({ where, orderBy: { id: 'asc' } }),
    close: async () => {
      for (const stop of stops.splice(0).toReversed()) await stop();
    },
  };
  return world;
}
