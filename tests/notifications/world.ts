import { randomBytes } from 'node:crypto';
import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { PrismaClient } from '#prisma/notifications';
import type { Notification } from '#prisma/notifications';
import type { Deps } from '../../subgraphs/notifications/deps.ts';
import { transaction } from '#platform/database.ts';
import { createLog } from '#platform/log.ts';
import type { MessageType } from '#platform/message.ts';
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

/** A service without its process: its database, a mail server, and the sender on demand. */
export interface World {
  readonly databaseUrl: string;
  readonly database: PrismaClient;
  readonly deps: Deps;
  readonly office: PostOffice;
  readonly key: Uint8Array;
  /** Does what the service does with a message, each time under a message id that it has not seen. */
  take<Payload>(type: MessageType<Payload>, payload: Payload): Promise<void>;
  register(wish?: Partial<Person>): Promise<Person>;
  /** Starts a sender; it is stopped with the world, if not before. */
  send(wish?: { deferralsMax?: number; now?: () => Date; pollMs?: number }): { stop(): Promise<void> };
  notifications(where: { userId: string; type?: Notification['type'] }): Promise<Notification[]>;
  close(): Promise<void>;
}

/** Makes a world of its own for a test. */
export async function openWorld(): Promise<World> {
  const { url: databaseUrl, drop } = await createTestDatabase('notifications');
  const database = new PrismaClient({ adapter: postgresAdapter({ url: databaseUrl, connectionsMax: 12 }) });
  const office = await openPostOffice();
  const key = randomBytes(32);
  const stops: (() => Promise<unknown>)[] = [drop, () => database.$disconnect(), () => office.close()];
  const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

  const world: World = {
    databaseUrl,
    database,
    deps: { database, now: () => new Date() },
    office,
    key,
    take: async (type, payload) => {
      const subscription = subscriptions.find((each) => each.type.name === type.name);
      if (subscription === undefined) throw new Error(`Nobody takes ${type.name}`);
      const message = {
        id: uuidv7(),
        name: type.name,
        occurredAt: new Date(),
        payload: z.encode(type.payload, payload),
      };
      await transaction(database, (tx) => subscription.handle(tx, message));
    },
    register: async (wish) => {
      const person = somebody(wish);
      await world.take(UserRegistered, person);
      return person;
    },
    send: ({ deferralsMax = 3, now = () => new Date(), pollMs } = {}) => {
      const mailServer = connectMailServer({ url: office.url, from: FROM });
      const sender = startSender({
        database,
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
    notifications: (where) => database.notification.findMany({ where, orderBy: { id: 'asc' } }),
    close: async () => {
      for (const stop of stops.splice(0).toReversed()) await stop();
    },
  };
  return world;
}
