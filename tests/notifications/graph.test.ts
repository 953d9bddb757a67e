import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { NotifyOrderConfirmed, NotifyOrderPlaced } from '#notifications/messages.ts';
import { serveGraph } from './graph.ts';
import type { Answer, Asker, Graph } from './graph.ts';
import { openWorld, orderOf, somebody } from './world.ts';
import type { Person, World } from './world.ts';

let world: World;
let graph: Graph;
beforeAll(async () => {
  world = await openWorld();
  graph = await serveGraph(world);
});
afterAll(async () => {
  await graph.stop();
  await world.close();
});
afterEach(() => vi.restoreAllMocks());

const anyText: unknown = expect.any(String);
const admin: Asker = { userId: uuidv7(), role: 'ADMIN' };
const stranger: Asker = { userId: uuidv7() };
const refusedWith = (code: string, field?: string) => [
  { message: anyText, extensions: { code, ...(field !== undefined && { field }) } },
];

const listSchema = z.object({
  nodes: z.array(z.object({ id: z.string(), readAt: z.string().nullable() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
const LIST = 'nodes { id readAt } pageInfo { hasNextPage endCursor }';

const entityOf = ({ data, errors }: Answer): Record<string, unknown> => {
  expect(errors).toBeUndefined();
  return z.array(z.record(z.string(), z.unknown())).parse(data?.['_entities'])[0] ?? {};
};
const listOf = async (asker: Asker, userId: string, args = '') =>
  listSchema.parse(
    entityOf(await graph.entity(asker, { __typename: 'User', id: userId }, `notifications${args} { ${LIST} }`))[
      'notifications'
    ],
  );

/** Somebody who was told of `count` orders, and welcomed before. */
async function customerWith(count: number): Promise<{ person: Person; orderIds: string[] }> {
  const person = await world.register();
  const orders = Array.from({ length: count }, () => orderOf(person.userId));
  for (const order of orders) await world.take(NotifyOrderPlaced, order);
  return { person, orderIds: orders.map(({ orderId }) => orderId) };
}

describe('User.notifications', () => {
  test('pages from the newest to the oldest, stable while new ones come', async () => {
    const { person } = await customerWith(4);
    const known = (await world.notifications({ userId: person.userId })).map(({ id }) => id).toReversed();
    const first = await listOf(person, person.userId, '(first: 2)');
    await world.take(NotifyOrderPlaced, orderOf(person.userId));
    const second = await listOf(person, person.userId, `(first: 2, after: "${first.pageInfo.endCursor}")`);
    const third = await listOf(person, person.userId, `(first: 2, after: "${second.pageInfo.endCursor}")`);
    expect([first, second, third].flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(known);
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  });

  test('tells what is unread from what is read', async () => {
    const { person } = await customerWith(2);
    const [welcome] = await world.notifications({ userId: person.userId, type: 'WELCOME' });
    await graph.ask(person, 'mutation ($id: ID!) { markNotificationRead(id: $id) { userErrors { code } } }', {
      id: welcome?.id,
    });
    expect((await listOf(person, person.userId, '(unread: true)')).nodes).toHaveLength(2);
    expect((await listOf(person, person.userId, '(unread: false)')).nodes).toMatchObject([{ id: welcome?.id }]);
    expect((await listOf(person, person.userId, '(unread: null)')).nodes).toHaveLength(3);
  });

  test.for([
    ['(first: 0)', 'first'],
    ['(first: 101)', 'first'],
    ['(after: "nonsense")', 'after'],
  ])('refuses %s', async ([args, field]) => {
    const { person } = await customerWith(0);
    const answer = await graph.entity(
      person,
      { __typename: 'User', id: person.userId },
      `notifications${args} { ${LIST} }`,
    );
    expect(answer.errors).toMatchObject(refusedWith('BAD_USER_INPUT', field));
  });

  test('is for the user and for administrators', async () => {
    const { person } = await customerWith(0);
    const reference = { __typename: 'User', id: person.userId };
    const ask = (asker: Asker) => graph.entity(asker, reference, `notifications { ${LIST} }`);
    expect(entityOf(await ask(admin))).toMatchObject({ notifications: { nodes: [{}] } });
    expect((await ask(stranger)).data).toEqual({ _entities: [null] });
    expect((await ask(null)).errors).toMatchObject(refusedWith('UNAUTHENTICATED'));
  });

  test('of many users costs one statement', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => customerWith(1)));
    world.statements.length = 0;
    const references = people.map(({ person: { userId } }) => ({ __typename: 'User', id: userId }));
    const { data } = await graph.ask(
      admin,
      'query ($references: [_Any!]!) { _entities(representations: $references) { ... on User { notifications(first: 5) { nodes { id } } } } }',
      { references },
    );
    expect(data?.['_entities']).toHaveLength(12);
    expect(data?.['_entities']).toEqual(
      people.map(() => ({ notifications: { nodes: [{ id: anyText }, { id: anyText }] } })),
    );
    expect(world.statements).toHaveLength(1);
  });
});

describe('Order.notifications', () => {
  const FIELDS = 'notifications { type subject message recipient { id } order { id } }';

  test('shows its customer and administrators what was told, newest first', async () => {
    const person = await world.register();
    const order = orderOf(person.userId);
    await world.take(NotifyOrderPlaced, order);
    await world.take(NotifyOrderConfirmed, order);
    for (const asker of [person, admin]) {
      const shown = entityOf(await graph.entity(asker, { __typename: 'Order', id: order.orderId }, FIELDS));
      expect(shown['notifications']).toMatchObject([
        { type: 'ORDER_CONFIRMED', recipient: { id: person.userId }, order: { id: order.orderId } },
        { type: 'ORDER_PLACED' },
      ]);
    }
  });

  test('shows nothing of another’s order, and as much of one that nobody has', async () => {
    const { orderIds } = await customerWith(1);
    const foreign = await graph.entity(stranger, { __typename: 'Order', id: orderIds[0] ?? '' }, FIELDS);
    expect(foreign).toEqual({ data: { _entities: [null] } });
    const unknown = await graph.entity(stranger, { __typename: 'Order', id: uuidv7() }, FIELDS);
    expect(entityOf(unknown)).toEqual({ notifications: [] });
    const anonymous = await graph.entity(null, { __typename: 'Order', id: orderIds[0] ?? '' }, FIELDS);
    expect(anonymous.errors).toMatchObject(refusedWith('UNAUTHENTICATED'));
  });

  test('of many orders costs one statement', async () => {
    const { person, orderIds } = await customerWith(20);
    world.statements.length = 0;
    const references = orderIds.map((id) => ({ __typename: 'Order', id }));
    const { data } = await graph.ask(
      person,
      'query ($references: [_Any!]!) { _entities(representations: $references) { ... on Order { notifications { type } } } }',
      { references },
    );
    expect(data?.['_entities']).toEqual(orderIds.map(() => ({ notifications: [{ type: 'ORDER_PLACED' }] })));
    expect(world.statements).toHaveLength(1);
  });
});

test('a reference that is no id is nobody', async () => {
  for (const __typename of ['User', 'Order']) {
    const answer = await graph.entity(admin, { __typename, id: "1'; --" }, '__typename');
    expect(answer).toEqual({ data: { _entities: [null] } });
  }
});

const SENT =
  'notification { id type status subject message recipient { id } readAt failureReason } userErrors { code field }';
const send = (asker: Asker, input: Record<string, unknown>) =>
  graph.ask(asker, `mutation ($input: SendNotificationInput!) { sendNotification(input: $input) { ${SENT} } }`, {
    input,
  });

describe('sendNotification', () => {
  test('tells a user what an administrator wrote', async () => {
    const { userId } = await world.register();
    const { data } = await send(admin, {
      userId,
      subject: 'About your visit',
      message: 'Please bring <b>it</b>.\r\n\r\nThanks',
    });
    expect(data).toMatchObject({
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
    const { data } = await send(admin, { userId, message: 'Привет', type: 'ORDER_SHIPPED' });
    expect(data).toMatchObject({
      sendNotification: { notification: { type: 'ORDER_SHIPPED', subject: 'Сообщение от Ordergraph' } },
    });
  });

  test('with one idempotency key is one notification, however many ask at once', async () => {
    const { userId } = await world.register();
    const input = { userId, message: 'Once', idempotencyKey: 'key-1' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(admin, input)));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await world.notifications({ userId, type: 'CUSTOM' })).toHaveLength(1);
    expect((await send(admin, { ...input, message: 'Twice' })).data).toMatchObject({
      sendNotification: { notification: null, userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }] },
    });
  });

  test('waits for the news of somebody who has registered just now', async () => {
    const person = somebody();
    // They are not known when they are first looked for, and are by the time that they are looked for again.
    const look = vi.spyOn(world.deps.database, 'rows');
    const rows = world.deps.database.rows;
    look.mockImplementationOnce((of) => (...statement) => {
      const found = rows(of)(...statement);
      void found.then(() => world.register(person));
      return found;
    });
    const { data } = await send(admin, { userId: person.userId, message: 'Hello' });
    expect(data).toMatchObject({ sendNotification: { notification: { recipient: { id: person.userId } } } });
    expect(look.mock.calls.length).toBeGreaterThan(1);
  });

  test('fails for a user whom nobody knows', async () => {
    const { data } = await send(admin, { userId: uuidv7(), message: 'Hello' });
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
    const before = await world.database.notification.count();
    const { errors } = await send(admin, { userId, message: 'Hello', ...wrong });
    expect(errors).toMatchObject(refusedWith('BAD_USER_INPUT', field));
    expect(await world.database.notification.count()).toBe(before);
  });

  test('is for administrators', async () => {
    const person = await world.register();
    const input = { userId: person.userId, message: 'Hello' };
    expect((await send(person, input)).errors).toMatchObject(refusedWith('FORBIDDEN'));
    expect((await send(null, input)).errors).toMatchObject(refusedWith('UNAUTHENTICATED'));
  });
});

describe('resendNotification', () => {
  const resend = (asker: Asker, id: string) =>
    graph.ask(asker, `mutation ($id: ID!) { resendNotification(id: $id) { ${SENT} } }`, { id });

  test('queues again what has failed, and hides why it had', async () => {
    const { userId } = await world.register();
    const [{ id } = { id: '' }] = await world.notifications({ userId });
    await world.database.notification.update({
      where: { id },
      data: { status: 'FAILED', failureReason: 'No such user', attempts: 3 },
    });
    const answers = await Promise.all([resend(admin, id), resend(admin, id)]);
    const outcomes = answers.map(({ data }) => JSON.stringify(data)).toSorted((a, b) => a.length - b.length);
    expect(outcomes[0]).toContain('INVALID_STATE');
    expect(outcomes[1]).toContain('"status":"QUEUED"');
    expect(await world.notifications({ userId })).toMatchObject([{ sending: 2, attempts: 0, failureReason: null }]);
  });

  test('fails for what is queued and for what nobody has', async () => {
    const { userId } = await world.register();
    const [{ id } = { id: '' }] = await world.notifications({ userId });
    expect((await resend(admin, id)).data).toMatchObject({
      resendNotification: { userErrors: [{ code: 'INVALID_STATE' }] },
    });
    expect((await resend(admin, uuidv7())).data).toMatchObject({
      resendNotification: { userErrors: [{ code: 'NOT_FOUND' }] },
    });
    expect((await resend(admin, 'x')).errors).toMatchObject(refusedWith('BAD_USER_INPUT', 'id'));
  });

  test('is for administrators', async () => {
    const person = await world.register();
    const [{ id } = { id: '' }] = await world.notifications({ userId: person.userId });
    expect((await resend(person, id)).errors).toMatchObject(refusedWith('FORBIDDEN'));
    expect((await resend(null, id)).errors).toMatchObject(refusedWith('UNAUTHENTICATED'));
  });
});

describe('markNotificationRead', () => {
  const mark = (asker: Asker, id: string) =>
    graph.ask(
      asker,
      'mutation ($id: ID!) { markNotificationRead(id: $id) { notification { id readAt } userErrors { code } } }',
      { id },
    );

  test('notes the first time, and changes nothing when it is repeated', async () => {
    const person = await world.register();
    const [{ id } = { id: '' }] = await world.notifications({ userId: person.userId });
    const [first, second] = [await mark(person, id), await mark(person, id)];
    expect(first.data).toMatchObject({
      markNotificationRead: { notification: { id, readAt: anyText }, userErrors: [] },
    });
    expect(second).toEqual(first);
  });

  test('is for the recipient alone', async () => {
    const { userId } = await world.register();
    const [{ id } = { id: '' }] = await world.notifications({ userId });
    for (const asker of [stranger, admin]) {
      expect((await mark(asker, id)).data).toMatchObject({
        markNotificationRead: { notification: null, userErrors: [{ code: 'NOT_FOUND' }] },
      });
    }
    expect((await mark(null, id)).errors).toMatchObject(refusedWith('UNAUTHENTICATED'));
    expect(await world.notifications({ userId })).toMatchObject([{ readAt: null }]);
  });
});

test('why a mail failed is shown to administrators alone', async () => {
  const person = await world.register();
  const [{ id } = { id: '' }] = await world.notifications({ userId: person.userId });
  await world.database.notification.update({ where: { id }, data: { status: 'FAILED', failureReason: '550 no' } });
  const ask = (asker: Asker) =>
    graph.entity(asker, { __typename: 'User', id: person.userId }, 'notifications { nodes { failureReason } }');
  expect(entityOf(await ask(admin))).toEqual({ notifications: { nodes: [{ failureReason: '550 no' }] } });
  expect((await ask(person)).errors).toMatchObject(refusedWith('FORBIDDEN'));
});
