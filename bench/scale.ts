// Measures the same work at a thousand orders and at many: `npm run bench:scale`. docs/scale.md has the results.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { SERVICES, setForLibraries } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { CancelOrderDocument } from '../client/generated/graphql.ts';
import { hasRedis } from '../tests/kit/redis.ts';
import type { TestSystem } from '../tests/kit/system.ts';
import { startEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { drive } from './load.ts';
import { startMailSink } from './mail-sink.ts';
import { measureOrders } from './orders.ts';
import { LOAD, divided } from './processes.ts';
import type { ByProcess, Meter } from './processes.ts';
import { fillDatabases } from './scale-fill.ts';
import { CALLERS, OVERDUE, STUCK, keepHouse, openRequests } from './scale-work.ts';
import type { Look } from './scale-work.ts';
import { openSystem, startMeasured } from './system.ts';

const { values: options } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '4' },
    json: { type: 'string' },
  },
});
const SMALL = 1_000;
const timeMs = Number(options.seconds) * 1_000;
/** How many orders are placed, cancelled and swept, and rows of each table deleted. */
const ORDERS = 2 * Math.round(100 * Number(options.seconds));
const ROWS = 5_000;
/** Frequent, so that a second has measurable work. */
const SWEEP_MS = 100;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What each operation cost: milliseconds of processor by process. */
type Costs = Map<string, ByProcess>;

async function metered(meter: Meter, count: number, work: () => Promise<unknown>): Promise<ByProcess> {
  const stop = meter.start();
  await work();
  return divided(stop() ?? {}, count);
}

/** Measures everything. Returns the figures of the second of two rounds. */
async function measure(system: TestSystem, engine: Engine, tag: string): Promise<Costs> {
  const costs: Costs = new Map();
  const windows = new Map<Service, pg.Client>();
  const subject = await openSystem({ engine, system, customerCount: CALLERS }, () => true);
  const { meter } = subject;
  for (const service of SERVICES) {
    const client = new pg.Client({ connectionString: engine.databaseUrl(service) });
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    rows.forEach(({ pid }) => meter.hide(pid));
    windows.set(service, client);
  }
  const look: Look = async <Row extends object>(service: Service, sql: string) =>
    (await windows.get(service)?.query<Row>(sql))?.rows ?? [];
  const untilNone = async (sql: string): Promise<void> => {
    while ((await look('orders', sql)).length > 0) await delay(50);
  };
  const admin = await system.visitor().login(system.admin);
  const requests = await openRequests(system, look, tag);
  for (const isWarmUp of [true, false]) {
    const forMs = isWarmUp ? timeMs / 2 : timeMs;
    const count = isWarmUp ? ORDERS / 2 : ORDERS;
    say(isWarmUp ? '  warming up …' : '  measuring …');
    const before = subject.placed().length;
    const { processorMs } = await measureOrders(subject, 'order', { concurrency: CALLERS, timeMs: 0, callsMax: count });
    costs.set('an order and its mails', processorMs ?? {});
    const placed = subject.placed().slice(before);
    costs.set(
      'an order cancelled',
      await metered(meter, count, async () => {
        let next = 0;
        await drive(CALLERS, 0, () => admin.ask(CancelOrderDocument, { id: placed[next++] ?? '' }), {
          callsMax: placed.length,
        });
        await untilNone(`SELECT 1 FROM orders WHERE status = 'CANCELLING' LIMIT 1`);
      }),
    );
    for (const { what, ask } of requests) {
      let asked = 0;
      const used = await metered(meter, 1, async () => ({ count: asked } = await drive(CALLERS, forMs, ask)));
      costs.set(what, divided(used, asked));
    }
    await look('orders', STUCK(count));
    costs.set(
      'an order that the sweeper expires',
      await metered(meter, count, () =>
        untilNone(`SELECT 1 FROM orders WHERE status IN ('PENDING', 'CANCELLING', 'AWAITING_PAYMENT') LIMIT 1`),
      ),
    );
    const keeping: ByProcess[] = [];
    for (const service of SERVICES.filter((each) => each !== 'users' && each !== 'notifications')) {
      await look(service, OVERDUE(ROWS));
      keeping.push(await metered(meter, (3 * ROWS) / 1_000, () => keepHouse(engine.databaseUrl(service))));
    }
    costs.set('1 000 overdue rows deleted', sumOf(keeping, 1 / keeping.length));
    costs.set('a second at rest, ten sweeps', await metered(meter, forMs / 1_000, () => delay(forMs)));
  }
  await Promise.all([...windows.values()].map((client) => client.end()));
  await subject.close();
  return costs;
}

function sumOf(all: readonly ByProcess[], factor: number): ByProcess {
  const sum: Record<string, number> = {};
  for (const each of all) for (const [name, ms] of Object.entries(each)) sum[name] = (sum[name] ?? 0) + ms * factor;
  return sum;
}

/** The figures of a row: the processes of the program, those of the databases, and all but the load's own. */
function partsOf(cost: ByProcess): { readonly program: number; readonly databases: number; readonly all: number } {
  let [program, databases] = [0, 0];
  for (const [name, ms] of Object.entries(cost)) {
    if (name === LOAD) continue;
    if (name.startsWith('postgres')) databases += ms;
    else program += ms;
  }
  return { program, databases, all: program + databases };
}

function print(few: Costs, many: Costs, orders: number): void {
  const round = (value: number): number => Number(value.toPrecision(3));
  const table: Record<string, Record<string, number>> = {};
  for (const [what, cost] of few) {
    const [one, other] = [partsOf(cost), partsOf(many.get(what) ?? {})];
    table[what] = {
      'services, 1 000': round(one.program),
      'databases, 1 000': round(one.databases),
      'all, 1 000': round(one.all),
      'services, many': round(other.program),
      'databases, many': round(other.databases),
      'all, many': round(other.all),
      ratio: Number((other.all / one.all).toFixed(2)),
    };
  }
  console.log(`Milliseconds of processor for one, at 1 000 orders and at ${orders.toLocaleString('en')}:`);
  console.table(table);
}

const folder = mkdtempSync(join(tmpdir(), 'ordergraph-scale-'));
chmodSync(folder, 0o755); // PostgreSQL runs as another user if this one is root.
setForLibraries('TMPDIR', folder);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const engine = await startEngine(hasRedis() ? 'redis' : 'postgresql');
const sink = await startMailSink();
const system = await startMeasured(engine, sink.url, {
  SWEEP_INTERVAL_MS: String(SWEEP_MS),
  RESERVATION_SWEEP_INTERVAL_MS: String(SWEEP_MS),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(
    signal,
    () =>
      void system
        .remove()
        .then(() => engine.stop())
        .then(() => process.exit(1)),
  );
try {
  // Opens the accounts of the system.
  await (await system.visitor().register()).deposit('1.00');
  const measured: Costs[] = [];
  for (const [orders, tag] of [
    [SMALL, 'a'],
    [Number(options.orders), 'b'],
  ] as const) {
    say(`Filling in ${orders.toLocaleString('en')} orders …`);
    await fillDatabases((service) => engine.databaseUrl(service), { orders, tag, onProgress: say });
    // A restart, so that compilers have seen the same work at both sizes.
    await system.interrupt();
    await system.start();
    measured.push(await measure(system, engine, tag));
  }
  const [few, many] = measured;
  if (few === undefined || many === undefined) throw new Error('Nothing was measured');
  print(few, many, Number(options.orders));
  for (const service of SERVICES) say(`${service}: ${await sizeOf(engine.databaseUrl(service))}`);
  say(`${cpus().length} cores; figures are for comparison within one run.`);
  if (options.json !== undefined)
    writeFileSync(
      options.json,
      `${JSON.stringify({ options, few: Object.fromEntries(few), many: Object.fromEntries(many) }, null, 2)}\n`,
    );
} finally {
  sink.close();
  await system.remove();
  await engine.stop();
}

async function sizeOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ size: string }>(
    'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
  );
  await client.end();
  return rows[0]?.size ?? '';
}
