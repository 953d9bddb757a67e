import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SERVICES, environment } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { startThrowAwayPostgres } from '../../launcher/throw-away-postgres.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { startRedis } from '../kit/redis.ts';
import { createVisitor } from '../kit/visitor.ts';
import type { Visitor } from '../kit/visitor.ts';
import { startBalancer } from './balancer.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const READY_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 20_000;
const REPLICAS = [0, 1] as const;
const ADMIN = { email: 'admin@example.com', password: 'correct horse battery staple' };

/** One of the two processes of a service, or of the router. */
export interface Replica {
  readonly name: Service | 'router';
  readonly url: string;
  readonly child: ChildProcess;
  /** The sum of a metric over all its labels; 0 where nothing was counted yet. */
  metric(name: string): Promise<number>;
  kill(): Promise<void>;
}

/** Two replicas of every process, over one PostgreSQL and one Redis, each service behind one address. */
export interface ReplicatedSystem {
  readonly admin: typeof ADMIN;
  readonly replicas: readonly Replica[];
  readonly pairs: ReadonlyMap<Service, readonly [Replica, Replica]>;
  /** Somebody who is not signed in, at the first router or at the second. */
  visitor(router?: 0 | 1): Visitor;
  /** Ends every process that still runs by SIGTERM, then what they ran on; answers the exit codes. */
  stop(): Promise<(number | null)[]>;
}

/** The sum of a metric over its labels, in Prometheus' text format. */
export const sumOf = (text: string, name: string): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);

function startReplica(name: Replica['name'], port: number, settings: Record<string, string>): Replica {
  const script = name === 'router' ? 'router/main.ts' : `subgraphs/${name}/main.ts`;
  const child = spawn(process.execPath, [script], {
    cwd: PROJECT,
    env: { ...settings, [name === 'router' ? 'PORT' : `${name.toUpperCase()}_PORT`]: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    name,
    url,
    child,
    metric: async (metric) => sumOf(await (await fetch(`${url}/metrics`)).text(), metric),
    kill: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function untilReady({ name, url, child }: Replica): Promise<void> {
  for (const until = Date.now() + READY_LIMIT_MS; Date.now() < until; await delay(100)) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/ready`).catch(() => undefined);
    if (answer?.ok === true) return;
  }
  throw new Error(`${name} at ${url} was not ready in time`);
}

async function end({ child }: Replica): Promise<number | null> {
  if (child.signalCode !== null) return null;
  if (child.exitCode !== null) return child.exitCode;
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
  child.kill('SIGTERM');
  await gone;
  return child.exitCode;
}

/** Starts everything at once on empty databases, so that two replicas also race for what a first start makes. */
export async function startReplicatedSystem(): Promise<ReplicatedSystem> {
  const postgres = await startThrowAwayPostgres();
  const redis = await startRedis();
  const first = await freePortRange((SERVICES.length + 1) * REPLICAS.length);
  const portsOf = (place: number) => REPLICAS.map((replica) => first + place * REPLICAS.length + replica);
  const balancers = await Promise.all(SERVICES.map((_, place) => startBalancer(portsOf(place))));
  const settings: Record<string, string> = {
    PATH: environment()['PATH'] ?? '',
    NODE_ENV: 'production',
    LOG_LEVEL: 'fatal',
    ROUTER_SECRET: randomBytes(32).toString('hex'),
    KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    QUEUE_URL: redis.url,
    SMTP_URL: 'smtp://127.0.0.1:9', // The discard port: nobody listens, and no order waits for mail.
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  };
  for (const [place, service] of SERVICES.entries()) {
    settings[`${service.toUpperCase()}_DATABASE_URL`] = postgres.url(service);
    settings[`${service.toUpperCase()}_URL`] = balancers[place]?.url ?? '';
  }
  await promisify(execFile)(process.execPath, ['launcher/run.js', 'migrate'], { cwd: PROJECT, env: settings });

  const pairs = new Map<Service, readonly [Replica, Replica]>();
  for (const [place, service] of SERVICES.entries()) {
    const [one = 0, other = 0] = portsOf(place);
    pairs.set(service, [startReplica(service, one, settings), startReplica(service, other, settings)]);
  }
  const routers = portsOf(SERVICES.length).map((port) => startReplica('router', port, settings));
  const replicas = [...[...pairs.values()].flat(), ...routers];
  const stop = async (): Promise<(number | null)[]> => {
    const codes = await Promise.all(replicas.toReversed().map(end));
    await Promise.all(balancers.map((balancer) => balancer.close()));
    await redis.kill();
    await postgres.stop();
    return codes;
  };
  try {
    await Promise.all(replicas.map(untilReady));
  } catch (error) {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await stop();
    throw error;
  }
  return {
    admin: ADMIN,
    replicas,
    pairs,
    visitor: (router = 0) => createVisitor(`${routers[router]?.url}/graphql`),
    stop,
  };
}
