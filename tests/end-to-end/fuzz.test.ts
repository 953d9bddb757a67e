import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReserveStockDocument, SendNotificationDocument } from '../../client/generated/graphql.ts';
import { randomRuns } from '../kit/random-runs.ts';
import { stockArticle } from '../kit/shop.ts';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';
import type { Visitor } from '../kit/visitor.ts';
import { readGraph } from './access/graph.ts';
import { anyDocument, largeDocument } from './fuzz/documents.ts';
import { oddRequest, operationsOf, wrongRequest } from './fuzz/operations.ts';
import { faultsOf, readAnswer, sendRaw } from './fuzz/sender.ts';
import type { RawAnswer } from './fuzz/sender.ts';
import { openStoredState } from './fuzz/stored-state.ts';
import type { StoredState } from './fuzz/stored-state.ts';
import type { Known } from './fuzz/values.ts';

// A failure prints a seed and a path: given as FUZZ_SEED and FUZZ_PATH, with -t for the test that failed, they replay it.
const SECONDS_EACH = 5;
const runs = (count: number) => randomRuns('FUZZ', count, SECONDS_EACH);
const WRONG = runs(60);
const ODD = runs(40);
const QUERIES = runs(40);
const LARGE = runs(12);
const BYTES = runs(15);

/** The kinds of people that ask. */
type Who = 'anonymous' | 'customer' | 'admin' | 'forged';
const anyone = fc.constantFrom<Who>('admin', 'admin', 'admin', 'admin', 'customer', 'customer', 'anonymous', 'forged');
const AT_ONCE = 4;

let system: TestSystem;
let stored: StoredState;
let schema: GraphQLSchema;
let known: Known;
let tokens: Record<Who, string | undefined>;
let processesAtFirst: readonly number[];
/** Our own processes; those of PostgreSQL come and go with its connections. */
const pids = () =>
  system
    .processes()
    .filter(({ command }) => command.includes('main.ts'))
    .map(({ pid }) => pid);

beforeAll(async () => {
  system = await startSystem();
  const admin = await system.visitor().login(system.admin);
  const customer = await system.visitor().register();
  const another = await system.visitor().register();
  tokens = { anonymous: undefined, customer: customer.token, admin: admin.token, forged: `${customer.token}x` };
  known = await furnish(admin, customer, another);
  schema = await readGraph(system.visitor());
  stored = await openStoredState(system);
  await stored.untilQuiet();
  processesAtFirst = pids();
});
afterAll(async () => {
  await stored?.close();
  await system?.remove();
});

/** Makes one of everything. The people that ask are not among what is known, so that nobody shuts them out. */
async function furnish(admin: Visitor, customer: Visitor, another: Visitor): Promise<Known> {
  const article = await stockArticle(admin, '2.50', 50);
  await customer.deposit('100.00');
  const orderId = await customer.placeOrder([{ sku: article.sku, quantity: 2 }]);
  await customer.settled(orderId);
  const { reserveStock } = await admin.ask(ReserveStockDocument, { input: { sku: article.sku, quantity: 1 } });
  const { sendNotification } = await admin.ask(SendNotificationDocument, {
    input: { userId: another.userId ?? '', message: 'Hello' },
  });
  const reservationId = reserveStock?.reservation?.id;
  const notificationId = sendNotification?.notification?.id;
  if (another.userId === undefined || reservationId === undefined || notificationId === undefined)
    throw new Error('Something could not be made');
  return { ids: [orderId, article.id, another.userId, reservationId, notificationId], skus: [article.sku] };
}

const send = (who: Who, body: string | Buffer): Promise<RawAnswer> => {
  const token = tokens[who];
  return sendRaw(system.url, body, token === undefined ? {} : { authorization: `Bearer ${token}` });
};

/** Sends bodies, some at once, and answers what came, in their order. */
async function sendAll(bodies: readonly (readonly [Who, string | Buffer])[]): Promise<RawAnswer[]> {
  const answers: RawAnswer[] = [];
  for (let start = 0; start < bodies.length; start += AT_ONCE)
    answers.push(...(await Promise.all(bodies.slice(start, start + AT_ONCE).map(([who, body]) => send(who, body)))));
  return answers;
}

const faultsIn = (answers: readonly RawAnswer[]): string[] =>
  answers.flatMap((answer) => faultsOf(system, answer).map((fault) => `${fault}\n${answer.text.slice(0, 1_000)}`));

/** How many requests a run sends before it looks at what is stored. */
const batchOf = <Request>(request: fc.Arbitrary<Request>, most = 25) =>
  fc.array(fc.tuple(anyone, request), { minLength: 1, maxLength: most, size: 'max' });

/** What a wrong request may be refused with, by the router or by the service; who may not ask at all may be told that first. */
const REFUSALS = ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_REQUEST'];
const REFUSALS_OF: Readonly<Record<Who, readonly string[]>> = {
  anonymous: [...REFUSALS, 'UNAUTHENTICATED'],
  customer: [...REFUSALS, 'FORBIDDEN'],
  admin: REFUSALS,
  forged: ['UNAUTHENTICATED'],
};

function expectRefusal(who: Who, answer: RawAnswer): void {
  const { data, errors = [] } = readAnswer(answer);
  expect(errors, answer.text).not.toEqual([]);
  expect(
    Object.values(data ?? {}).filter((value) => value !== null),
    answer.text,
  ).toEqual([]);
  for (const { extensions } of errors) expect(REFUSALS_OF[who]).toContain(extensions.code);
  const unnamed = errors.filter(({ extensions: { code, field } }) => code === 'BAD_USER_INPUT' && !field);
  expect(unnamed).toEqual([]);
}

test('control: what must not be in an answer is found in one, and what is stored changes when something is done', async () => {
  const error = (code: string, message = 'No.') => JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const bad: readonly RawAnswer[] = [
    { status: 500, text: error('BAD_REQUEST') },
    { status: 200, text: error('INTERNAL_SERVER_ERROR') },
    { status: 200, text: error('SERVICE_UNAVAILABLE') },
    { status: 200, text: error('BAD_USER_INPUT', `connect to ::1:${system.port + 2} failed`) },
    { status: 200, text: error('BAD_USER_INPUT', 'duplicate key value violates unique constraint "users_email_key"') },
    { status: 200, text: error('BAD_USER_INPUT', 'Error: no\n    at work (place-order.ts:20:3)') },
    { status: 200, text: '{"errors":[{"message":"No.","extensions":{"code":"FORBIDDEN","serviceName":"users"}}]}' },
    { status: 200, text: '{}' },
    { status: 200, text: '<html>' },
  ];
  expect(bad.filter((answer) => faultsOf(system, answer).length === 0)).toEqual([]);
  expect(faultsOf(system, { status: 200, text: error('BAD_USER_INPUT') })).toEqual([]);
  const before = await stored.read();
  await (await system.visitor().login(system.admin)).deposit('1.00');
  const after = await stored.read();
  expect(after).toEqual({ ...before, users: after['users'], accounts: after['accounts'] });
  expect(after['accounts']).not.toBe(before['accounts']);
});

describe('a system that runs answers, and goes on, when it is sent', () => {
  test(
    'a wrong value anywhere in the arguments of any operation: refuses all and changes nothing',
    { timeout: WRONG.timeout },
    async () => {
      const before = await stored.read();
      const tried = new Set<string>();
      const operations = operationsOf(schema).filter(({ field }) => field.args.length > 0);
      const requests = operations.map((operation) =>
        wrongRequest(operation, known).map((request) => ({ operation, request })),
      );
      await fc.assert(
        fc.asyncProperty(batchOf(fc.oneof(...requests)), async (batch) => {
          const answers = await sendAll(batch.map(([who, { request }]) => [who, JSON.stringify(request)]));
          expect(faultsIn(answers)).toEqual([]);
          for (const [place, answer] of answers.entries()) expectRefusal(batch[place]?.[0] ?? 'anonymous', answer);
          expect(await stored.read()).toEqual(before);
          for (const [, { operation }] of batch) tried.add(operation.field.name);
        }),
        WRONG.parameters,
      );
      const untried = operations.filter(({ field }) => !tried.has(field.name)).map(({ field }) => field.name);
      expect(WRONG.isUsual ? untried : []).toEqual([]);
    },
  );

  test('values of the right type that nobody would send', { timeout: ODD.timeout }, async () => {
    const requests = operationsOf(schema).map((operation) => oddRequest(operation, known));
    await fc.assert(
      fc.asyncProperty(batchOf(fc.oneof(...requests)), async (batch) => {
        expect(faultsIn(await sendAll(batch.map(([who, request]) => [who, JSON.stringify(request)])))).toEqual([]);
      }),
      ODD.parameters,
    );
  });

  test('any query over the whole graph', { timeout: QUERIES.timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(batchOf(anyDocument(schema, known)), async (batch) => {
        expect(faultsIn(await sendAll(batch.map(([who, query]) => [who, JSON.stringify({ query })])))).toEqual([]);
      }),
      QUERIES.parameters,
    );
  });

  test('queries that are deep, wide, renamed a hundred times, or in circles', { timeout: LARGE.timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(batchOf(largeDocument(known), 12), async (batch) => {
        expect(faultsIn(await sendAll(batch.map(([who, query]) => [who, JSON.stringify({ query })])))).toEqual([]);
      }),
      LARGE.parameters,
    );
  });

  test('bytes, and JSON of other shapes: refuses all and changes nothing', { timeout: BYTES.timeout }, async () => {
    await stored.untilQuiet();
    const before = await stored.read();
    const anyJson = fc.json({ maxDepth: 5 });
    const anyBytes = fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes));
    const anyParts = fc
      .record({ query: fc.jsonValue(), variables: fc.jsonValue(), operationName: fc.jsonValue() }, { requiredKeys: [] })
      .map((body) => JSON.stringify(body));
    await fc.assert(
      fc.asyncProperty(batchOf(fc.oneof(anyJson, anyBytes, anyParts)), async (batch) => {
        const answers = await sendAll(batch);
        expect(faultsIn(answers)).toEqual([]);
        for (const [place, answer] of answers.entries()) expectRefusal(batch[place]?.[0] ?? 'anonymous', answer);
        expect(await stored.read()).toEqual(before);
      }),
      BYTES.parameters,
    );
  });
});

test('after all of that no process has ended, nothing is reported as broken, and an order is confirmed', async () => {
  expect(pids()).toEqual(processesAtFirst);
  const errors = system
    .output()
    .split('\n')
    .filter((line) => /"level":"(?:error|fatal)"/.test(line));
  expect(errors).toEqual([]);
  const admin = await system.visitor().login(system.admin);
  const customer = await system.visitor().register();
  await customer.deposit('10.00');
  const { sku } = await stockArticle(admin, '2.50', 1);
  const order = await customer.settled(await customer.placeOrder([{ sku, quantity: 1 }]));
  expect(order).toMatchObject({ status: 'CONFIRMED' });
});
