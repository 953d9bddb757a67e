import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NotifyOrderConfirmed, NotifyOrderPlaced } from '#notifications/messages.ts';
import { madeAt } from '#platform/paging.ts';
import { UserChanged, UserRegistered } from '#users/messages.ts';
import { deleteOldNotifications } from '../../subgraphs/notifications/rows.ts';
import { envelopeOf } from '../kit/world.ts';
import { openReaders, orderOf, newReader } from './readers.ts';
import type { Readers } from './readers.ts';

let world: Readers;
beforeAll(async () => {
  world = await openReaders();
});
afterEach(() => world.reset());
afterAll(() => world.close());

const error: unknown = expect.anything();
/** No currency, which is found when the text is written. */
const POISON = { total: { amountMinor: 1n, currency: '???' } };

describe('a batch', () => {
  test('with a poison, a duplicate and two messages about one order tells what is good, once', async () => {
    const person = newReader({ locale: 'RU' });
    const order = orderOf(person.userId);
    const placed = envelopeOf(NotifyOrderPlaced, order);
    const handled = await world.take([
      placed,
      envelopeOf(NotifyOrderConfirmed, { ...orderOf(person.userId), ...POISON }),
      envelopeOf(NotifyOrderConfirmed, order),
      placed,
      envelopeOf(NotifyOrderPlaced, order),
      envelopeOf(UserRegistered, person),
      envelopeOf(UserChanged, { ...person, version: 2, firstName: 'Вера' }),
    ]);
    expect(handled).toEqual(['done', { error }, 'done', 'duplicate', 'done', 'done', 'done']);
    const told = await world.notifications({ userId: person.userId });
    // What a list is sorted by is what it shows.
    for (const { id, createdAt } of told) expect(createdAt).toEqual(madeAt(id));
    expect(told.map(({ type, locale }) => `${type} ${locale}`).toSorted()).toEqual([
      'ORDER_CONFIRMED RU',
      'ORDER_PLACED RU',
      'WELCOME RU',
    ]);
    expect(await world.prisma.recipient.findMany()).toMatchObject([{ version: 2, firstName: 'Вера' }]);
  });

  test('costs as many statements as one message', async () => {
    const known = await world.register();
    const cost = async (envelopes: Parameters<Readers['take']>[0]): Promise<number> => {
      world.statements.length = 0;
      expect(await world.take(envelopes)).toEqual(envelopes.map(() => 'done'));
      return world.statements.length;
    };
    const notices = (count: number) =>
      Array.from({ length: count }, () => envelopeOf(NotifyOrderPlaced, orderOf(known.userId)));
    expect(await cost(notices(50))).toBe(await cost(notices(1)));
    const newcomers = (count: number) =>
      Array.from({ length: count }, () => newReader()).flatMap((person) => [
        envelopeOf(NotifyOrderPlaced, orderOf(person.userId)),
        envelopeOf(UserRegistered, person),
      ]);
    expect(await cost(newcomers(50))).toBe(await cost(newcomers(1)));
    // Those whom a notice waits for already.
    const awaited = async (count: number) => {
      const people = Array.from({ length: count }, () => newReader());
      await world.take(people.map(({ userId }) => envelopeOf(NotifyOrderPlaced, orderOf(userId))));
      return people.map((person) => envelopeOf(UserRegistered, person));
    };
    expect(await cost(await awaited(50))).toBe(await cost(await awaited(1)));
    expect(await world.prisma.notification.count({ where: { locale: null } })).toBe(0);
  });
});

describe('two batches at the same time, over the same rows in opposite order', () => {
  const people = Array.from({ length: 9 }, () => newReader());
  const orders = people.map(({ userId }) => orderOf(userId));
  const middle = 4;

  // Another transaction locks what is in the middle until both have locked what comes before it in their order and wait.
  test.for([
    {
      what: 'people who are not known',
      hold: `SELECT pg_advisory_xact_lock(hashtextextended('${people[middle]?.userId}', 0))`,
      batch: () => people.map((person) => envelopeOf(UserRegistered, person)),
    },
    {
      what: 'people who are known',
      hold: `UPDATE recipients SET version = version WHERE user_id = '${people[middle]?.userId}'`,
      batch: () => people.map((person) => envelopeOf(UserChanged, { ...person, version: 2 })),
    },
    {
      what: 'orders',
      hold: `INSERT INTO notifications (id, user_id, type, event_key, order_id, subject, message, locale) VALUES
        (gen_random_uuid(), gen_random_uuid(), 'ORDER_PLACED', 'order:${orders[middle]?.orderId}:ORDER_PLACED', gen_random_uuid(), '', '', 'EN')`,
      batch: () => orders.map((order) => envelopeOf(NotifyOrderPlaced, order)),
    },
  ])('$what, end right and do not deadlock', async ({ what, hold, batch }) => {
    if (what !== 'people who are not known')
      await world.take(people.map((person) => envelopeOf(UserRegistered, person)));
    const held = await world.hold(hold);
    world.statements.length = 0;
    const batches = [batch(), batch().toReversed()].map((envelopes) => world.take(envelopes));
    await expect.poll(world.waiting, { timeout: 10_000 }).toBe(2);
    await held.release();
    expect((await Promise.all(batches)).flat()).toEqual(Array.from({ length: 18 }, () => 'done'));
    // A deadlock would have run a batch again.
    expect(world.statements.filter((text) => text.includes('INTO messaging.inbox'))).toHaveLength(2);
    expect(await world.prisma.notification.count()).toBe(what === 'orders' ? 18 : 9);
    expect(await world.prisma.recipient.count()).toBe(9);
  });
});

test('notifications go at their age, but for those that wait to be sent', async () => {
  const { userId } = await world.register();
  const aged = (days: number, status: 'SENT' | 'QUEUED') => {
    const id = uuidv7({ msecs: Date.now() - days * 86_400_000 });
    const sentAt = status === 'SENT' ? new Date() : null;
    const text = { subject: `${status} ${days}`, message: '', locale: 'EN' as const };
    return { id, userId, type: 'CUSTOM' as const, status, eventKey: id, sentAt, ...text };
  };
  const data = [aged(31, 'SENT'), aged(31, 'QUEUED'), aged(29, 'SENT')];
  await world.prisma.notification.createMany({ data });
  await deleteOldNotifications(world.database, 30);
  const left = await world.prisma.notification.findMany({ where: { type: 'CUSTOM' }, orderBy: { id: 'asc' } });
  expect(left.map(({ subject }) => subject)).toEqual(['QUEUED 31', 'SENT 29']);
});
