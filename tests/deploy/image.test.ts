import { globSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import { startThrowAwayPostgres } from '../../launcher/throw-away-postgres.ts';
import { readSource } from '../architecture/source-files.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import { stockArticle, stockOf } from '../kit/shop.ts';
import type { Article } from '../kit/shop.ts';
import { ADMIN } from '../kit/system.ts';
import { createVisitor } from '../kit/visitor.ts';
import type { Visitor } from '../kit/visitor.ts';
import { startBalancer } from './balancer.ts';
import { PROJECT, isInContext, readRules } from './build-context.ts';
import { composedSystem, nodeIn, variablesFor } from './composed-system.ts';
import type { ComposedSystem } from './composed-system.ts';
import { DOCKERFILE, readStages } from './dockerfile.ts';
import { buildImageFolder } from './image.ts';
import type { ImageFolder } from './image.ts';

const source = readFileSync(DOCKERFILE, 'utf8');
const last = readStages().at(-1);
const contentOf = (keyword: string): string =>
  last?.steps.findLast((step) => step.keyword === keyword)?.content ?? `no ${keyword}`;

describe('the Dockerfile', () => {
  test('has nothing that a linter holds against it, which would see a fault', () => {
    expect(validate(source)).toEqual([]);
    expect(validate(source.replace('EXPOSE 4000', 'EXPOSE router')).map(({ message }) => message)).toEqual([
      'Invalid containerPort: router',
    ]);
  });

  test('makes an image whose user is not root, told by number', () => {
    expect(contentOf('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test('starts Node itself, so that it is Node that gets the signals, and asks it how it is', () => {
    expect(JSON.parse(contentOf('CMD'))).toEqual(['node', '--max-semi-space-size=8', 'router/main.ts']);
    expect(contentOf('STOPSIGNAL')).toBe('SIGTERM');
    expect(contentOf('HEALTHCHECK')).toMatch(/^CMD \["node", "deploy\/probe\.ts",/);
    expect(contentOf('ENTRYPOINT')).toBe('no ENTRYPOINT');
  });
});

test('.dockerignore is read as an engine reads it', () => {
  const rules = readRules('# All.\n*\n!kept\n!deep/one.ts\n**/*.test.ts\nkept/*/made');
  const paths = ['a.ts', 'kept/b.ts', 'kept/b.test.ts', 'kept/c/made/d.ts', 'deep/one.ts', 'deep/two.ts', '.env'];
  expect(paths.filter((path) => isInContext(path, rules))).toEqual(['kept/b.ts', 'deep/one.ts']);
});

const ROLES = readFileSync(join(PROJECT, 'deploy/roles.sql'), 'utf8');
const APP_PASSWORD = 'an-app';
const ORDERS = 30;
/** The services that send and consume messages during an order. */
const AT_WORK = ['accounts', 'products', 'orders'] as const;
const PROCESSES = ['router', ...SERVICES] as const;
const SENT = 'ordergraph_messages_sent_total';

describe.runIf(redisOrSkip('containers'))('what the Dockerfile copies, two of every process,', () => {
  const stops: (() => Promise<unknown>)[] = [];
  let image: ImageFolder;
  let system: ComposedSystem;
  let urlOf: (database: string) => string;
  /** Of `accounts`, `accounts-2`, … */
  const ports = new Map<string, number>();
  let filesBefore: Map<string, number>;
  let article: Article;
  let customer: Visitor;
  beforeAll(async () => {
    image = await buildImageFolder();
    stops.push(image.remove);
    const postgres = await startThrowAwayPostgres();
    stops.push(postgres.stop);
    const redis = await startRedis();
    stops.push(redis.kill);
    const first = await freePortRange(2 * PROCESSES.length);
    const shared: Record<string, string> = {
      'postgres:5432': new URL(postgres.url('postgres')).host,
      'redis:6379': new URL(redis.url).host,
      'mailpit:1025': '127.0.0.1:9', // The discard port: no order waits for mail.
      '0.0.0.0': '127.0.0.1',
    };
    for (const [place, name] of PROCESSES.entries()) {
      const pair = [first + 2 * place, first + 2 * place + 1] as const;
      ports.set(name, pair[0]).set(`${name}-2`, pair[1]);
      const balancer = await startBalancer(pair);
      stops.push(balancer.close);
      shared[`${name}:${4000 + place}`] = new URL(balancer.url).host;
    }
    // Each container listens on the port of its service; here each process has its own.
    const ownPort = (name: string) => ({
      [`(?<!:)${4000 + PROCESSES.findIndex((service) => service === name.replace('-2', ''))}`]: String(ports.get(name)),
    });
    urlOf = postgres.url;
    const variables = variablesFor(urlOf('postgres'));
    const asOwner = `ordergraph:${RegExp.escape(variables['POSTGRES_PASSWORD'] ?? '')}@postgres:5432`;
    const asApp = (service: string) => ({
      [`${asOwner}/${service}`]: `${service}_app:${APP_PASSWORD}@${new URL(urlOf(service)).host}/${service}`,
    });
    system = composedSystem({
      node: nodeIn(image.path),
      variables,
      placesOf: (name) => ({ ...asApp(name.replace('-2', '')), ...shared, ...ownPort(name) }),
    });
    stops.push(async () => system.killAll());
  });
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  const asSuperuser = async (database: string, sql: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    const { rows } = await client.query<object>(sql);
    await client.end();
    return rows;
  };
  const metric = async (replica: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${ports.get(replica)}/metrics`)).text();
    const values = Array.from(text.matchAll(new RegExp(`^${SENT}\\{.* (\\d+)$`, 'gm')), ([, value]) => Number(value));
    return values.reduce((sum, value) => sum + value, 0);
  };
  const visitorAt = (router: string) => createVisitor(`http://127.0.0.1:${ports.get(router)}/graphql`);
  const placeOrders = (): Promise<string[]> =>
    Promise.all(Array.from({ length: ORDERS }, () => customer.placeOrder([{ sku: article.sku, quantity: 1 }])));
  const statuses = async (ids: readonly string[]) =>
    new Set(await Promise.all(ids.map(async (id) => (await customer.settled(id)).status)));
  const filesIn = (): Map<string, number> =>
    new Map(
      globSync('**/*', { cwd: image.path, exclude: ['node_modules'], withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(image.path.length + 1))
        .map((path) => [path, statSync(join(image.path, path)).mtimeMs]),
    );

  test('is the code and the clients made from the schemas, without tests', () => {
    const paths = [...filesIn().keys()];
    expect(paths).toEqual(
      expect.arrayContaining(['package.json', 'router/supergraph.graphql', 'prisma/orders/client/client.ts']),
    );
    expect(paths.filter((path) => /\.test\.ts$|^tests|^\.|^bench|package-lock/.test(path))).toEqual([]);
  });

  test('imports only packages that the image installs', () => {
    const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });
    const { dependencies } = packageSchema.parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')));
    const removed = readStages().flatMap(({ steps }) =>
      steps.flatMap(({ content }) => (content.startsWith('npm uninstall') ? content.split(/\s+/).slice(2) : [])),
    );
    expect(removed).toContain('prisma');
    const imported = [...filesIn().keys()]
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => readSource(path, readFileSync(join(image.path, path), 'utf8')).imports)
      .filter(({ kind, target, typeOnly }) => kind === 'package' && !typeOnly && !isBuiltin(target))
      .map(({ target }) => target);
    expect(new Set(imported).size).toBeGreaterThan(10);
    const absent = [...new Set(imported)].filter((name) => !(name in dependencies) || removed.includes(name));
    expect(absent).toEqual([]);
  });

  test('migrates, and starts all at once on empty databases, as the compose file says, by roles that may not change a table', async () => {
    filesBefore = filesIn();
    expect(await system.run('migrate')).toMatch(/^Migrations applied: \d+\.\n$/);
    expect(await system.run('migrate')).toBe('The databases are up to date.\n');
    for (const service of SERVICES)
      await asSuperuser(service, `${ROLES}; ALTER ROLE ${service}_app PASSWORD '${APP_PASSWORD}'`);
    await Promise.all([...ports.keys()].map((name) => system.start(name)));
    article = await stockArticle(await visitorAt('router').login(ADMIN), '2.50', 1_000);
    customer = await visitorAt('router-2').register();
    await customer.deposit('1000.00');
    const roles = `SELECT DISTINCT datname, usename FROM pg_stat_activity WHERE datname <> 'postgres' ORDER BY datname`;
    expect(await asSuperuser('postgres', roles)).toEqual(
      SERVICES.toSorted().map((service) => ({ datname: service, usename: `${service}_app` })),
    );
  });

  test('runs the commands of the launcher beside a service', async () => {
    const launcher = ['node', 'launcher/run.js'];
    expect(await system.run('orders', ...launcher, 'dead-letters', 'orders')).toBe('orders has no dead letters.\n');
    expect(await system.run('users', ...launcher, 'rotate-keys')).toMatch(/^The key \S+ is published and signs from /);
  });

  test('confirms every order, also when the publishing replica of each service is killed meanwhile', async () => {
    expect(await statuses(await placeOrders())).toEqual(new Set(['CONFIRMED']));
    const ids = await placeOrders();
    const survivors: string[] = [];
    for (const service of AT_WORK) {
      const [leader = '', survivor = ''] =
        (await metric(service)) > 0 ? [service, `${service}-2`] : [`${service}-2`, service];
      expect(await metric(survivor), survivor).toBe(0);
      await system.kill(leader);
      survivors.push(survivor);
    }
    expect(await statuses([...ids, ...(await placeOrders())])).toEqual(new Set(['CONFIRMED']));
    const left = 1_000 - 3 * ORDERS;
    expect(await stockOf(customer, article)).toEqual({ onHand: left, reserved: 0, available: left });
    for (const survivor of survivors)
      await expect.poll(() => metric(survivor), { timeout: 30_000, message: survivor }).toBeGreaterThan(0);
  });

  test('ends on SIGTERM with 0, and has written nothing', async () => {
    const codes = await Promise.all([...ports.keys()].toReversed().map((name) => system.stop(name)));
    expect(codes.filter((code) => code !== 0)).toEqual(AT_WORK.map(() => null));
    expect(filesIn()).toEqual(filesBefore);
  });
});
