import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import { connectDatabase, shape } from '#platform/database.ts';
import { buryMessage, listDeadLetters } from '#platform/dead-letters.ts';
import { createLog } from '#platform/log.ts';
import { connectQueue, prepareQueue } from '#platform/queue.ts';
import { EmailVerified } from '#users/messages.ts';
import { startBoard } from '../../launcher/board-app.ts';
import { chromiumOrSkip, openPage, startBrowser } from '../kit/browser.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import { newAdministrator, newCustomer } from '../kit/shop.ts';
import { envelopeOf } from '../kit/world.ts';
import { system } from './one-system.ts';

const QUEUES = z.object({ queues: z.array(z.object({ name: z.string(), jobs: z.array(z.looseObject({})) })) });
const COUNT = shape<{ count: number }>({ count: 'count' });
const log = createLog('board', { LOG_LEVEL: 'silent' });

/** A queue that no service consumes, with one job in it. */
const QUEUE_URLS = {
  PostgreSQL: async () => {
    const admin = connectDatabase({ url: system.databaseUrl('postgres'), connectionsMax: 1 });
    await admin.run`CREATE DATABASE board`;
    await admin.close();
    const url = system.databaseUrl('postgres').replace(/postgres$/, 'board');
    await prepareQueue(url);
    return url;
  },
  Redis: async () => {
    const redis = await startRedis();
    onTestFinished(redis.kill);
    return redis.url;
  },
};

const letter = (userId: string) => {
  const envelope = envelopeOf(EmailVerified, { userId, version: 1 });
  return { ...envelope, payload: { userId, version: 1, email: 'ada@example.com', sealedToken: 'tok3n' } };
};

async function openBoard(engine: keyof typeof QUEUE_URLS) {
  const queue = connectQueue({ url: await QUEUE_URLS[engine](), prefix: 'board', log });
  const databases = SERVICES.map((service) => {
    return { service, database: connectDatabase({ url: system.databaseUrl(service), connectionsMax: 1 }) };
  });
  const board = await startBoard({ host: '127.0.0.1', port: 0, graphqlUrl: system.url, queue, databases, log });
  onTestFinished(async () => {
    await board.stop();
    await queue.close();
    await Promise.all(databases.map(({ database }) => database.close()));
  });
  const url = `http://127.0.0.1:${board.port}`;
  /** Opens a page, or sends a form. */
  const visit = (path: string, form?: Record<string, string>, { cookie = '', origin = url } = {}) =>
    fetch(`${url}${path}`, {
      redirect: 'manual',
      headers: { cookie, ...(form && { origin }) },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
  const orders = databases.find(({ service }) => service === 'orders')?.database;
  if (orders === undefined) throw new Error('There is no database of orders');
  return { url, host: `127.0.0.1:${board.port}`, visit, queue, orders };
}

describe.each(['PostgreSQL', 'Redis'] as const)('the board, with queues on %s', (engine) => {
  const runs = engine === 'PostgreSQL' || redisOrSkip('board');

  test.runIf(runs)('shows queues and dead letters to administrators alone, and sends one again once', async () => {
    const { visit, queue, orders } = await openBoard(engine);
    const userId = randomUUID();
    await queue.publish('orders', [letter(userId)]);
    await orders.transaction((tx) => buryMessage(tx, letter(userId), new Error('550 no <ada@example.com>')));
    const id = (await listDeadLetters(orders))[0]?.id ?? '';
    const resend = { service: 'orders', id };
    const sentAgain = async () =>
      (
        await orders.rows(COUNT)`
        SELECT count(*)::int AS count FROM messaging.outbox WHERE envelope->'payload'->>'userId' = ${userId}`
      )[0]?.count;

    for (const path of ['/', '/api/queues', '/dead-letters', '/static/js/main.js', '/queue/orders'])
      expect([(await visit(path)).status, (await visit(path)).headers.get('location')]).toEqual([303, '/sign-in']);
    expect((await visit('/dead-letters', resend)).headers.get('location')).toBe('/sign-in');
    const { email: login, password } = await newCustomer(system);
    const refused = await visit('/sign-in', { login, password });
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([403, null]);
    const { email, password: secret } = await newAdministrator(system);
    expect((await visit('/sign-in', { login: email, password: 'wrong' })).status).toBe(401);

    const signedIn = await visit('/sign-in', { login: email, password: secret });
    const [cookie = '', ...marks] = (signedIn.headers.get('set-cookie') ?? '').split('; ');
    expect(marks).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict']));
    const seen = await (await visit('/api/queues?activeQueue=orders&status=waiting', undefined, { cookie })).text();
    const { queues } = QUEUES.parse(JSON.parse(seen));
    expect(queues.map(({ name }) => name)).toEqual([...SERVICES]);
    expect(queues.find(({ name }) => name === 'orders')?.jobs).toHaveLength(1);
    const page = await (await visit('/dead-letters', undefined, { cookie })).text();
    expect(page).toContain('EmailVerified');
    expect(page).toContain('Error: 550 no &lt;***&gt;');
    for (const text of [seen, page]) {
      expect(text).toContain(userId);
      expect(text).not.toMatch(/ada@example|tok3n/);
    }

    const foreign = await visit('/dead-letters', resend, { cookie, origin: 'http://127.0.0.1:1' });
    expect([foreign.status, await sentAgain()]).toEqual([403, 0]);
    for (let times = 0; times < 2; times += 1) await visit('/dead-letters', resend, { cookie });
    expect(await sentAgain()).toBe(1);
    expect(await listDeadLetters(orders)).toEqual([]);
    await visit('/sign-out', {}, { cookie });
    expect((await visit('/', undefined, { cookie })).status).toBe(303);
  });
});

test.runIf(chromiumOrSkip('board') && redisOrSkip('board'))(
  'the board works in a browser, and asks no other host',
  async () => {
    const { url, host } = await openBoard('Redis');
    const browser = await startBrowser();
    onTestFinished(() => browser.close());
    const { page, foreignRequests, faults, expectFault } = await openPage(browser, [host]);
    await page.goto(url);
    await page.getByLabel('e-mail').fill(system.admin.email);
    await page.getByLabel('Password').fill(system.admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    for (const service of SERVICES) await page.getByText(service, { exact: true }).first().waitFor();
    expect(foreignRequests).toEqual([]);
    expectFault(/fonts\.googleapis\.com/);
    expect(faults).toEqual([]);
  },
);
