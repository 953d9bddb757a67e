import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { PROCESSES, freeze, oneOf, signal } from './fault.ts';
import type { Fault } from './fault.ts';
import { turnStanding } from './load.ts';
import { SHELF } from './shop.ts';
import { ofRedis, ofSurroundings } from './surroundings.ts';
import type { World } from './world.ts';

const ofProcesses = PROCESSES.flatMap((name): Fault[] => [
  {
    name: `kill ${name}`,
    strike: async ({ world, random }) => {
      signal(oneOf(world, random, name), 'SIGKILL');
    },
  },
  {
    name: `freeze ${name}`,
    strike: ({ world, random }) => freeze(oneOf(world, random, name), random.between(1_000, 6_000)),
  },
  {
    name: `stop ${name}`,
    strike: async ({ world, random }) => {
      signal(oneOf(world, random, name), 'SIGTERM');
    },
  },
]);

function postmaster({ system }: World): number[] {
  try {
    return [Number.parseInt(readFileSync(join(system.dataFolder, 'postgres/postmaster.pid'), 'utf8'), 10)];
  } catch {
    return []; // It is being started again.
  }
}
const postgresPids = ({ system }: World): number[] =>
  system
    .processes()
    .filter(({ command }) => /^postgres:|bin\/postgres /.test(command) && !command.startsWith('/bin/sh'))
    .map(({ pid }) => pid);

/** Does something with the database server by a connection of its own; the server may go away meanwhile. */
async function withPostgres(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } catch {
    return;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Holds a row's lock for a while and does something meanwhile. */
const holding = (url: string, lock: string, values: unknown[], meanwhile: () => Promise<unknown>) =>
  withPostgres(url, async (client) => {
    await client.query('BEGIN');
    await client.query(lock, values);
    await meanwhile();
    await client.query('ROLLBACK');
  });

const CLIENTS = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;

const ofPostgres: readonly Fault[] = [
  { name: 'kill PostgreSQL', strike: async ({ world }) => signal(postmaster(world), 'SIGKILL') },
  { name: 'restart PostgreSQL', strike: async ({ world }) => signal(postmaster(world), 'SIGINT') },
  { name: 'freeze PostgreSQL', strike: ({ world, random }) => freeze(postgresPids(world), random.between(500, 4_000)) },
  {
    name: 'crash a backend',
    strike: ({ world, random }) =>
      withPostgres(world.system.databaseUrl('postgres'), async (client) => {
        const { rows } = await client.query<{ pid: number }>(CLIENTS);
        signal([random.pick(rows).pid], 'SIGKILL');
      }),
  },
  {
    name: 'cut connections',
    strike: ({ world }) =>
      withPostgres(world.system.databaseUrl('postgres'), (client) =>
        client.query(`SELECT pg_terminate_backend(pid) FROM (${CLIENTS}) AS clients`),
      ),
  },
  {
    name: 'lock a product',
    strike: ({ world, random }) => {
      const [sku, ms] = [random.pick([SHELF.plenty, SHELF.second]), random.between(1_000, 6_000)];
      const lock = 'SELECT FROM products WHERE sku = $1 FOR UPDATE';
      return holding(world.system.databaseUrl('products'), lock, [sku], () => delay(ms));
    },
  },
  {
    name: 'lock an order',
    strike: ({ world, random }) => {
      const ms = random.between(1_000, 6_000);
      const lock = 'SELECT FROM orders ORDER BY id DESC LIMIT 1 FOR UPDATE';
      return holding(world.system.databaseUrl('orders'), lock, [], () => delay(ms));
    },
  },
  {
    // The news that a customer is shut out is tried again later, and so overtaken by the news that they are not.
    name: 'lock a customer',
    strike: async ({ world, load, caller }) => {
      const person = load.shop.takeTurning();
      if (person === undefined) return;
      const lock = 'SELECT FROM owners WHERE user_id = $1 FOR UPDATE';
      await holding(world.system.databaseUrl('accounts'), lock, [person.id], async () => {
        await Promise.race([turnStanding({ caller, shop: load.shop }, person, 2_400), delay(4_000)]);
        await delay(1_500);
      });
      load.shop.giveBack(person);
    },
  },
];

const restart = async ({ system }: World, pids: readonly number[], pauseMs: number): Promise<void> => {
  signal(pids, 'SIGKILL');
  await delay(pauseMs);
  await system.start();
};

const ofAll: readonly Fault[] = [
  {
    name: 'kill everything',
    isAlone: true,
    strike: ({ world, random }) => {
      const pids = world.system.processes().map(({ pid }) => pid);
      return restart(world, pids, random.between(200, 1_500));
    },
  },
  {
    name: 'kill the launcher',
    isAlone: true,
    strike: ({ world, random }) => {
      const launcher = world.system.processes().filter(({ command }) => command.includes('launcher/main.ts'));
      return restart(
        world,
        launcher.map(({ pid }) => pid),
        random.between(200, 1_500),
      );
    },
  },
  {
    name: 'kill all services and twice PostgreSQL while they start',
    isAlone: true,
    strike: async ({ world, random }) => {
      signal(
        PROCESSES.flatMap((name) => world.pidsOf(name)),
        'SIGKILL',
      );
      await delay(random.between(500, 3_500));
      signal(postmaster(world), 'SIGKILL');
      await delay(random.between(2_000, 4_000));
      signal(postgresPids(world), 'SIGKILL');
    },
  },
  {
    name: 'run two of each',
    isAlone: true,
    strike: async ({ world, random }) => {
      await world.startCopies();
      const [one, other, third] = random.shuffled(PROCESSES);
      for (const name of [one, other]) signal(oneOf(world, random, name ?? 'orders'), 'SIGKILL');
      await freeze(oneOf(world, random, third ?? 'orders'), random.between(2_000, 9_000));
      await world.stopCopies();
    },
  },
];

/** Everything that can go wrong. */
export const FAULTS: readonly Fault[] = [...ofProcesses, ...ofPostgres, ...ofAll, ...ofRedis, ...ofSurroundings];
