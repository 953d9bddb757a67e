import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AuthorizePayment } from '#accounts/messages.ts';
import { environment } from '#platform/config.ts';
import { startHttpServer } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';
import type { Envelope } from '#platform/message.ts';
import { connectQueue } from '#platform/queue.ts';
import type { MessageQueue } from '#platform/queue.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { Issuer } from '../kit/issuer.ts';

const MAIN = fileURLToPath(new URL('../../subgraphs/accounts/main.ts', import.meta.url));
const ROUTER_SECRET = 'the secret that the router and its subgraphs share';
const PREFIX = 'accounts_process';
const WAIT = { timeout: 15_000 };

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
const lineSchema = z.object({ msg: z.string(), port: z.number().optional() });

/** Starts the process as the launcher does, with these settings alone. */
const start = (settings: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [MAIN], {
    env: { PATH: environment()['PATH'], LOG_FORMAT: 'json', ...settings },
    stdio: 'pipe',
  });

async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('no output');
  for await (const text of createInterface({ input: child.stdout })) {
    const { msg, port } = lineSchema.parse(JSON.parse(text));
    if (msg !== 'accounts listens' || port === undefined) continue;
    child.stdout.resume(); // Nobody reads on, and a full pipe would stop the process.
    return port;
  }
  throw new Error('the process ended before it listened');
}

describe.each(['PostgreSQL', ...(redisOrSkip('accounts') ? ['Redis'] : [])])(
  'the process, with its queue on %s,',
  (engine) => {
    const stops: (() => Promise<unknown>)[] = [];
    const answers: unknown[] = [];
    const userId = uuidv7();
    let issuer: Issuer;
    let queue: MessageQueue;
    let child: ChildProcess;
    let url: string;

    beforeAll(async () => {
      const database = await createTestDatabase('accounts');
      stops.push(database.drop);
      const store = engine === 'Redis' ? await startRedis() : await createTestDatabase('queue');
      stops.push('kill' in store ? store.kill : store.drop);
      issuer = await createIssuer();
      const users = await startHttpServer({
        host: '127.0.0.1',
        port: 0,
        log,
        routes: issuer.routes,
      });
      stops.push(users.stop);
      queue = connectQueue({ url: store.url, prefix: PREFIX, log });
      stops.push(() => queue.close());
      const orders = queue.consume('orders', 1, async ({ bodies }) => void answers.push(...bodies));
      stops.push(() => orders.stop());
      child = start({
        ACCOUNTS_DATABASE_URL: database.url,
        ACCOUNTS_PORT: '0',
        QUEUE_URL: store.url,
        QUEUE_PREFIX: PREFIX,
        ROUTER_SECRET,
        USERS_URL: `http://127.0.0.1:${users.port}`,
      });
      stops.push(async () => child.kill('SIGKILL'));
      url = `http://127.0.0.1:${await portOf(child)}`;
    });
    afterAll(async () => {
      for (const stop of stops.toReversed()) await stop();
    });

    const ask = async (
      query: string,
      headers: Record<string, string> = {},
    ): Promise<{ status: number; body: unknown }> => {
      const body = JSON.stringify({ query });
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      return { status: response.status, body: await response.json() };
    };

    test('says that it lives and that it is ready', async () => {
      const health = await fetch(`${url}/health`);
      expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
      await expect.poll(async () => (await fetch(`${url}/ready`)).status, WAIT).toBe(200);
    });

    test('takes a deposit from whom the router vouches for, holds money for an order and answers', async () => {
      const deposit = `mutation { deposit(input: { amount: { amount: "10.00", currency: "USD" } }) { account { available { amount } } userErrors { code } } }`;
      expect((await ask(deposit)).status).toBe(401);
      const headers = { 'x-router-secret': ROUTER_SECRET, authorization: `Bearer ${await issuer.token({ userId })}` };
      expect(await ask(deposit, headers)).toEqual({
        status: 200,
        body: { data: { deposit: { account: { available: { amount: '10.00' } }, userErrors: [] } } },
      });

      const orderId = uuidv7();
      const payload = z.encode(AuthorizePayment.payload, {
        orderId,
        customerId: userId,
        amount: { amountMinor: 400n, currency: 'USD' },
      });
      const common = {
        name: 'AuthorizePayment',
        version: 1,
        occurredAt: new Date().toISOString(),
        traceparent: '',
        payload,
      };
      // Twice, as the sweeper may ask: under two ids.
      const envelopes: Envelope[] = [uuidv7(), uuidv7()].map((id) => ({ ...common, id }));
      await queue.publish('accounts', envelopes);
      await expect
        .poll(() => answers, WAIT)
        .toMatchObject([
          { name: 'PaymentAuthorized', payload: { orderId } },
          { name: 'PaymentAuthorized', payload: { orderId } },
        ]);
      const balance = `mutation { withdraw(input: { amount: { amount: "6.01", currency: "USD" } }) { userErrors { message } } }`;
      expect((await ask(balance, headers)).body).toEqual({
        data: { withdraw: { userErrors: [{ message: 'Only 6.00 USD is available.' }] } },
      });
    });

    test('ends in order when it is told to', async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    });
  },
);

test('settings that are not right end the process, and all are named', async () => {
  const child = start({
    QUEUE_URL: 'redis://127.0.0.1:1',
    ROUTER_SECRET: 'short',
    PAYMENT_LIMIT: 'much',
    DEFAULT_CURRENCY: 'ABC',
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = z.tuple([z.number(), z.null()]).parse(await once(child, 'close'));
  expect(code).toBe(1);
  for (const name of ['ACCOUNTS_DATABASE_URL', 'ROUTER_SECRET', 'PAYMENT_LIMIT', 'DEFAULT_CURRENCY']) {
    expect(complaint).toContain(`${name}: `);
  }
});
