import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buryMessage, listDeadLetters } from '#platform/dead-letters.ts';
import { announce } from '../../launcher/running-system.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { createTestDatabase, type TestDatabase } from '../kit/postgres.ts';
import { runProcess } from '../kit/service-process.ts';
import { openSql } from '../kit/sql.ts';
import type { TestSql } from '../kit/sql.ts';

describe('npm run dead-letters', () => {
  let database: TestDatabase;
  let sql: TestSql;
  let folder: string;
  let settings: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase('orders');
    sql = openSql(database.url);
  });
  afterAll(async () => {
    await sql.close();
    await database.drop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordergraph-test-'));
    settings = { ORDERS_DATABASE_URL: database.url };
  });
  afterEach(async () => {
    await sql.run`TRUNCATE messaging.outbox, messaging.dead_letters`;
    await rm(folder, { recursive: true });
  });

  const launch = (...args: string[]) =>
    runProcess('launcher/run.js', { DATA_DIR: folder, ...settings }, { args, cwd: folder });
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await launch('dead-letters', ...words);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const failureOf = async (launched: ReturnType<typeof launch>) => {
    const { code, stderr } = await launched;
    if (code === 0) throw new Error('It succeeded');
    return { code, stderr };
  };
  const complaintOf = (...words: string[]) => failureOf(launch('dead-letters', ...words));
  const bury = async (name: string, reason = 'no such row'): Promise<string> => {
    const id = randomUUID();
    const occurredAt = new Date().toISOString();
    const envelope = { id, name, version: 1, occurredAt, traceparent: '', payload: {} };
    await sql.transaction((tx) => buryMessage(tx, envelope, new Error(reason)));
    return id;
  };
  const waiting = async () => (await listDeadLetters(sql)).map(({ id, name }) => ({ id, name }));
  const sent = () => sql.read<{ destination: string; name: string; message: string }>`
    SELECT destination, envelope->>'name' AS name, envelope->>'id' AS message FROM messaging.outbox ORDER BY id`;

  test('says so when there is none', async () => {
    expect(await run('orders')).toBe('orders has no dead letters.\n');
  });

  test('lists each with its id, what it was, when it died and of what', async () => {
    await bury('StockReserved');
    await bury('PaymentCaptured');
    const said = await run('orders');
    for (const { id, name } of await waiting()) {
      expect(said).toMatch(new RegExp(`^${id}  \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z  ${name}\n    Error: no such row$`, 'm'));
    }
    expect(said).toContain('npm run dead-letters -- orders --resend-all');
    expect(await sent()).toEqual([]);
  });

  test('lists as many as it is asked for, says of how many, and shows no e-mail address', async () => {
    for (const name of ['StockReserved', 'PaymentCaptured', 'PaymentVoided']) await bury(name, 'no <ada@example.com>');
    const said = await run('orders', '--limit', '2');
    expect(said.match(/^[\da-f-]{36}  /gm)).toHaveLength(2);
    expect(said).toContain('\n2 of 3. ');
    expect(said).toContain('Error: no <***>');
    expect((await complaintOf('orders', '--limit', '0')).stderr).toContain('0 is not a number of dead letters. Usage:');
  });

  test('sends one again, under a new id, and leaves the others', async () => {
    const message = await bury('StockReserved');
    await bury('PaymentCaptured');
    const [first, second] = await waiting();
    expect(await run('orders', '--resend', first?.id ?? '')).toBe('Sent again: 1.\n');
    expect(await waiting()).toEqual([second]);
    const [row, ...others] = await sent();
    expect(row).toMatchObject({ destination: 'orders', name: 'StockReserved' });
    expect(row?.message).not.toBe(message);
    expect(others).toEqual([]);
  });

  test('sends all again', async () => {
    await bury('StockReserved');
    await bury('PaymentCaptured');
    expect(await run('orders', '--resend-all')).toBe('Sent again: 2.\n');
    expect(await waiting()).toEqual([]);
    expect((await sent()).map(({ name }) => name)).toEqual(['StockReserved', 'PaymentCaptured']);
  });

  test('sends nothing when one of the ids is not of a dead letter that waits', async () => {
    await bury('StockReserved');
    const before = await waiting();
    const stranger = randomUUID();
    const { code, stderr } = await complaintOf('orders', '--resend', before[0]?.id ?? '', '--resend', stranger);
    expect([code, stderr]).toEqual([1, `orders has no dead letter ${stranger}; nothing was sent.\n`]);
    expect(await waiting()).toEqual(before);
    expect(await sent()).toEqual([]);
  });

  test.for([
    '',
    'order',
    'orders users',
    'orders --resend-everything',
    'orders --resend first',
    `orders --resend ${randomUUID()} --resend-all`,
  ])('says how it is used: "%s"', async (line) => {
    const words = line.split(' ').filter((word) => word !== '');
    const { code, stderr } = await complaintOf(...words);
    expect(code).toBe(1);
    expect(stderr).toContain('Usage: npm run dead-letters -- <users|accounts|products|orders|notifications>');
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('says in one line which database is away, and never its password', async () => {
    const port = await freePort();
    settings = { ORDERS_DATABASE_URL: `postgres://ordergraph:unspeakable@127.0.0.1:${port}/orders` };
    const { stderr } = await complaintOf('orders');
    expect(stderr).toMatch(/^ORDERS_DATABASE_URL: .*\/orders does not open \(ECONNREFUSED\).*\n$/);
    expect(stderr).not.toContain('unspeakable');
  });

  test('finds the databases of the system that runs from the data folder, and asks for what it lacks', async () => {
    const port = String(await freePort());
    settings = { POSTGRES_PORT: port };
    expect((await complaintOf('orders')).stderr).toContain('ORDERS_DATABASE_URL: is not set');
    const secrets = { POSTGRES_PASSWORD: 'of the data folder', KEY_ENCRYPTION_KEY: 'k' };
    await writeFile(join(folder, 'secrets.json'), JSON.stringify(secrets));
    expect((await complaintOf('orders')).stderr).toContain(`the database 127.0.0.1:${port}/orders does not open`);
  });

  test('looks for that system where it says that it is', async () => {
    settings = {};
    await writeFile(
      join(folder, 'secrets.json'),
      JSON.stringify({ POSTGRES_PASSWORD: 'unspeakable', KEY_ENCRYPTION_KEY: '' }),
    );
    const postgresPort = await freePort();
    const forget = await announce(folder, {
      graphqlUrl: 'http://127.0.0.1:9/graphql',
      postgresPort,
      hasOwnQueue: true,
    });
    expect((await complaintOf('orders')).stderr).toContain(`127.0.0.1:${postgresPort}/orders does not open`);
    await forget();
    expect((await complaintOf('orders')).stderr).not.toContain(`127.0.0.1:${postgresPort}/`);
  });

  test.for([
    ['asks for the address of a queue that is not its own', false, 'QUEUE_URL: is not set'],
    ['finds its own queue', true, 'the database 127.0.0.1:1/'],
  ] as const)('the board of that system %s', async ([, hasOwnQueue, complaint]) => {
    settings = {};
    const secrets = { POSTGRES_PASSWORD: 'unspeakable', KEY_ENCRYPTION_KEY: '' };
    await writeFile(join(folder, 'secrets.json'), JSON.stringify(secrets));
    await announce(folder, { graphqlUrl: 'http://127.0.0.1:9/graphql', postgresPort: 1, hasOwnQueue });
    expect((await failureOf(launch('board'))).stderr).toContain(complaint);
  });
});
