import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { startBalancer } from '../../deploy/balancer.ts';
import { freePortRange } from '../../../launcher/free-ports.ts';
import { startProxy } from '../../kit/proxy.ts';
import type { Proxy } from '../../kit/proxy.ts';
import { startRedis } from '../../kit/redis.ts';
import type { RedisServer } from '../../kit/redis.ts';
import { startSystem } from '../../kit/system.ts';
import type { TestSystem } from '../../kit/system.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const DISK_BYTES = 1_500_000_000;
/** Ports of the system, then those of the second copies. */
const PORTS = 20;

/** Redis behind one address, with a second server to fail over to. */
export interface RedisPair {
  primary: RedisServer;
  replica: RedisServer;
  readonly proxy: Proxy;
}

/** A mail server that can be told what to do with mail. */
export interface MailServer {
  mode: 'takes' | 'slow' | 'refuses';
  readonly proxy: Proxy;
  readonly port: number;
}

/** A whole system, what it depends on, and what it can be harmed by. */
export interface World {
  readonly system: TestSystem;
  readonly redis: RedisPair | undefined;
  readonly mail: MailServer;
  /** A bounded disk that holds the data folder; undefined where this user may not make one. */
  readonly disk: string | undefined;
  readonly clocks: string;
  /** The processes that run a part of the system, both copies where there are two. */
  readonly pidsOf: (name: string) => number[];
  readonly startCopies: () => Promise<void>;
  readonly stopCopies: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const stopSteps: (() => unknown)[] = [];

function mountDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ordergraph-chaos-'));
  stopSteps.push(() => rmdirSync(folder));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=755`, 'none', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  stopSteps.push(() => execFileSync('umount', ['--lazy', folder]));
  return folder;
}

async function startMail(): Promise<MailServer> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 500,
    onData: (stream, _session, callback) => {
      stream.resume();
      stream.once('end', () => {
        const refusal = Object.assign(new Error('try again later'), { responseCode: 451 });
        setTimeout(() => callback(mail.mode === 'refuses' ? refusal : null), mail.mode === 'slow' ? 3_000 : 0);
      });
    },
  });
  server.on('error', () => undefined);
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server does not listen on a port');
  const proxy = await startProxy(address.port);
  const mail: MailServer = { mode: 'takes', proxy, port: address.port };
  stopSteps.push(
    () => promisify(server.close.bind(server))(),
    () => proxy.stop(),
  );
  return mail;
}

async function startRedisPair(): Promise<RedisPair> {
  const [primary, replica] = [await startRedis(), await startRedis()];
  const proxy = await startProxy(primary.port);
  stopSteps.push(
    () => primary.kill(),
    () => replica.kill(),
    () => proxy.stop(),
  );
  return { primary, replica, proxy };
}

/** Second copies of every service, as the launcher starts the first ones: their environment with other ports. */
function copiesOf(system: TestSystem, firstPort: number) {
  const copies = new Map<Service, ChildProcess>();
  const environmentOf = (pid: number): Record<string, string> =>
    Object.fromEntries(
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  const start = async (service: Service, index: number): Promise<void> => {
    const first = system.processes().find(({ command }) => command.includes(`${service}/main.ts`));
    if (first === undefined) return;
    const port = firstPort + index;
    const copy = spawn(process.execPath, [join(PROJECT, 'subgraphs', service, 'main.ts')], {
      env: { ...environmentOf(first.pid), [`${service.toUpperCase()}_PORT`]: String(port) },
      stdio: 'ignore',
    });
    copies.set(service, copy);
    for (const until = Date.now() + 20_000; Date.now() < until && copy.exitCode === null;) {
      const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
      if (answer?.ok === true) return;
      await delay(200);
    }
  };
  const end = async (copy: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (copy.exitCode !== null || copy.signalCode !== null) return;
    const gone = once(copy, 'exit');
    copy.kill(signal);
    const force = setTimeout(() => copy.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(force);
  };
  return {
    pids: (name: string) =>
      [...copies].flatMap(([service, { pid, exitCode, signalCode }]) =>
        service === name && pid !== undefined && exitCode === null && signalCode === null ? [pid] : [],
      ),
    start: async () => void (await Promise.all(SERVICES.map(start))),
    stop: async (signal: NodeJS.Signals = 'SIGTERM') => {
      await Promise.all([...copies.values()].map((copy) => end(copy, signal)));
      copies.clear();
    },
  };
}

/** Starts everything. `stop` may be called at any time, also of a world that is still starting. */
export async function startWorld(engine: 'postgres' | 'redis', without: string | undefined): Promise<World> {
  const first = await freePortRange(PORTS);
  const disk = mountDisk();
  const mail = await startMail();
  const redis = engine === 'redis' ? await startRedisPair() : undefined;
  const settings: Record<string, string> = { PORT: String(first) };
  for (const [index, service] of SERVICES.entries()) {
    const balancer = await startBalancer([first + 1 + index, first + 10 + index]);
    stopSteps.push(() => balancer.close());
    settings[`${service.toUpperCase()}_URL`] = balancer.url;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'ordergraph-clocks-'));
  stopSteps.push(() => rmSync(scratch, { recursive: true }));
  const clocks = join(scratch, 'clocks');
  writeFileSync(clocks, '');
  const system = await startSystem({
    ...settings,
    ...(disk === undefined ? {} : { TMPDIR: disk }),
    ...(redis === undefined ? {} : { QUEUE_URL: `redis://127.0.0.1:${redis.proxy.port}` }),
    SMTP_URL: `smtp://127.0.0.1:${mail.proxy.port}`,
    MAIL_RETRY_MS: '1000',
    NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'preload.ts')).href}`,
    CHAOS_CLOCKS: clocks,
    CHAOS_WITHOUT: without ?? '',
  });
  stopSteps.push(() => system.remove());
  const copies = copiesOf(system, first + 10);
  stopSteps.push(() => copies.stop('SIGKILL'));
  return {
    system,
    redis,
    mail,
    disk,
    clocks,
    pidsOf: (name) => [
      ...system
        .processes()
        .filter(({ command }) => command.includes(`${name}/main.ts`))
        .map(({ pid }) => pid),
      ...copies.pids(name),
    ],
    startCopies: copies.start,
    stopCopies: () => copies.stop(),
    stop: stopWorld,
  };
}

/** Stops all that was started, last first. Nothing keeps the rest from being stopped. */
export async function stopWorld(): Promise<void> {
  for (const step of stopSteps.splice(0).toReversed())
    try {
      await step();
    } catch (error) {
      process.stderr.write(`could not stop everything: ${String(error)}\n`);
    }
}

/** Stops what runs before this process ends, however it is asked to. */
export function stopOnSignal(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => void stopWorld().finally(() => process.exit(130)));
}
