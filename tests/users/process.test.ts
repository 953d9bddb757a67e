import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { environment } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { envelopeSchema } from '#platform/message.ts';
import { connectQueue } from '#platform/queue.ts';
import { unseal } from '#platform/sealed.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(`../../subgraphs/users/${name}`, import.meta.url));
const ROUTER_SECRET = 'the secret that the router and its subgraphs share';
const ADMIN = { ADMIN_EMAIL: 'boss@example.com', ADMIN_PASSWORD: 'a lamp in the tower' };
const PREFIX = 'users_process';
const WAIT = { timeout: 15_000 };

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
const lineSchema = z.object({ msg: z.string(), port: z.number().optional() });

/** The environment of a process, as the launcher gives it: these settings alone. */
const environmentOf = (settings: Record<string, string>) => ({
  PATH: environment()['PATH'],
  LOG_FORMAT: 'json',
  ...settings,
});

const start = (settings: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [fileOf('main.ts')], { env: environmentOf(settings), stdio: 'pipe' });

async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('no output');
  for await (const text of createInterface({ input: child.stdout })) {
    const { msg, port } = lineSchema.parse(JSON.parse(text));
    if (msg !== 'users listens' || port === undefined) continue;
    child.stdout.resume(); // Nobody reads on, and a full pipe would stop the process.
    return port;
  }
  throw new Error('the process ended before it listened');
}

/** The exit code of a process that does not start, and what it said. */
async function complaintOf(child: ChildProcess): Promise<{ code: number; complaint: string }> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  child.stdout?.resume();
  const [code] = z.tuple([z.number(), z.null()]).parse(await once(child, 'close'));
  return { code, complaint };
}

describe.each(['PostgreSQL', ...(redisOrSkip('users') ? ['Redis'] : [])])(
  'the process, with its queue on %s,',
  (engine) => {
    const stops: (() => Promise<unknown>)[] = [];
    const key = randomBytes(32);
    const mails: { userId: string; sealedToken: string }[] = [];
    let settings: Record<string, string>;
    let child: ChildProcess;
    let url: string;

    beforeAll(async () => {
      const database = await createTestDatabase('users');
      stops.push(database.drop);
      const store = engine === 'Redis' ? await startRedis() : await createTestDatabase('queue');
      stops.push('kill' in store ? store.kill : store.drop);
      const queue = connectQueue({ url: store.url, prefix: PREFIX, log });
      stops.push(() => queue.close());
      const mailSchema = z.object({ userId: z.uuid(), sealedToken: z.string() });
      const notifications = queue.consume('notifications', 1, async ({ bodies }) => {
        for (const { name, payload } of bodies.map((body) => envelopeSchema.parse(body)))
          if (name === 'NotifyPasswordReset') mails.push(mailSchema.parse(payload));
      });
      stops.push(() => notifications.stop());
      settings = {
        USERS_DATABASE_URL: database.url,
        USERS_PORT: '0',
        QUEUE_URL: store.url,
        QUEUE_PREFIX: PREFIX,
        ROUTER_SECRET,
        KEY_ENCRYPTION_KEY: key.toString('base64url'),
        ...ADMIN,
      };
      child = start(settings);
      stops.push(async () => child.kill('SIGKILL'));
      url = `http://127.0.0.1:${await portOf(child)}`;
    });
    afterAll(async () => {
      for (const stop of stops.toReversed()) await stop();
    });

    const ask = async (query: string, headers: Record<string, string> = { 'x-router-secret': ROUTER_SECRET }) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      const body: unknown = await response.json();
      return { status: response.status, body };
    };
    const publishedKeys = async () => {
      const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });
      return keySetSchema.parse(await (await fetch(`${url}/.well-known/jwks.json`)).json());
    };

    test('says that it lives and that it is ready', async () => {
      const health = await fetch(`${url}/health`);
      expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
      await expect.poll(async () => (await fetch(`${url}/ready`)).status, WAIT).toBe(200);
    });

    test('signs the administrator of its settings in, for the router alone, with a token that its keys verify', async () => {
      const login = `mutation { login(input: { login: "${ADMIN.ADMIN_EMAIL}", password: "${ADMIN.ADMIN_PASSWORD}" }) { user { username role } tokens { accessToken } } }`;
      expect((await ask(login, {})).status).toBe(401);
      const answerSchema = z.object({
        data: z.object({ login: z.object({ user: z.unknown(), tokens: z.object({ accessToken: z.string() }) }) }),
      });
      const { user, tokens } = answerSchema.parse((await ask(login)).body).data.login;
      expect(user).toEqual({ username: 'admin', role: 'ADMIN' });
      const keys = createLocalJWKSet(await publishedKeys());
      const { payload } = await jwtVerify(tokens.accessToken, keys, { issuer: 'ordergraph', audience: 'ordergraph' });
      expect(payload['role']).toBe('ADMIN');
      const me = { 'x-router-secret': ROUTER_SECRET, authorization: `Bearer ${tokens.accessToken}` };
      expect(await ask('{ me { username } }', me)).toEqual({
        status: 200,
        body: { data: { me: { username: 'admin' } } },
      });
    });

    test('hands the mail with a one-time token to the queue, and the token opens the door', async () => {
      await ask(`mutation { requestPasswordReset(email: "${ADMIN.ADMIN_EMAIL.toUpperCase()}") { ok } }`);
      await expect.poll(() => mails, WAIT).toHaveLength(1);
      const token = await unseal(key, mails[0]?.sealedToken ?? '');
      const reset = `mutation { resetPassword(token: "${token}", newPassword: "a lamp in the cellar") { user { id } userErrors { code } } }`;
      expect((await ask(reset)).body).toEqual({
        data: { resetPassword: { user: { id: mails[0]?.userId }, userErrors: [] } },
      });
    });

    test('publishes the key that the command to rotate them makes', async () => {
      const before = (await publishedKeys()).keys.map(({ kid }) => kid);
      const { stdout } = await promisify(execFile)(process.execPath, [fileOf('rotate-keys.ts')], {
        env: environmentOf(settings),
      });
      const after = (await publishedKeys()).keys.map(({ kid }) => kid);
      expect(after).toEqual([...before, expect.anything()]);
      expect(stdout).toContain(`The key ${after.at(-1)} is published`);
    });

    test('ends in order when it is told to', async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    });

    test('does not start with a KEY_ENCRYPTION_KEY that its keys were not stored with', async () => {
      const other = randomBytes(32).toString('base64url');
      const { code, complaint } = await complaintOf(start({ ...settings, KEY_ENCRYPTION_KEY: other }));
      expect(code).toBe(1);
      expect(complaint).toMatch(/^KEY_ENCRYPTION_KEY is not the one .*\n$/);
    });
  },
);

test('settings that are not right end the process, and all are named', async () => {
  const { code, complaint } = await complaintOf(
    start({ QUEUE_URL: 'ftp://x', ROUTER_SECRET: 'short', KEY_ENCRYPTION_KEY: 'short', ADMIN_EMAIL: 'boss' }),
  );
  expect(code).toBe(1);
  for (const name of ['USERS_DATABASE_URL', 'QUEUE_URL', 'ROUTER_SECRET', 'KEY_ENCRYPTION_KEY', 'ADMIN_EMAIL']) {
    expect(complaint).toContain(`${name}: `);
  }
});
