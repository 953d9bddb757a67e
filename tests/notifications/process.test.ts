import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startHttpServer } from '#platform/http-server.ts';
import { createIssuer } from '../kit/issuer.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { startProcess } from '../kit/service-process.ts';
import { ROUTER_SECRET } from '../kit/graph.ts';
import { silent } from '../kit/world.ts';
import { openReaders } from './readers.ts';
import type { Readers } from './readers.ts';

const SETTLED = { timeout: 15_000, interval: 20 };

const lineSchema = z.looseObject({ msg: z.string(), port: z.number().optional() });

interface Service {
  readonly process: ChildProcess;
  readonly url: string;
  /** What it has logged so far. */
  readonly logged: string[];
}

let world: Readers;
let environment: Record<string, string>;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  world = await openReaders();
  const queue = await createTestDatabase('queue');
  const issuer = await createIssuer();
  const users = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: silent,
    routes: issuer.routes,
  });
  stops.push(
    queue.drop,
    () => world.close(),
    () => users.stop(),
  );
  environment = {
    USERS_URL: `http://127.0.0.1:${users.port}`,
    NOTIFICATIONS_DATABASE_URL: world.url,
    NOTIFICATIONS_PORT: '0',
    QUEUE_URL: queue.url,
    ROUTER_SECRET,
    KEY_ENCRYPTION_KEY: Buffer.from(world.key).toString('base64url'),
    SMTP_URL: world.office.url,
    MAIL_FROM: 'Shop <shop@orders.example>',
  };
});
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** Starts the service as it is started everywhere, and waits until it listens. */
async function startService(): Promise<Service> {
  const child = startProcess('subgraphs/notifications/main.ts', environment);
  if (child.stdout === null) throw new Error('The process has no output');
  const { stdout } = child;
  const exited = once(child, 'exit');
  stops.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const logged: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const { msg, port: bound } = lineSchema.parse(JSON.parse(line));
      logged.push(msg);
      if (bound !== undefined) resolve(bound);
    });
    child.once('exit', () => reject(new Error('The service ended before it listened')));
  });
  return { process: child, url: `http://127.0.0.1:${port}`, logged };
}

describe('the service as a process', () => {
  test('is ready without its mail server, tells so in its metrics, and stops in order', async () => {
    await world.office.close();
    const service = await startService();
    await world.register();
    const metrics = async (): Promise<string> => (await fetch(`${service.url}/metrics`)).text();
    await expect.poll(metrics, SETTLED).toContain('ordergraph_mail_server_reachable 0');
    const ready = async (): Promise<unknown> => (await fetch(`${service.url}/ready`)).json();
    await expect.poll(ready, SETTLED).toEqual({ status: 'ready' });
    const exited = once(service.process, 'exit');
    service.process.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  test('killed between sending and noting it sends a second copy with the same Message-ID, and no third', async () => {
    const services = [await startService()];
    // The server has the whole mail; its reply is lost.
    world.office.onMail = () => {
      services.pop()?.process.kill('SIGKILL');
      return undefined;
    };
    const { userId } = await world.register();
    await expect.poll(() => world.office.received, SETTLED).toHaveLength(1);
    expect(await world.notifications({ userId })).toMatchObject([{ status: 'QUEUED', attempts: 1 }]);

    // The lease of the dead process runs out.
    await world.prisma.notification.updateMany({ data: { nextAttemptAt: new Date() } });
    world.office.onMail = () => undefined;
    await startService();
    const states = async () => (await world.notifications({ userId })).map(({ status }) => status);
    await expect.poll(states, SETTLED).toEqual(['SENT']);
    const [notification] = await world.notifications({ userId });
    expect(world.office.received.map(({ mail }) => mail.messageId)).toEqual([
      `<${notification?.id}@orders.example>`,
      `<${notification?.id}@orders.example>`,
    ]);
  });

  test('stopped while a mail is under way waits for it, and notes it', async () => {
    const service = await startService();
    const exited = once(service.process, 'exit');
    world.office.onMail = async () => {
      service.process.kill('SIGTERM');
      await expect.poll(() => service.logged, SETTLED).toContain('stopping');
      return undefined;
    };
    const { userId } = await world.register();
    expect(await exited).toEqual([0, null]);
    expect(await world.notifications({ userId })).toMatchObject([{ status: 'SENT' }]);
  });
});
