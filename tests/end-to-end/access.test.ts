import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CALLS } from './operations/calls.ts';
import { accessDocument, CALLERS, hasNoRows, OUTCOMES, parseAccess } from './access/access-table.ts';
import type { AccessTable, CallerKind, Outcome } from './access/access-table.ts';
import { marksIn, valueOf } from './access/answers.ts';
import type { Shown } from './access/answers.ts';
import { differences, disagreements, gaps, mismatches } from './access/differences.ts';
import type { Observation } from './access/differences.ts';
import { askService, entityFields } from './access/entities.ts';
import type { EntityField, Question, ServiceAnswer } from './access/entities.ts';
import { forgeriesOf } from './access/forgeries.ts';
import { readGraph, waysThrough } from './access/graph.ts';
import type { Atlas, Way } from './access/graph.ts';
import { walk } from './access/walk.ts';
import { openWorld, personOf, rootsOf } from './access/world.ts';
import type { World } from './access/world.ts';
import { createVisitor } from '../kit/visitor.ts';

const OUTCOME = '{ userErrors { code message field } }';
const table = parseAccess(accessDocument());
/** The rows of what is read. */
const queries = { ...table, rows: new Map([...table.rows].filter(([field]) => !field.startsWith('Mutation.'))) };
let world: World;
let atlas: Atlas;
let ways: readonly Way[];
/** Everything that was seen, for the tests at the end. */
const observations: Observation[] = [];

beforeAll(async () => {
  world = await openWorld();
  atlas = {
    graph: await readGraph(world.system.visitor()),
    isBare: (type) => hasNoRows(table, type),
    isNobodys: (type) => type === 'Product',
  };
  ways = waysThrough(atlas, rootsOf(world));
});
afterAll(() => world?.close());

test('docs/access.md has a row for every field of the graph, and for nothing else', () => {
  expect(mismatches(table, atlas.graph)).toEqual([]);
});

describe('on every way through the graph', () => {
  test.each(CALLERS)('%s gets of every field what docs/access.md says', async (caller) => {
    const seen = await walk(world, atlas, caller, ways);
    observations.push(...seen.observations);
    expect(seen.observations.length).toBeGreaterThan(1_000);
    expect(seen.leaks).toEqual([]);
    expect(differences(table, seen.observations)).toEqual([]);
  });

  test('those who may see a field see the same', () => {
    expect(disagreements(observations)).toEqual([]);
  });
});

test.each([
  ['an order by its id', ({ orders }: World) => `{ order(id: "${orders.confirmed.id}") { number } }`],
  ['an order by its number', ({ orders }: World) => `{ order(number: "${orders.confirmed.number}") { id } }`],
  ['a user', ({ owner }: World) => `{ user(id: "${owner.id}") { username } }`],
  ['a cancellation', ({ orders }: World) => `mutation { cancelOrder(id: "${orders.confirmed.id}") ${OUTCOME} }`],
  [
    'a mark',
    ({ possessions }: World) => `mutation { markNotificationRead(id: "${possessions.notifications[0]}") ${OUTCOME} }`,
  ],
])('another customer cannot tell whether %s exists', async (_, ask) => {
  const question = ask(world);
  const nobodys = question.replace(/"[^"]{36}"/, `"${randomUUID()}"`).replace(/"[^"]{9}"/, '"ZZZZ-ZZZZ"');
  expect(nobodys).not.toBe(question);
  const { text, status } = await world.other.send(nobodys);
  expect(await world.other.send(question)).toMatchObject({ text, status });
});

test('the router takes no forged token, whatever is asked', async () => {
  for (const [what, token] of Object.entries(await forgeriesOf(world))) {
    for (const query of ['{ products { nodes { id } } }', `{ user(id: "${world.owner.id}") { email } }`]) {
      const { status, data, errors } = await createVisitor(world.system.url, token).send(query);
      const code = errors?.[0]?.extensions.code;
      expect([what, status, data, code]).toEqual([what, 401, undefined, 'UNAUTHENTICATED']);
    }
  }
});

describe('docs/access.md', () => {
  test('says nothing that was not held against an answer', () => {
    // An order that has come to rest is not to be asked for again.
    expect(gaps(queries, observations)).toEqual(['Order.pollAfterMs was never seen with a value']);
  });

  test('is found out wherever it says another thing than it does', () => {
    const changes = [...queries.rows].flatMap(([field, row]) =>
      CALLERS.flatMap((caller) =>
        OUTCOMES.filter((outcome) => outcome !== row[caller]).map((outcome) => ({ field, caller, outcome })),
      ),
    );
    const about = new Map(
      [...table.rows.keys()].map((row) => [row, observations.filter(({ field }) => field === row)]),
    );
    const unnoticed = changes.filter(
      (change) => differences(changed(change), about.get(change.field) ?? []).length === 0,
    );
    expect(changes.length).toBe(queries.rows.size * CALLERS.length * (OUTCOMES.length - 1));
    expect(unnoticed).toEqual([]);
  });
});

describe('another customer who got what the owner gets', () => {
  test("would be found out at every field, and by everything that is the owner's", async () => {
    const seen = await walk({ ...world, other: world.owner }, atlas, 'other customer', ways);
    const found = differences(table, seen.observations).join('\n');
    const closed = [...table.rows].filter(
      ([field, row]) => !field.startsWith('Mutation.') && row['other customer'] === 'null',
    );
    expect(closed.map(([field]) => field).filter((field) => !found.includes(`${field} for other customer`))).toEqual(
      [],
    );
    const leaks = seen.leaks.join('\n');
    expect(world.possessions.marks.filter((mark) => !leaks.includes(mark))).toEqual([]);
  });
});

/** The table with one cell changed. */
const changed = ({ field, caller, outcome }: { field: string; caller: CallerKind; outcome: Outcome }): AccessTable => {
  const row = table.rows.get(field);
  if (row === undefined) throw new Error(`${field} has no row`);
  return { ...table, rows: new Map(table.rows).set(field, { ...row, [caller]: outcome }) };
};

describe('a service that is asked past the router', () => {
  const fields = entityFields();
  const nameOf = ({ service, type, name }: EntityField): string => `${service}: ${type}.${name}`;
  const ask = (question: Question): Promise<ServiceAnswer> =>
    askService(world, atlas, { secret: world.routerSecret, ...question });
  /** Asks for every field, and says of which the answer is wrong. */
  const faultsOf = async (
    questionOf: (field: EntityField) => Question,
    isRight: (answer: ServiceAnswer, field: EntityField) => boolean,
  ): Promise<string[]> => {
    const faults: string[] = [];
    for (const field of fields) {
      const answer = await ask(questionOf(field));
      if (!isRight(answer, field)) faults.push(`${nameOf(field)} is ${answer.outcome}: ${answer.text}`);
    }
    return faults;
  };

  test('has entities, each with more than its id', () => {
    const names = [...new Set(fields.map(({ service, type }) => `${service}: ${type}`))];
    const users = ['users', 'accounts', 'orders', 'notifications'].map((service) => `${service}: User`);
    const orders = ['accounts', 'products', 'orders', 'notifications'].map((service) => `${service}: Order`);
    expect(names.toSorted()).toEqual([...users, ...orders, 'products: Product'].toSorted());
    expect(fields.filter(({ name }) => name !== 'id').length).toBeGreaterThan(names.length);
  });

  // An order that has come to rest is not to be asked for again.
  const isAlwaysEmpty = ({ name }: EntityField): boolean => name === 'pollAfterMs';

  test('shows the owner every field of what a reference names', async () => {
    const { accessToken: token } = world.owner;
    const isShown = ({ outcome }: ServiceAnswer, field: EntityField) =>
      outcome === (isAlwaysEmpty(field) ? 'empty' : 'yes');
    expect(await faultsOf((field) => ({ field, token }), isShown)).toEqual([]);
  });

  const isKept =
    (kind: CallerKind) =>
    ({ status, outcome, asked, text }: ServiceAnswer, field: EntityField): boolean => {
      if (status !== 200 || marksIn(world.possessions, text, asked).length > 0) return false;
      // The id is what was asked with.
      if (field.name === 'id') return true;
      if (table.rows.get(`${field.type}.${field.name}`)?.[kind] === 'yes') return outcome === 'yes';
      const refusals = ['null', 'FORBIDDEN', 'UNAUTHENTICATED', ...(isAlwaysEmpty(field) ? [] : ['empty'])];
      return refusals.includes(outcome);
    };

  test.each(['other customer', 'anonymous'] as const)(
    'shows %s nothing of it, whatever the reference claims',
    async (kind) => {
      const { accessToken: token, id: claims } = personOf(world, kind) ?? {
        accessToken: undefined,
        id: world.owner.id,
      };
      expect(await faultsOf((field) => ({ field, token, claims }), isKept(kind))).toEqual([]);
    },
  );

  test('would be found out if it showed another customer what it shows the owner', async () => {
    const { accessToken: token } = world.owner;
    const faults = await faultsOf((field) => ({ field, token }), isKept('other customer'));
    const closed = fields.filter(({ type, name }) => type !== 'Product' && name !== 'id').map(nameOf);
    expect(closed.filter((name) => !faults.join('\n').includes(name))).toEqual([]);
  });

  const isTurnedAway = ({ status, outcome, asked, text }: ServiceAnswer): boolean =>
    status === 401 && outcome === 'UNAUTHENTICATED' && marksIn(world.possessions, text, asked).length === 0;

  test('takes no forged token', async () => {
    const forgeries = Object.entries(await forgeriesOf(world));
    expect(forgeries.length).toBeGreaterThan(1);
    for (const [what, token] of forgeries) {
      expect(await faultsOf((field) => ({ field, token }), isTurnedAway), `a token ${what}`).toEqual([]);
    }
  });

  test.each([
    ['no secret', undefined],
    ['another secret', 'x'.repeat(43)],
  ])('refuses every caller with %s', async (_, secret) => {
    for (const { accessToken: token } of [world.owner, world.admin]) {
      expect(await faultsOf((field) => ({ field, secret, token }), isTurnedAway)).toEqual([]);
    }
  });
});

/** Whose object a mutation is aimed at, where it is aimed at one; the others are called with what names nothing. */
const AIMED: Readonly<Record<string, (world: World) => object>> = {
  cancelOrder: ({ orders }) => ({ id: orders.confirmed.id }),
  markNotificationRead: ({ possessions }) => ({ id: possessions.notifications[0] }),
};
const payloadSchema = z.looseObject({ userErrors: z.array(z.looseObject({ code: z.string() })) }).nullish();

// What each does for those who may is proved in its service. Here it is looked at who may, and last, since it changes something.
describe('every mutation', () => {
  test('has a row', () => {
    const rows = [...table.rows.keys()].flatMap((field) => /^Mutation\.(\w+)$/.exec(field)?.[1] ?? []);
    expect(rows.toSorted()).toEqual(Object.keys(atlas.graph.getMutationType()?.getFields() ?? {}).toSorted());
  });

  const cells = [...table.rows].flatMap(([field, row]) =>
    field.startsWith('Mutation.')
      ? CALLERS.map((kind): [string, CallerKind, Outcome] => [field.replace('Mutation.', ''), kind, row[kind]])
      : [],
  );
  test.for(cells)('%s by %s: %s', async ([name, kind, outcome]) => {
    const { document = '', variables } = CALLS.get(name) ?? {};
    const isDone = outcome === 'yes' || outcome === 'own';
    const caller = personOf(world, kind) ?? world.system.visitor();
    const answer = await caller.send<Shown, object>(document, (!isDone && AIMED[name]?.(world)) || variables);
    const refusal = answer.errors?.[0]?.extensions.code;
    const failure = payloadSchema.parse(valueOf(answer.data, name))?.userErrors[0]?.code;
    expect(refusal ?? (isDone ? 'done' : failure)).toBe(isDone ? 'done' : outcome);
    const asked = JSON.stringify(AIMED[name]?.(world));
    expect(isDone ? [] : marksIn(world.possessions, answer.text, asked)).toEqual([]);
  });
});
