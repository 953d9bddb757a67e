import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Notification } from '#prisma/notifications';
import { UserRegistered } from '#users/messages.ts';
import { openEmail } from '../../subgraphs/notifications/email.ts';
import { startSender } from '../../subgraphs/notifications/sender.ts';
import { openPostOffice } from '../kit/post-office.ts';
import { notifications } from '../kit/service-definitions.ts';
import { openWorld, silent } from '../kit/world.ts';

const FROM = { name: 'Ordergraph', address: 'shop@orders.example' };
const RETRY_MS = 20;

/** A user who can be written to. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly username: string;
  readonly firstName: string | null;
  readonly locale: 'EN' | 'RU';
  readonly version: number;
}

/** A user like no other. */
export function newReader(wish: Partial<Person> = {}): Person {
  const userId = wish.userId ?? uuidv7();
  const username = `u${userId.replaceAll('-', '')}`;
  return { userId, email: `${username}@example.com`, username, firstName: 'Ada', locale: 'EN', version: 1, ...wish };
}

/** What a message says of an order. */
export const orderOf = (userId: string, wish: { orderNumber?: string; reason?: string | null } = {}) => ({
  userId,
  orderId: uuidv7(),
  orderNumber: '7K3-QX',
  total: { amountMinor: 40_100n, currency: 'USD' },
  reason: null,
  ...wish,
});

/** A world of notifications with a mail server, and the sender on demand. */
export type Readers = Awaited<ReturnType<typeof openReaders>>;

export async function openReaders() {
  const world = await openWorld(notifications);
  const { database, prisma, deliver, onClose } = world;
  const office = await openPostOffice();
  const key = randomBytes(32);
  const senders: (() => Promise<void>)[] = [];
  const stopSenders = () => Promise.all(senders.splice(0).map((stop) => stop()));
  onClose(() => office.close());
  onClose(stopSenders);
  return {
    ...world,
    office,
    key,
    register: async (wish?: Partial<Person>): Promise<Person> => {
      const person = newReader(wish);
      await deliver(UserRegistered, person);
      return person;
    },
    notifications: (where: { userId: string; type?: Notification['type'] }): Promise<Notification[]> =>
      prisma.notification.findMany({ where, orderBy: { id: 'asc' } }),
    /** Starts a sender; it is stopped by `reset`, if not before. */
    send: ({ deferralsMax = 3, pollMs }: { deferralsMax?: number; pollMs?: number } = {}) => {
      const channel = openEmail({ url: office.url, from: FROM, publicUrl: 'https://orders.example' });
      const sender = startSender({
        database,
        now: () => new Date(),
        channel,
        log: silent,
        patience: { deferralsMax, retryMs: RETRY_MS },
        keyEncryptionKey: key,
        ...(pollMs !== undefined && { pollMs }),
      });
      let stopped: Promise<void> | undefined;
      const stop = (): Promise<void> => (stopped ??= sender.stop().finally(() => channel.close()));
      senders.push(stop);
      return { stop };
    },
    /** Stops the senders and forgets everything. */
    reset: async (): Promise<void> => {
      await stopSenders();
      await world.empty();
      office.received.length = 0;
      office.onMail = () => undefined;
      office.onRecipient = () => undefined;
    },
  };
}
