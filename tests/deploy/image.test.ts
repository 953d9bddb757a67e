import { randomBytes } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import { startThrowAwayPostgres } from '../../launcher/throw-away-postgres.ts';
import { readSource } from '../architecture/source-files.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import { stockArticle } from '../kit/shop.ts';
import { createVisitor } from '../kit/visitor.ts';
import { PROJECT, isInContext, readRules } from './build-context.ts';
import { composedSystem } from './composed-system.ts';
import type { ComposedSystem } from './composed-system.ts';
import { DOCKERFILE, readStages } from './dockerfile.ts';
import { buildImageFolder } from './image.ts';
import type { ImageFolder } from './image.ts';

const ADMIN = { email: 'admin@example.com', password: 'correct horse battery staple' };
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
    expect(JSON.parse(contentOf('CMD'))).toEqual(['node', 'router/main.ts']);
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

describe.runIf(redisOrSkip('containers'))('what the Dockerfile copies, and nothing else,', () => {
  const stops: (() => Promise<unknown>)[] = [];
  let image: ImageFolder;
  let system: ComposedSystem;
  let graphqlUrl: string;
  beforeAll(async () => {
    image = await buildImageFolder();
    stops.push(image.remove);
    const postgres = await startThrowAwayPostgres();
    stops.push(postgres.stop);
    const redis = await startRedis();
    stops.push(redis.kill);
    const first = await freePortRange(SERVICES.length + 1);
    const database = new URL(postgres.url('postgres'));
    const own = ['localhost', ...SERVICES].map((name, place) => ({ name, port: 4000 + place, to: first + place }));
    const places = {
      'postgres:5432': database.host,
      'redis:6379': new URL(redis.url).host,
      'mailpit:1025': '127.0.0.1:9', // The discard port: no order waits for mail.
      '0.0.0.0': '127.0.0.1',
      ...Object.fromEntries(own.map(({ name, port, to }) => [`${name}:${port}`, `127.0.0.1:${to}`])),
      ...Object.fromEntries(own.map(({ port, to }) => [`(?<!:)${port}`, String(to)])),
    };
    const variables = {
      ROUTER_SECRET: randomBytes(32).toString('hex'),
      KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
      POSTGRES_PASSWORD: decodeURIComponent(database.password),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    };
    system = composedSystem({ folder: image.path, variables, places });
    stops.push(async () => system.killAll());
    graphqlUrl = `http://127.0.0.1:${first}/graphql`;
  });
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

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

  test('migrates, starts, takes an order and ends as the compose file says, writing nothing beside it', async () => {
    const before = filesIn();
    expect(await system.run('migrate')).toMatch(/^Migrations applied: \d+\.\n$/);
    expect(await system.run('migrate')).toBe('The databases are up to date.\n');
    await Promise.all(SERVICES.map((service) => system.start(service)));
    await system.start('router');

    const visitor = createVisitor(graphqlUrl);
    const article = await stockArticle(await visitor.login(ADMIN), '12.50', 3);
    const customer = await visitor.register();
    await customer.deposit('30.00');
    const order = await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 2 }]));
    expect([order.status, order.total?.amount, order.payment?.status]).toEqual(['CONFIRMED', '25.00', 'CAPTURED']);

    const command = ['node', 'launcher/run.js'];
    expect(await system.runBeside('orders', ...command, 'dead-letters', 'orders')).toBe(
      'orders has no dead letters.\n',
    );
    expect(await system.runBeside('users', ...command, 'rotate-keys')).toMatch(
      /^The key \S+ is published and signs from /,
    );

    const codes = await Promise.all(['router', ...SERVICES].map((name) => system.stop(name)));
    expect(codes).toEqual(Array.from({ length: SERVICES.length + 1 }, () => 0));
    expect(filesIn()).toEqual(before);
  });
});
