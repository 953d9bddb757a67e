import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environment } from '#platform/config.ts';
import { IDS, connectDatabase, type Database } from '#platform/database.ts';
import { buryMessage, listDeadLetters } from '#platform/dead-letters.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { newCustomer } from '../kit/shop.ts';
import type { TestSystem } from '../kit/system.ts';

const BOARD = fileURLToPath(new URL('../../launcher/board.ts', import.meta.url));
const SECRET = 'sealed-and-not-for-eyes';

interface Board {
  readonly url: string;
  /** Resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** The board of a system, on a port of its own. */
async function startBoard({ dataFolder }: TestSystem, settings: Record<string, string>): Promise<Board> {
  const port = await freePort();
  const env = { ...environment(), ...settings, DATA_DIR: dataFolder, BOARD_PORT: String(port), LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [BOARD], { cwd: dataFolder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      child.kill();
      return gone;
    },
  };
}

/** Puts a message that has a secret and an error that has a tag among the dead letters. */
const buryOne = (database: Database): Promise<void> => {
  const payload = { userId: randomUUID(), sealedToken: SECRET, expiresAt: new Date().toISOString() };
  const occurredAt = new Date().toISOString();
  const envelope = { id: randomUUID(), name: 'NotifyNobody', version: 1, occurredAt, traceparent: '', payload };
  return database.transaction((tx) => buryMessage(tx, envelope, new Error('<b>no such</b>')));
};

/** The board of a running system: who is let in, what it shows, and that a dead letter is sent again once. */
export function boardTests(system: () => TestSystem, settings: () => Record<string, string>): void {
  let board: Board;
  let url: string;
  beforeAll(async () => {
    board = await startBoard(system(), settings());
    ({ url } = board);
  });
  afterAll(async () => expect(await board.stop()).toBe(0));

  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { origin: url, ...headers },
      redirect: 'manual',
    });
  const signIn = ({ email, password }: { email: string; password: string }) =>
    post('/sign-in', { login: email, password });
  const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';

  test('administrators alone are let in', async () => {
    for (const path of ['/', '/api/queues', '/dead-letters', '/static/css/main.css']) {
      const response = await fetch(url + path, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')], path).toEqual([303, '/sign-in']);
    }
    const customer = await signIn(await newCustomer(system()));
    expect([customer.status, cookieOf(customer)]).toEqual([403, '']);
    expect((await signIn({ ...system().admin, password: 'a wrong password' })).status).toBe(403);
    const foreign = { login: system().admin.email, password: system().admin.password };
    expect((await post('/sign-in', foreign, { origin: 'https://evil.example' })).status).toBe(403);
    const forged = await fetch(`${url}/api/queues`, { headers: { cookie: 'ordergraph-board=x' }, redirect: 'manual' });
    expect(forged.status).toBe(303);
  });

  test('shows the five queues, and dead letters without their secrets, which are sent again once', async () => {
    const signedIn = await signIn(system().admin);
    expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    const cookie = cookieOf(signedIn);
    const read = async (path: string) => (await fetch(url + path, { headers: { cookie } })).text();
    for (const service of ['users', 'accounts', 'products', 'orders', 'notifications'])
      expect(await read('/api/queues')).toContain(`"name":"${service}"`);
    expect(await read('/')).toContain('Ordergraph');

    const database = connectDatabase({ url: system().databaseUrl('notifications'), connectionsMax: 1 });
    try {
      await buryOne(database);
      const page = await read('/dead-letters');
      expect(page).toContain('NotifyNobody');
      expect(page).toContain('&lt;b&gt;no such');
      expect(page).not.toContain(SECRET);
      const [letter] = await listDeadLetters(database);
      const form = { service: 'notifications', id: letter?.id ?? '' };
      expect((await post('/dead-letters', form)).headers.get('location')).toBe('/sign-in');
      expect(await listDeadLetters(database)).toHaveLength(1);
      await Promise.all([post('/dead-letters', form, { cookie }), post('/dead-letters', form, { cookie })]);
      const sent = await database.rows(IDS)`SELECT id FROM messaging.outbox WHERE envelope->>'name' = 'NotifyNobody'`;
      expect(sent).toHaveLength(1);
    } finally {
      await database.close();
    }
    await post('/sign-out', {}, { cookie });
    expect((await fetch(`${url}/api/queues`, { headers: { cookie }, redirect: 'manual' })).status).toBe(303);
  });
}
