import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MUTATIONS } from './access/mutations.ts';
import { accessDocument, CALLERS, hasNoRows, OUTCOMES, parseAccess } from './access/access-table.ts';
import type { AccessTable, CallerKind, Outcome } from './access/access-table.ts';
import { act, mutationsOf } from './access/act.ts';
import { aimAtNew, aimAtRest } from './access/aim.ts';
import { marksIn } from './access/answers.ts';
import { differences, disagreements, gaps, mismatches } from './access/differences.ts';
import type { Observation } from './access/differences.ts';
import { askService, entityFields } from './access/entities.ts';
import type { EntityField, Question, ServiceAnswer } from './access/entities.ts';
import { forgeriesOf } from './access/forgeries.ts';
import { readGraph, waysThrough } from './access/graph.ts';
import type { Atlas, Way } from './access/graph.ts';
import { walk } from './access/walk.ts';
import { everythingOf, openWorld, personOf, rootsOf } from './access/world.ts';
import type { World } from './access/world.ts';
import { createVisitor } from '../kit/visitor.ts';

const OUTCOME = '{ userErrors { code message field } }';
const table = parseAccess(accessDocument());
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
])("of %s another customer cannot tell whether it is somebody's or nobody's", async (_, ask) => {
  const question = ask(world);
  const nobodys = question.replace(/"[^"]{36}"/, `"${randomUUID()}"`).replace(/"[^"]{9}"/, '"ZZZZ-ZZZZ"');
  expect(nobodys).not.toBe(question);
  const { text, status } = await world.other.visitor.send(nobodys);
  expect(await world.other.visitor.send(question)).toMatchObject({ text, status });
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

const isRefusal = (name: string, caller: CallerKind): boolean =>
  !['yes', 'own'].includes(table.rows.get(`Mutation.${name}`)?.[caller] ?? '');

describe('every mutation', () => {
  test('is called here', () => {
    expect(Object.keys(MUTATIONS).toSorted()).toEqual(mutationsOf(atlas).toSorted());
  });

  test('that docs/access.md refuses to a caller is refused, tells nothing and changes nothing', async () => {
    const before = await everythingOf(world);
    for (const name of mutationsOf(atlas)) {
      for (const kind of CALLERS.filter((caller) => isRefusal(name, caller))) {
        const caller = personOf(world, kind);
        const deed = await act(world, atlas, { name, kind, aim: aimAtRest(world, caller) });
        observations.push(...deed.observations);
        expect(differences(table, deed.observations)).toEqual([]);
        expect(marksIn(world.possessions, deed.text)).toEqual([]);
      }
    }
    expect(await everythingOf(world)).toBe(before);
  });

  test.each(Object.keys(MUTATIONS))('%s does what it is for, for whom docs/access.md says', async (name) => {
    for (const kind of CALLERS.filter((caller) => !isRefusal(name, caller))) {
      const aim = await aimAtNew(world, kind === 'owner' ? 'owner' : personOf(world, kind));
      const deed = await act(world, atlas, { name, kind, aim });
      observations.push(...deed.observations);
      expect(differences(table, deed.observations)).toEqual([]);
    }
  });
});

describe('docs/access.md', () => {
  test('says nothing that was not held against an answer', () => {
    expect(gaps(table, observations)).toEqual([]);
  });

  test('is found out wherever it says another thing than it does', () => {
    const changes = [...table.rows].flatMap(([field, row]) =>
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
    expect(changes.length).toBe(table.rows.size * CALLERS.length * (OUTCOMES.length - 1));
    expect(unnoticed).toEqual([]);
  });

  test('is found out where it lacks a row, has one too many, or has one twice', () => {
    const [row = ''] = table.rows.keys();
    const without = new Map(table.rows);
    without.delete(row);
    expect(mismatches({ ...table, rows: without }, atlas.graph)).toEqual([`${row} has no row`]);
    expect(differences({ ...table, rows: without }, observations)).not.toEqual([]);
    const added = changed({ field: row, caller: 'admin', outcome: 'yes' }, 'Order.margin');
    expect(mismatches(added, atlas.graph)).toEqual(['Order.margin has a row and is no field of the graph']);
    expect(gaps(added, observations)).toContain('Order.margin was never seen with a value');
    expect(mismatches({ ...table, withoutRows: [...table.withoutRows, 'Parcel'] }, atlas.graph)).toEqual([
      'Parcel is no type of the graph',
    ]);
    expect(mismatches({ ...table, withoutRows: [...table.withoutRows, 'Order'] }, atlas.graph)).toContain(
      'Order.total has a row and is no field of the graph',
    );
    const line = accessDocument()
      .split('\n')
      .find((each) => each.startsWith('| `Query`: '));
    expect(() => parseAccess(`${accessDocument()}\n${line}`)).toThrow(/two rows/);
    expect(() => parseAccess(`${line?.replace('yes', 'maybe')}`)).toThrow(/"maybe" is no outcome/);
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

/** The table with one cell changed, in its row or in a row of another name. */
const changed = (
  { field, caller, outcome }: { field: string; caller: CallerKind; outcome: Outcome },
  as = field,
): AccessTable => {
  const row = table.rows.get(field);
  if (row === undefined) throw new Error(`${field} has no row`);
  return { ...table, rows: new Map(table.rows).set(as, { ...row, [caller]: outcome }) };
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
  ])('answers nobody with %s, whoever they are', async (_, secret) => {
    for (const { accessToken: token } of [world.owner, world.admin]) {
      expect(await faultsOf((field) => ({ field, secret, token }), isTurnedAway)).toEqual([]);
    }
  });
});
