import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, shape } from '#platform/database.ts';
import type { Database } from '#platform/database.ts';
import { CHUNK, sweepMessages } from '#platform/housekeeping.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import type { TestDatabase } from '../kit/postgres.ts';

let store: TestDatabase;
let database: Database;
beforeEach(async () => {
  store = await createTestDatabase('orders');
  database = connectDatabase({ url: store.url, connectionsMax: 3 });
});
afterEach(async () => {
  await database.close();
  await store.drop();
});

const DAY_MS = 86_400_000;
const idsAged = (days: number, count: number): string[] =>
  Array.from({ length: count }, () => uuidv7({ msecs: Date.now() - days * DAY_MS }));

const insertInbox = (days: number, count: number) =>
  database.run`INSERT INTO messaging.inbox (message_id, name) SELECT unnest(${idsAged(days, count)}::uuid[]), 'Told'`;

const COUNTS = shape<{ outbox: number; inbox: number; keys: number; letters: number }>({
  outbox: 'outbox',
  inbox: 'inbox',
  keys: 'keys',
  letters: 'letters',
});
const counts = async () =>
  (
    await database.rows(COUNTS)`
      SELECT (SELECT count(*)::int FROM messaging.outbox) AS outbox, (SELECT count(*)::int FROM messaging.inbox) AS inbox,
        (SELECT count(*)::int FROM messaging.idempotency_keys) AS keys, (SELECT count(*)::int FROM messaging.dead_letters) AS letters`
  )[0];

test('deletes what is older than its retention, and nothing else', async () => {
  await database.run`INSERT INTO messaging.published (destination, seq, lost_after, lost_until) VALUES ('products', 4, NULL, NULL), ('accounts', 6, 5, 6)`;
  // Of each destination, in its sequence: published and old, published and new; then not published, or lost by the queue.
  for (const [destination, days, seq] of [
    ['products', 8, 1],
    ['products', 6, 2],
    ['products', 8, 7],
    ['products', 8, null],
    ['accounts', 8, 5],
    ['accounts', 8, 6],
    ['users', 8, 8],
  ] as const)
    await database.run`INSERT INTO messaging.outbox (id, destination, envelope, sent_seq) VALUES (${idsAged(days, 1)[0]}::uuid, ${destination}, '{}', ${seq}::bigint)`;
  for (const days of [13, 15]) await insertInbox(days, 1);
  for (const hours of [47, 49])
    await database.run`
      INSERT INTO messaging.idempotency_keys (caller_id, operation, key, fingerprint, created_at)
      VALUES (${uuidv7()}::uuid, 'placeOrder', 'key', '', now() - make_interval(hours => ${hours}))`;
  for (const days of [null, 89, 91])
    await database.run`
      INSERT INTO messaging.dead_letters (id, envelope, error, died_at, resent_at)
      VALUES (${uuidv7()}::uuid, '{}', 'Broken', now() - interval '100 days', now() - make_interval(days => ${days}::int))`;
  expect(await sweepMessages(database)).toBe(false);
  expect(await counts()).toEqual({ outbox: 5, inbox: 1, keys: 1, letters: 2 });
});

test('deletes a chunk at a time, and says whether more is left', async () => {
  await insertInbox(15, 2 * CHUNK + 1);
  const left: unknown[] = [];
  do left.push((await counts())?.inbox);
  while (await sweepMessages(database));
  expect(left).toEqual([2 * CHUNK + 1, CHUNK + 1, 1]);
  expect((await counts())?.inbox).toBe(0);
});

test('does not wait for rows that are locked, and deletes them the next time', async () => {
  await insertInbox(15, 3);
  await database.transaction(async (tx) => {
    await tx.run`SELECT FROM messaging.inbox ORDER BY message_id LIMIT 1 FOR UPDATE`;
    expect(await sweepMessages(database)).toBe(false);
    expect((await counts())?.inbox).toBe(1);
  });
  await sweepMessages(database);
  expect((await counts())?.inbox).toBe(0);
});
