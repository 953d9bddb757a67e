import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectDatabase, isWritable, raw, shape, table } from '#platform/database.ts';
import type { Database } from '#platform/database.ts';
import { isBusy, isTooLong, isUnavailable } from '#platform/database-errors.ts';
import { inScope } from '#platform/scope.ts';
import { createTestDatabase, type TestDatabase } from '../kit/postgres.ts';
import { portOf, startProxy, withPort } from '../kit/proxy.ts';
import { recordLog } from '../kit/world.ts';

interface Thing {
  readonly id: string;
  readonly amountMinor: bigint;
  readonly note: string | null;
  readonly madeAt: Date;
  readonly details: { readonly size: number } | null;
}

const THINGS = table<Thing>('things', {
  id: 'id',
  amountMinor: 'amountMinor',
  note: 'note',
  madeAt: 'madeAt',
  details: 'details',
});
const COUNT = shape<{ count: number }>({ count: 'count' });

const thing = (number: number, rest: Partial<Thing> = {}): Thing => ({
  id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
  amountMinor: 9_007_199_254_740_993n,
  note: null,
  madeAt: new Date('2026-01-31T12:00:00.123Z'),
  details: { size: number },
  ...rest,
});

describe('a database', () => {
  let own: TestDatabase;
  let database: Database;
  let statements: string[];
  const stops: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    own = await createTestDatabase('orders');
  });
  afterAll(() => own.drop());
  beforeEach(async () => {
    statements = [];
    const onStatement = (text: string) => void statements.push(text);
    database = connectDatabase({ url: own.url, connectionsMax: 4, onStatement });
    await database.run`CREATE TABLE things (
      id uuid PRIMARY KEY, amount_minor bigint NOT NULL, note text, made_at timestamptz NOT NULL, details jsonb)`;
    statements.length = 0;
    stops.push(database.close, () => database.run`DROP TABLE things`);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  });
  const read = () => database.rows(THINGS)`SELECT ${THINGS} FROM things ORDER BY id`;

  test('rows come back as they were inserted, whatever their types, by one statement for all', async () => {
    const things = [thing(1, { note: 'quote " and \\ and ü' }), thing(2, { details: null })];
    expect(await database.insert(THINGS, things)).toBe(2);
    expect(await read()).toEqual(things);
    expect(statements).toHaveLength(2);
    expect(await database.insert(THINGS, [])).toBe(0);
    expect(statements).toHaveLength(2);
  });

  test('an update writes the columns that it names, of the rows that match', async () => {
    await database.insert(THINGS, [thing(1), thing(2)]);
    const changed = [
      { id: thing(2).id, amountMinor: 5n, note: 'changed' },
      { id: thing(3).id, amountMinor: 6n, note: 'not there' },
    ];
    expect(await database.update(THINGS, changed, { by: ['id'], set: ['amountMinor', 'note'] })).toBe(1);
    expect(await read()).toEqual([thing(1), thing(2, { amountMinor: 5n, note: 'changed' })]);
  });

  test('a statement that forgets a column is an error, not a row with a hole', async () => {
    await database.insert(THINGS, [thing(1)]);
    const forgetful = database.rows(THINGS)`SELECT id, note, made_at AS "madeAt", details FROM things`;
    await expect(forgetful).rejects.toThrow('The statement returns no amountMinor');
  });

  test('columns can be taken from a table under another name', async () => {
    await database.insert(THINGS, [thing(1)]);
    expect(await database.rows(THINGS)`SELECT ${THINGS.of('t')} FROM things AS t ${raw('WHERE true')}`).toEqual([
      thing(1),
    ]);
  });

  test('a statement is prepared under the hash of its text, so that one name means one text on every connection', async () => {
    const NAMED = shape<{ name: string; statement: string }>({ name: 'name', statement: 'statement' });
    await database.transaction(async (tx) => {
      for (const wanted of [1, 2, 3]) await tx.rows(COUNT)`SELECT ${wanted}::int AS count`;
      const prepared = await tx.rows(NAMED)`SELECT name, statement FROM pg_prepared_statements`;
      expect(prepared.filter(({ statement }) => statement === 'SELECT $1::int AS count')).toHaveLength(1);
      for (const { name } of prepared) expect(name).toMatch(/^[\w-]{43}$/);
    });
  });

  test('statements that are planned while their tables are empty are planned to use an index for each row', async () => {
    const planOf = async (sql: string): Promise<string> => {
      const { rows } = await database.pools.read.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    expect(await planOf(`SELECT id FROM things WHERE id = ANY('{${thing(1).id}}'::uuid[])`)).not.toContain('Seq Scan');
    const joined = await planOf(
      `UPDATE things SET note = next.note FROM json_populate_recordset(NULL::things, '[]') AS next WHERE things.id = next.id`,
    );
    expect(joined).toContain('Nested Loop');
    expect(joined).toContain('Index Cond: (id = next.id)');
  });

  test('what fails leaves nothing behind, and the connection is used again', async () => {
    const session = () => database.transaction((tx) => tx.rows(COUNT)`SELECT pg_backend_pid() AS count`);
    const before = await session();
    const failed = database.transaction(async (tx) => {
      await tx.insert(THINGS, [thing(1)]);
      await tx.insert(THINGS, [thing(1)]);
    });
    await expect(failed).rejects.toThrow('duplicate key');
    expect(await read()).toEqual([]);
    expect(await session()).toEqual(before);
  });

  test('commands, consumers and reads cannot take each other’s connections', async () => {
    const gate = Promise.withResolvers<void>();
    const held = Array.from({ length: 20 }, () => database.transaction(() => gate.promise));
    await database.transaction((tx) => tx.insert(THINGS, [thing(1)]), 'consumer');
    held.push(...Array.from({ length: 20 }, () => database.transaction(() => gate.promise, 'consumer')));
    expect(await read()).toEqual([thing(1)]);
    gate.resolve();
    await Promise.all(held);
  });

  test('a transaction that idles for too long is ended by the server, which is not taken for a database that is away', async () => {
    const idle = database.transaction(async (tx) => {
      await tx.run`SELECT set_config('idle_in_transaction_session_timeout', '50', true)`;
      await delay(300);
      await tx.insert(THINGS, [thing(1)]);
    });
    await expect(idle).rejects.toSatisfy((error) => isTooLong(error) && !isUnavailable(error));
    expect(await read()).toEqual([]);
  });

  test('a server that became a replica does not take writes, and is not ready', async () => {
    expect(await isWritable(database)).toBe(true);
    const name = raw(new URL(database.url).pathname.slice(1));
    await database.run`ALTER DATABASE ${name} SET default_transaction_read_only = on`;
    stops.push(() => database.run`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    const replica = connectDatabase({ url: database.url, connectionsMax: 4 });
    stops.push(() => replica.close());
    expect(await isWritable(replica)).toBe(false);
    await expect(replica.insert(THINGS, [thing(1)])).rejects.toSatisfy(isUnavailable);
  });

  test('what goes on after a statement has failed is undone with it, and says so', async () => {
    const swallowing = database.transaction(async (tx) => {
      await tx.insert(THINGS, [thing(1)]);
      await tx.run`SELECT 1 / 0`.catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('it was undone');
    expect(await read()).toEqual([]);
  });

  test('a connection that is cut in a transaction is closed, and the next transaction has another one', async () => {
    const cut = database.transaction(async (tx) => {
      await tx.insert(THINGS, [thing(1)]);
      await tx.run`SELECT pg_terminate_backend(pg_backend_pid())`;
    });
    await expect(cut).rejects.toSatisfy(isUnavailable);
    await database.transaction((tx) => tx.insert(THINGS, [thing(2)]));
    expect(await read()).toEqual([thing(2)]);
  });

  test('a business event is logged once, after the commit, with the ids of its request', async () => {
    const { log, lines: logged } = recordLog();
    const telling = connectDatabase({ url: database.url, connectionsMax: 3, log });
    stops.push(() => telling.close());
    const failed = telling.transaction(async (tx) => {
      tx.event('thing made', { thingId: '1' });
      await tx.insert(THINGS, [thing(1), thing(1)]);
    });
    await expect(failed).rejects.toThrow('duplicate key');
    let attempts = 0;
    await inScope({ requestId: 'r1', traceparent: '00-t1-s1-01' }, () =>
      telling.transaction(async (tx) => {
        attempts += 1;
        tx.event('thing made', { thingId: '2' });
        if (attempts === 1) throw Object.assign(new Error('a conflict'), { code: '40001' });
        expect(logged).toEqual([]);
      }),
    );
    expect(logged.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ msg: 'thing made', thingId: '2', requestId: 'r1', trace_id: 't1' }),
    ]);
  });

  test('a server that was gone without a word is used soon after it is back, though connections to it were begun meanwhile', async () => {
    const proxy = await startProxy('nowhere');
    const away = connectDatabase({ url: withPort(database.url, proxy.port), connectionsMax: 6 });
    stops.push(proxy.stop, () => away.close());
    const asked = [1, 2, 3, 4].map(() => away.run`SELECT 1`.catch((error: unknown) => error));
    await expect.poll(() => proxy.connections()).toBe(2);
    proxy.lead(portOf(database.url));
    const answered = Promise.race([away.run`SELECT 1`, delay(6_000, 'nothing', { ref: false })]);
    expect(await answered).toBe(1);
    expect((await Promise.all(asked)).map((outcome) => isUnavailable(outcome))).toEqual([true, true, false, false]);
  });

  test('two transactions that lock each other out are both carried out', async () => {
    await database.insert(THINGS, [thing(1), thing(2)]);
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const touch = (first: number, second: number, turn: number): Promise<void> => {
      let attempts = 0;
      return database.transaction(async (tx) => {
        attempts += 1;
        await tx.run`UPDATE things SET amount_minor = amount_minor + 1 WHERE id = ${thing(first).id}::uuid`;
        gates[turn]?.resolve();
        if (attempts === 1) await gates[1 - turn]?.promise;
        await tx.run`UPDATE things SET amount_minor = amount_minor + 1 WHERE id = ${thing(second).id}::uuid`;
      });
    };
    await Promise.all([touch(1, 2, 0), touch(2, 1, 1)]);
    expect((await read()).map(({ amountMinor }) => amountMinor)).toEqual([
      9_007_199_254_740_995n,
      9_007_199_254_740_995n,
    ]);
  });

  test('a lock that another holds is not waited for without end', async () => {
    await database.insert(THINGS, [thing(1)]);
    const held = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holder = database.transaction(async (tx) => {
      await tx.run`SELECT id FROM things FOR UPDATE`;
      locked.resolve();
      await held.promise;
    });
    await locked.promise;
    const waiting = database.transaction((tx) => tx.run`SELECT id FROM things FOR UPDATE`);
    await expect(waiting).rejects.toSatisfy(isBusy);
    held.resolve();
    await holder;
  });

  test('a signal is raised once after the commit, and never of what was undone', async () => {
    const log: string[] = [];
    const end = database.onSignal('things', () => log.push('woken'));
    await database.transaction(async (tx) => {
      tx.signal('things');
      tx.signal('things');
      tx.beforeCommit(async () => log.push('before the commit'));
    });
    const undone = database.transaction(async (tx) => {
      tx.signal('things');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(log).toEqual(['before the commit', 'woken']);
    end();
    await database.transaction(async (tx) => tx.signal('things'));
    expect(log).toHaveLength(2);
  });
});
