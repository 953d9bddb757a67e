import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  NotifyOrderCancelled,
  NotifyOrderConfirmed,
  NotifyOrderDelivered,
  NotifyOrderExpired,
  NotifyOrderPlaced,
  NotifyOrderRejected,
  NotifyOrderShipped,
  NotifyPasswordReset,
} from '#notifications/messages.ts';
import { seal } from '#platform/sealed.ts';
import { UserChanged, UserRegistered } from '#users/messages.ts';
import { envelopeOf } from '../kit/world.ts';
import { openReaders, orderOf, newReader } from './readers.ts';
import type { Readers } from './readers.ts';

let world: Readers;
beforeAll(async () => {
  world = await openReaders();
});
afterEach(() => world.reset());
afterAll(() => world.close());

const SETTLED = { timeout: 10_000, interval: 20 };
const ORDER_MESSAGES = [
  ['ORDER_PLACED', NotifyOrderPlaced],
  ['ORDER_CONFIRMED', NotifyOrderConfirmed],
  ['ORDER_REJECTED', NotifyOrderRejected],
  ['ORDER_CANCELLED', NotifyOrderCancelled],
  ['ORDER_EXPIRED', NotifyOrderExpired],
  ['ORDER_SHIPPED', NotifyOrderShipped],
  ['ORDER_DELIVERED', NotifyOrderDelivered],
] as const;

describe('an event', () => {
  test('is told once, however often and under however many message ids it arrives at once', async () => {
    const person = await world.register();
    const order = orderOf(person.userId);
    const reset = {
      userId: person.userId,
      sealedToken: await seal(world.key, 'token'),
      expiresAt: new Date(Date.now() + 1_000).toISOString(),
    };
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await world.take([envelopeOf(UserRegistered, person)]);
        await world.take([envelopeOf(NotifyOrderConfirmed, order)]);
        await world.take([envelopeOf(NotifyPasswordReset, reset)]);
      }),
    );
    const told = await world.notifications({ userId: person.userId });
    expect(told.map(({ type }) => type).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'ORDER_CONFIRMED',
      'PASSWORD_RESET',
      'WELCOME',
    ]);
  });

  test('is not told again when it arrives after its mail was sent', async () => {
    const person = await world.register();
    const order = orderOf(person.userId);
    await world.deliver(NotifyOrderConfirmed, order);
    world.send();
    const sent = () => world.prisma.notification.count({ where: { status: 'SENT' } });
    await expect.poll(sent, SETTLED).toBe(2);
    await world.deliver(NotifyOrderConfirmed, order);
    await world.deliver(UserRegistered, { ...person, version: 2 });
    expect(await world.prisma.notification.count()).toBe(2);
    expect(world.office.received).toHaveLength(2);
  });

  test.for(ORDER_MESSAGES)('about an order is told: %s', async ([type, message]) => {
    const { userId } = await world.register();
    const order = orderOf(userId);
    await world.deliver(message, order);
    const told = await world.notifications({ userId, type });
    expect(told).toMatchObject([{ status: 'QUEUED', orderId: order.orderId, locale: 'EN' }]);
    expect(told[0]?.subject).toContain('7K3-QX');
  });

  test('of one kind is told for each order, and each reset for itself', async () => {
    const { userId } = await world.register();
    for (const token of ['first', 'second']) {
      await world.deliver(NotifyOrderPlaced, orderOf(userId));
      const expiresAt = new Date(Date.now() + 1_000).toISOString();
      await world.deliver(NotifyPasswordReset, { userId, sealedToken: await seal(world.key, token), expiresAt });
    }
    expect(await world.notifications({ userId, type: 'ORDER_PLACED' })).toHaveLength(2);
    expect(await world.notifications({ userId, type: 'PASSWORD_RESET' })).toHaveLength(2);
  });

  test('says why an order was rejected, in the language of its reader', async () => {
    const { userId } = await world.register({ locale: 'RU' });
    await world.deliver(NotifyOrderRejected, orderOf(userId, { reason: 'OUT_OF_STOCK' }));
    const [told] = await world.notifications({ userId, type: 'ORDER_REJECTED' });
    expect(told?.message).toContain('товара нет в наличии');
  });
});

describe('a notice that comes before its reader is known', () => {
  test('waits, and is then written and sent in the reader’s language', async () => {
    const person = newReader({ locale: 'RU' });
    const { userId } = person;
    world.send();
    await world.deliver(NotifyOrderConfirmed, orderOf(userId));
    expect(await world.notifications({ userId })).toMatchObject([{ status: 'QUEUED', locale: null, attempts: 0 }]);
    await world.deliver(UserRegistered, person);
    const states = async () => (await world.notifications({ userId })).map(({ type, status }) => `${type} ${status}`);
    await expect.poll(states, SETTLED).toEqual(['ORDER_CONFIRMED SENT', 'WELCOME SENT']);
    expect(await world.notifications({ userId, type: 'ORDER_CONFIRMED' })).toMatchObject([
      { locale: 'RU', subject: 'Заказ 7K3-QX подтверждён' },
    ]);
    expect(world.office.received.map(({ mail }) => mail.subject)).toContain('Заказ 7K3-QX подтверждён');
  });

  test('is found by the transaction that adds its recipient, also concurrently', async () => {
    const people = Array.from({ length: 25 }, () => newReader({ locale: 'RU' }));
    await Promise.all(
      people.flatMap((person) => [
        world.take([envelopeOf(NotifyOrderPlaced, orderOf(person.userId))]),
        world.take([envelopeOf(UserRegistered, person)]),
      ]),
    );
    expect(await world.prisma.notification.count({ where: { locale: null } })).toBe(0);
    expect(await world.prisma.notification.count({ where: { type: 'ORDER_PLACED', locale: 'RU' } })).toBe(
      people.length,
    );
  });

  test('waits for no more than the reader: a change that comes before the registration will do', async () => {
    const person = newReader({ version: 2, locale: 'RU', firstName: 'Вера' });
    await world.deliver(NotifyOrderPlaced, orderOf(person.userId));
    await world.deliver(UserChanged, person);
    expect(await world.notifications({ userId: person.userId })).toMatchObject([
      { type: 'ORDER_PLACED', locale: 'RU' },
    ]);
    await world.deliver(UserRegistered, { ...person, version: 1, locale: 'EN', firstName: null });
    const told = await world.notifications({ userId: person.userId, type: 'WELCOME' });
    expect(told).toMatchObject([{ locale: 'RU', subject: 'Добро пожаловать в Ordergraph' }]);
  });
});

describe('what is known of a reader', () => {
  test('is the newest, in whatever order it comes', async () => {
    const person = await world.register({ version: 1 });
    const { userId } = person;
    const change = (version: number) =>
      world.take([envelopeOf(UserChanged, { ...person, version, firstName: `Name ${version}` })]);
    await Promise.all([3, 2, 4].map(change));
    // All know version 4 at most before the first of them can write.
    const { release } = await world.hold('UPDATE recipients SET version = version');
    const changes: Promise<unknown>[] = [];
    for (const version of [6, 5]) {
      changes.push(change(version));
      await expect.poll(world.waiting, { timeout: 10_000 }).toBe(changes.length);
    }
    await release();
    await Promise.all(changes);
    await world.deliver(UserRegistered, person);
    expect(await world.prisma.recipient.findUnique({ where: { userId } })).toMatchObject({
      version: 6,
      firstName: 'Name 6',
    });
  });
});
