import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { NotifyOrderConfirmed, NotifyOrderPlaced } from '#notifications/messages.ts';
import { callerOf, times } from '../kit/world.ts';
import type { Graph, Who } from '../kit/graph.ts';
import { openReaders, orderOf, newReader } from './readers.ts';
import type { Person, Readers } from './readers.ts';

// Which caller may see and do what is proved for the whole graph by tests/end-to-end/access.test.ts.
let world: Readers;
let graph: Graph;
beforeAll(async () => {
  world = await openReaders();
  graph = await world.serve();
});
afterAll(() => world.close());
afterEach(() => vi.restoreAllMocks());

const anyText: unknown = expect.any(String);
const admin = callerOf('ADMIN');
const as = ({ userId: id }: Person): Who => ({ id });
const users = (...people: readonly Person[]) => people.map(({ userId: id }) => ({ __typename: 'User', id }));
const orders = (...ids: readonly string[]) => ids.map((id) => ({ __typename: 'Order', id }));

const listSchema = z.object({
  nodes: z.array(z.object({ id: z.string(), readAt: z.string().nullable() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
const entitySchema = z.object({ _entities: z.tuple([z.object({ notifications: listSchema })]) });
const LIST = 'nodes { id readAt } pageInfo { hasNextPage endCursor }';
const askList = (person: Person, args = '') =>
  graph.entities(as(person), users(person), `... on User { notifications${args} { ${LIST} } }`);
const listOf = async (person: Person, args = '') =>
  entitySchema.parse((await askList(person, args)).data)._entities[0].notifications;

/** A user who was told of `count` orders, and welcomed before. */
async function customerWith(count: number): Promise<{ person: Person; orderIds: string[] }> {
  const person = await world.register();
  const told = times(count, () => orderOf(person.userId));
  for (const order of told) await world.deliver(NotifyOrderPlaced, order);
  return { person, orderIds: told.map(({ orderId }) => orderId) };
}

describe('User.notifications', () => {
  test('pages from the newest to the oldest, stable while new ones come', async () => {
    const { person } = await customerWith(4);
    const known = (await world.notifications({ userId: person.userId })).map(({ id }) => id).toReversed();
    const first = await listOf(person, '(first: 2)');
    await world.deliver(NotifyOrderPlaced, orderOf(person.userId));
    const second = await listOf(person, `(first: 2, after: "${first.pageInfo.endCursor}")`);
    const third = await listOf(person, `(first: 2, after: "${second.pageInfo.endCursor}")`);
    expect([first, second, third].flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(known);
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  });

  test('tells what is unread from what is read', async () => {
    const { person } = await customerWith(2);
    const [welcome] = await world.notifications({ userId: person.userId, type: 'WELCOME' });
    await graph.ask(as(person), 'mutation ($id: ID!) { markNotificationRead(id: $id) { userErrors { code } } }', {
      id: welcome?.id,
    });
    expect((await listOf(person, '(unread: true)')).nodes).toHaveLength(2);
    expect((await listOf(person, '(unread: false)')).nodes).toMatchObject([{ id: welcome?.id }]);
    expect((await listOf(person, '(unread: null)')).nodes).toHaveLength(3);
  });

  test.for([
    ['(first: 0)', 'first'],
    ['(first: 101)', 'first'],
    ['(after: "nonsense")', 'after'],
  ])('refuses %s', async ([args, field]) => {
    expect((await askList(await world.register(), args)).faults).toEqual([`BAD_USER_INPUT ${field}`]);
  });

  test('of many users takes one statement', async () => {
    const people = await Promise.all(times(12, () => customerWith(1)));
    world.statements.length = 0;
    const references = users(...people.map(({ person }) => person));
    const { data } = await graph.entities(
      admin,
      references,
      '... on User { notifications(first: 5) { nodes { id } } }',
    );
    expect(data?.['_entities']).toEqual(
      people.map(() => ({ notifications: { nodes: [{ id: anyText }, { id: anyText }] } })),
    );
    expect(world.statements).toHaveLength(1);
  });
});

describe('Order.notifications', () => {
  const FIELDS = '... on Order { notifications { type subject message recipient { id } order { id } } }';

  test('shows what its customer was told, newest first', async () => {
    const person = await world.register();
    const order = orderOf(person.userId);
    await world.deliver(NotifyOrderPlaced, order);
    await world.deliver(NotifyOrderConfirmed, order);
    for (const who of [as(person), admin]) {
      const { data } = await graph.entities(who, orders(order.orderId), FIELDS);
      const confirmed = {
        type: 'ORDER_CONFIRMED',
        recipient: { id: person.userId },
        order: { id: order.orderId },
      };
      expect(data).toMatchObject({ _entities: [{ notifications: [confirmed, { type: 'ORDER_PLACED' }] }] });
    }
  });

  test('is empty for an order that was not told of', async () => {
    const { data } = await graph.entities(callerOf(), orders(uuidv7()), FIELDS);
    expect(data).toEqual({ _entities: [{ notifications: [] }] });
  });

  test('of many orders takes one statement', async () => {
    const { person, orderIds } = await customerWith(20);
    world.statements.length = 0;
    const { data } = await graph.entities(as(person), orders(...orderIds), '... on Order { notifications { type } }');
    expect(data?.['_entities']).toEqual(orderIds.map(() => ({ notifications: [{ type: 'ORDER_PLACED' }] })));
    expect(world.statements).toHaveLength(1);
  });
});

test.for(['User', 'Order'])('a reference to a %s that is no id is null', async (__typename) => {
  const answer = await graph.entities(admin, [{ __typename, id: "1'; --" }], '__typename');
  expect(answer).toEqual({ data: { _entities: [null] }, faults: [] });
});

const SENT =
  'notification { id type status subject message recipient { id } readAt failureReason } userErrors { code field }';

describe('sendNotification', () => {
  const send = (input: Record<string, unknown>) =>
    graph.ask(admin, `mutation ($input: SendNotificationInput!) { sendNotification(input: $input) { ${SENT} } }`, {
      input,
    });

  test('tells a user what an administrator wrote', async () => {
    const { userId } = await world.register();
    const message = 'Please bring <b>it</b>.\r\n\r\nThanks';
    expect((await send({ userId, subject: 'About your visit', message })).data).toMatchObject({
      sendNotification: {
        notification: {
          type: 'CUSTOM',
          status: 'QUEUED',
          subject: 'About your visit',
          message: 'Please bring <b>it</b>.\n\nThanks',
          recipient: { id: userId },
        },
        userErrors: [],
      },
    });
  });

  test('has a subject in the reader’s language where none is given, and the type that is named', async () => {
    const { userId } = await world.register({ locale: 'RU' });
    const { data } = await send({ userId, message: 'Привет', type: 'ORDER_SHIPPED' });
    expect(data).toMatchObject({
      sendNotification: { notification: { type: 'ORDER_SHIPPED', subject: 'Сообщение от Ordergraph' } },
    });
  });

  test('with one idempotency key is one notification, however many ask at once', async () => {
    const { userId } = await world.register();
    const input = { userId, message: 'Once', idempotencyKey: 'key-1' };
    const answers = await Promise.all(times(20, () => send(input)));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await world.notifications({ userId, type: 'CUSTOM' })).toHaveLength(1);
    expect((await send({ ...input, message: 'Twice' })).data).toMatchObject({
      sendNotification: { notification: null, userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }] },
    });
  });

  test('waits for the news of a user who has registered just now', async () => {
    const person = newReader();
    // They are not known when they are first looked for, and are by the time that they are looked for again.
    const look = vi.spyOn(world.deps.database, 'rows');
    const rows = world.deps.database.rows;
    look.mockImplementationOnce((of) => (...statement) => {
      const found = rows(of)(...statement);
      void found.then(() => world.register(person));
      return found;
    });
    const { data } = await send({ userId: person.userId, message: 'Hello' });
    expect(data).toMatchObject({ sendNotification: { notification: { recipient: { id: person.userId } } } });
    expect(look.mock.calls.length).toBeGreaterThan(1);
  });

  test('fails for an unknown user', async () => {
    const { data } = await send({ userId: uuidv7(), message: 'Hello' });
    expect(data).toMatchObject({
      sendNotification: { notification: null, userErrors: [{ code: 'NOT_FOUND', field: ['input', 'userId'] }] },
    });
  });

  test.for([
    [{ userId: 'me' }, 'input.userId'],
    [{ subject: 'Hello\r\nBcc: everybody@example.com' }, 'input.subject'],
    [{ subject: 'Hello\u2028Bcc: everybody@example.com' }, 'input.subject'],
    [{ subject: 'x'.repeat(201) }, 'input.subject'],
    [{ message: ' ' }, 'input.message'],
    [{ message: 'null \u0000 byte' }, 'input.message'],
    [{ message: 'x'.repeat(5_001) }, 'input.message'],
    [{ idempotencyKey: '' }, 'input.idempotencyKey'],
  ] as const)('refuses %j', async ([wrong, field]) => {
    const { userId } = await world.register();
    const before = await world.prisma.notification.count();
    expect((await send({ userId, message: 'Hello', ...wrong })).faults).toEqual([`BAD_USER_INPUT ${field}`]);
    expect(await world.prisma.notification.count()).toBe(before);
  });
});

describe('resendNotification', () => {
  const resend = (id: string) =>
    graph.ask(admin, `mutation ($id: ID!) { resendNotification(id: $id) { ${SENT} } }`, { id });

  test('queues again what has failed, and hides why it had', async () => {
    const { userId } = await world.register();
    const [{ id } = { id: '' }] = await world.notifications({ userId });
    await world.prisma.notification.update({
      where: { id },
      data: { status: 'FAILED', failureReason: 'No such user', attempts: 3 },
    });
    const answers = await Promise.all([resend(id), resend(id)]);
    const outcomes = answers.map(({ data }) => JSON.stringify(data)).toSorted((a, b) => a.length - b.length);
    expect(outcomes[0]).toContain('INVALID_STATE');
    expect(outcomes[1]).toContain('"status":"QUEUED"');
    expect(await world.notifications({ userId })).toMatchObject([{ sending: 2, attempts: 0, failureReason: null }]);
  });

  test('fails for a queued and for an unknown notification', async () => {
    const { userId } = await world.register();
    const [{ id } = { id: '' }] = await world.notifications({ userId });
    const failed = (code: string) => ({ resendNotification: { userErrors: [{ code }] } });
    expect((await resend(id)).data).toMatchObject(failed('INVALID_STATE'));
    expect((await resend(uuidv7())).data).toMatchObject(failed('NOT_FOUND'));
    expect((await resend('x')).faults).toEqual(['BAD_USER_INPUT id']);
  });
});

test('markNotificationRead notes the first time, and changes nothing when it is repeated', async () => {
  const person = await world.register();
  const [{ id } = { id: '' }] = await world.notifications({ userId: person.userId });
  const mark = () =>
    graph.ask(
      as(person),
      'mutation ($id: ID!) { markNotificationRead(id: $id) { notification { id readAt } userErrors { code } } }',
      { id },
    );
  const first = await mark();
  expect(first.data).toMatchObject({
    markNotificationRead: { notification: { id, readAt: anyText }, userErrors: [] },
  });
  expect(await mark()).toEqual(first);
});
