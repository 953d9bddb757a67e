import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { fillDatabases } from '../../bench/scale-fill.ts';
import { OVERDUE, STUCK, keepHouse, openRequests } from '../../bench/scale-work.ts';
import {
  CancelOrderDocument,
  DeactivateUserDocument,
  DeliverOrderDocument,
  ReactivateUserDocument,
  RequestPasswordResetDocument,
  ShipOrderDocument,
  WithdrawDocument,
} from '../../client/generated/graphql.ts';
import { startThrowAwayPostgres } from '../../launcher/throw-away-postgres.ts';
import { deleteOldNotifications } from '../../subgraphs/notifications/rows.ts';
import { forgetExpired } from '../../subgraphs/users/use-cases/sign-in.ts';
import { hasRedis, startRedis } from '../kit/redis.ts';
import { stockArticle } from '../kit/shop.ts';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';

/** How often each request is made: PostgreSQL plans a prepared statement for its parameters five times before it tries a plan for any. */
const REPETITIONS = 7;
/** What is filled in: two thousand customers, and more of everything else that grows. */
const ORDERS = 20_000;
/** More rows than a page, a batch or a chunk of housekeeping reads in one scan, and fewer than there are in any table. */
const ROWS_MAX = 1_100;
/** What is overdue may be read a few chunks at a time, where that is about all of it. */
const OVERDUE_MAX = 5_000;
/** Tables that do not grow. */
const SMALL = new Set(['relay_lease', 'published', 'signing_keys']);

/** A node of a plan, as EXPLAIN (ANALYZE, FORMAT JSON) shows it. */
interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Index Name'?: string | undefined;
  readonly 'Actual Rows'?: number | undefined;
  readonly 'Actual Loops'?: number | undefined;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly 'Rows Removed by Index Recheck'?: number | undefined;
  readonly Plans?: readonly Node[] | undefined;
}
const nodeSchema: z.ZodType<Node> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number().optional(),
  'Actual Loops': z.number().optional(),
  'Rows Removed by Filter': z.number().optional(),
  'Rows Removed by Index Recheck': z.number().optional(),
  get Plans() {
    return z.array(nodeSchema).optional();
  },
});
const planSchema = z.object({ 'Query Text': z.string(), Plan: nodeSchema });

interface Seen {
  readonly database: string;
  readonly statement: string;
  readonly plan: Node;
}

const BEGINS = /^(?<database>\w+)\|\d+ LOG: {2}duration: [\d.]+ ms {2}plan:$/;

/** Collects the plans that PostgreSQL's module auto_explain writes into the server's log. One that another process has written into is left out. */
function collectPlans() {
  let seen: Seen[] = [];
  let database: string | undefined;
  let text = '';
  const end = (): void => {
    if (database !== undefined) {
      try {
        const { Plan: plan, 'Query Text': statement } = planSchema.parse(JSON.parse(text));
        seen.push({ database, statement, plan });
      } catch {
        // Mixed with the line of another process.
      }
    }
    database = undefined;
    text = '';
  };
  return {
    onLog: (line: string): void => {
      if (line.startsWith('\t')) return void (text += line);
      end();
      database = BEGINS.exec(line)?.groups?.['database'];
    },
    /** Returns the plans since the last call. */
    take: (): Seen[] => {
      end();
      const taken = seen;
      seen = [];
      return taken;
    },
  };
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** What is wrong with a plan: it reads a growing table from one end to the other, by an index or not. */
function faultsOf({ database, statement, plan }: Seen): string[] {
  return nodesOf(plan).flatMap((node) => {
    const table = node['Relation Name'];
    if (table === undefined || table.startsWith('pg_') || SMALL.has(table)) return [];
    const perLoop =
      (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    const rows = Math.round(perLoop * (node['Actual Loops'] ?? 1));
    const rowsMax =
      statement.startsWith('DELETE') || statement.includes('DELETE FROM messaging') ? OVERDUE_MAX : ROWS_MAX;
    if (node['Node Type'] !== 'Seq Scan' && rows <= rowsMax) return [];
    return [
      `${database}: ${node['Node Type']} of ${rows} rows of ${table}: ${statement.replaceAll(/\s+/g, ' ').trim()}`,
    ];
  });
}

const plans = collectPlans();
let postgres: Awaited<ReturnType<typeof startThrowAwayPostgres>>;
let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
let system: TestSystem;

async function run<Row extends object>(database: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.url(database) });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function during<Result>(
  service: Service,
  work: (database: ReturnType<typeof connectDatabase>) => Promise<Result>,
): Promise<Result> {
  const database = connectDatabase({ url: postgres.url(service), connectionsMax: 3 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  postgres = await startThrowAwayPostgres(plans.onLog);
  redis = hasRedis() ? await startRedis() : undefined;
  const settings = {
    log_line_prefix: '%d|%p ',
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '-1', // Until the databases are filled.
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_format': 'json',
    autovacuum: 'off',
  };
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  await client.query(`LOAD 'auto_explain'`); // Its settings are known from then on.
  for (const [name, value] of Object.entries(settings)) await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  await client.query('SELECT pg_reload_conf()');
  await client.end();
  system = await startSystem({
    QUEUE_URL: redis?.url ?? postgres.url('queue'),
    ...Object.fromEntries(SERVICES.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, postgres.url(name)])),
    SWEEP_INTERVAL_MS: '200',
    RESERVATION_SWEEP_INTERVAL_MS: '200',
  });
  await (await system.visitor().register()).deposit('1.00');
  await fillDatabases(postgres.url, { orders: ORDERS, tag: 'f', onProgress: () => undefined });
  await run('postgres', `ALTER SYSTEM SET auto_explain.log_min_duration = 0`);
  await run('postgres', 'SELECT pg_reload_conf()');
}, 300_000);
afterAll(async () => {
  await system?.remove();
  await redis?.kill();
  await postgres?.stop();
}, 60_000);

test('no statement of the system reads a growing table from one end to the other', async () => {
  plans.take();
  const admin = await system.visitor().login(system.admin);
  const customer = await system.visitor().register();
  await customer.deposit('900.00');
  const { sku } = await stockArticle(admin, '1.00', 1_000);
  for (let round = 0; round < REPETITIONS; round += 1) {
    const [kept, cancelled] = [
      await customer.placeOrder([{ sku, quantity: 1 }]),
      await customer.placeOrder([{ sku, quantity: 2 }]),
    ];
    for (const id of [kept, cancelled]) expect((await customer.settled(id)).status).toBe('CONFIRMED');
    await admin.ask(ShipOrderDocument, { id: kept });
    await admin.ask(DeliverOrderDocument, { id: kept });
    await customer.ask(CancelOrderDocument, { id: cancelled });
    await customer.ask(WithdrawDocument, { input: { amount: { amount: '1.00', currency: 'USD' } } });
    const other = await system.visitor().register();
    await admin.ask(RequestPasswordResetDocument, { email: system.admin.email });
    await admin.ask(DeactivateUserDocument, { userId: other.userId ?? '' });
    await admin.ask(ReactivateUserDocument, { userId: other.userId ?? '' });
  }
  for (const { ask } of await openRequests(system, run, 'f'))
    for (let round = 0; round < REPETITIONS; round += 1) await ask();
  await run('orders', STUCK(150));
  await expect
    .poll(() => run('orders', `SELECT FROM orders WHERE status = 'PENDING'`), { timeout: 30_000 })
    .toEqual([]);
  for (const service of ['accounts', 'products', 'orders'] as const) {
    await run(service, OVERDUE(20_000));
    await run(service, 'ANALYZE messaging.inbox'); // As autovacuum would.
    await keepHouse(postgres.url(service));
  }
  await run(
    'users',
    `UPDATE refresh_tokens SET expires_at = now() - interval '2 days' WHERE used_at IS NULL AND hash < 'V'`,
  );
  await during('users', (database) => forgetExpired({ database }));
  await during('notifications', (database) => deleteOldNotifications(database, 99));
  await delay(500);

  const seen = plans
    .take()
    .filter(
      ({ statement }) =>
        !/ORDER BY random|username = 'customerf1'|WITH (?:old|stuck) AS|SET expires_at/.test(statement),
    );
  // So many different statements were seen of each service, its triggers and housekeeping included.
  const statements = Map.groupBy(seen, ({ database }) => database);
  const counts = SERVICES.map((service) => new Set(statements.get(service)?.map(({ statement }) => statement)).size);
  expect(Math.min(...counts), `${SERVICES.join()}: ${counts.join()}`).toBeGreaterThan(9);
  expect([...new Set(seen.flatMap(faultsOf))]).toEqual([]);
}, 300_000);

const CONTROLS: readonly (readonly [service: Service, index: string, table: string])[] = [
  ['users', 'sessions_ended', 'sessions'],
  ['products', 'reservations_expiring', 'reservations'],
  ['orders', 'orders_expiring', 'orders'],
  ['notifications', 'notifications_due', 'notifications'],
];
test.for(CONTROLS)('control: of %s, it is noticed that %s is missing', async ([service, index, table]) => {
  await run(service, `DROP INDEX ${index}`);
  const fault: unknown = expect.stringMatching(new RegExp(`^${service}: .* rows of ${table}:`));
  await expect.poll(() => plans.take().flatMap(faultsOf), { timeout: 20_000 }).toContainEqual(fault);
});
