import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase } from '#platform/database.ts';
import type { Database, Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { runOnce } from '#platform/idempotency.ts';
import type { Command } from '#platform/idempotency.ts';
import { createTestDatabase } from '../kit/postgres.ts';

interface Made {
  readonly id: string;
  readonly size: number;
}
type Wish = Command<{ readonly size: number }>;

let database: Database;
let drop: () => Promise<void>;
let statements: string[];
let runs: number[];
const made = new Map<string, Made>();
beforeEach(async () => {
  const store = await createTestDatabase('orders');
  drop = store.drop;
  statements = [];
  runs = [];
  made.clear();
  database = connectDatabase({
    url: store.url,
    connectionsMax: 4,
    onStatement: (text) => void statements.push(text),
  });
});
afterEach(async () => {
  await database.close();
  await drop();
});

const make = ({ input: { size } }: Wish): Outcome<Made, 'INVALID_INPUT'> => {
  if (size > 100) return fail('INVALID_INPUT', 'Too large.');
  const thing = { id: randomUUID(), size };
  made.set(thing.id, thing);
  return succeed(thing);
};
const makeAll = (commands: readonly Wish[], work: (tx: Tx) => Promise<unknown> = async () => undefined) =>
  database.transaction((tx) =>
    runOnce<Wish['input'], Made, 'INVALID_INPUT'>(tx, 'make', commands, {
      run: async (first) => {
        runs.push(first.length);
        await work(tx);
        return first.map(make);
      },
      idOf: ({ id }) => id,
      load: async (ids) => ids.flatMap((id) => made.get(id) ?? []),
    }),
  );
const callerId = randomUUID();
const wish = (key: string | undefined, size: number, of = callerId): Wish => ({ callerId: of, key, input: { size } });
/** The id of a success, or the code of a failure. */
const wordOf = (outcome: Outcome<Made> | undefined): string | undefined =>
  outcome !== undefined && 'id' in outcome ? outcome.id : outcome?.userErrors[0]?.code;

test('commands of one batch have an outcome each, in their order', async () => {
  const outcomes = await makeAll([wish('a', 1), wish(undefined, 200), wish(undefined, 3), wish('b', 200)]);
  expect(outcomes.map((outcome) => ('size' in outcome ? outcome.size : outcome.userErrors[0].code))).toEqual([
    1,
    'INVALID_INPUT',
    3,
    'INVALID_INPUT',
  ]);
});

test('a repetition gets the first outcome, a failure too, and is not run', async () => {
  const first = await makeAll([wish('a', 1), wish('b', 200)]);
  const again = await makeAll([wish('b', 200), wish('a', 1)]);
  expect(again.map(wordOf)).toEqual(first.map(wordOf).toReversed());
  expect(runs).toEqual([2]);
});

test('within a batch, equal keys are one command, and another input is a conflict', async () => {
  const outcomes = await makeAll([wish('a', 1), wish('a', 1), wish('a', 2)]);
  expect(made.size).toBe(1);
  const [id] = made.keys();
  expect(outcomes.map(wordOf)).toEqual([id, id, 'IDEMPOTENCY_CONFLICT']);
});

test('a key belongs to its caller', async () => {
  const outcomes = await makeAll([wish('a', 1), wish('a', 2, randomUUID())]);
  expect(new Set(outcomes.map(wordOf)).size).toBe(2);
  expect(made.size).toBe(2);
});

test('a repetition that comes at the same time waits for the first, in whatever order the keys come', async () => {
  const gate = Promise.withResolvers<void>();
  const first = makeAll([wish('a', 1), wish('b', 2)], () => gate.promise);
  await expect.poll(() => runs).toEqual([2]);
  const second = makeAll([wish('b', 2), wish('a', 1)]);
  await expect
    .poll(
      () => database.run`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    .toBe(1);
  gate.resolve();
  expect((await second).map(wordOf)).toEqual((await first).map(wordOf).toReversed());
  expect(made.size).toBe(2);
});

test('what was undone left no key behind', async () => {
  const undone = makeAll([wish('a', 1)], async () => {
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await makeAll([wish('a', 1)]);
  expect(runs).toEqual([1, 1]);
});

test('fifty commands cost as many statements as one', async () => {
  await makeAll([wish('one', 1)]);
  const forOne = statements.length;
  statements.length = 0;
  await makeAll(Array.from({ length: 50 }, (_, n) => wish(`key ${n}`, n)));
  expect(statements).toHaveLength(forOne);
});
