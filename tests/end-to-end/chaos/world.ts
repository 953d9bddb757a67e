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
import { startBalancer } from '../../deploy/balancer.ts';
import { freePortRange } from '../../../launcher/free-ports.ts';
import { startProxy } from '../../kit/proxy.ts';
import type { Proxy } from '../../kit/proxy.ts';
import { startRedis } from '../../kit/redis.ts';
import type { RedisServer } from '../../kit/redis.ts';
import { startSystem } from '../../kit/system.ts';
import type { TestSystem } from '../../kit/system.ts';
import { createVisitor } from '../../kit/visitor.ts';
import type { Visitor } from '../../kit/visitor.ts';
import { PROCESSES } from './fault.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const DISK_BYTES = 1_500_000_000;
/** Ports of the system, then those of the second copies. */
const PORTS = 20;
const READY_LIMIT_MS = 20_000;

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
  /** A visitor of whichever router listens. */
  readonly visitor: () => Visitor;
  readonly redis: RedisPair | undefined;
  readonly mail: MailServer;
  /** A bounded disk that holds the data folder; undefined where this user may not make one. */
  readonly disk: string | undefined;
  readonly clocks: string;
  /** The processes that run a part of the system, both copies where there are two. */
  readonly pidsOf: (name: string) => number[];
  /** Resolves when both copies of a process are ready. */
  readonly untilBothReady: (name: string) => Promise<void>;
  /** Starts a second copy of each process; one that ends is started again where copies are kept. */
  readonly startCopies: (areKept?: boolean) => Promise<void>;
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

/** Where a copy of a process listens, in a range of ports: the first copies at its begin, as the launcher gives them. */
const FIRST_OF_COPIES = 10;
const portOf = (firstPort: number, name: string, isCopy: boolean): number =>
  firstPort + PROCESSES.findIndex((each) => each === name) + (isCopy ? FIRST_OF_COPIES : 0);

async function untilReady(port: number, isOver: () => boolean = () => false): Promise<void> {
  for (const until = Date.now() + READY_LIMIT_MS; Date.now() < until && !isOver();) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(100);
  }
}

/** Second copies of every process, as the launcher starts the first ones: their environment with other ports. */
function copiesOf(system: TestSystem, firstPort: number) {
  const copies = new Map<string, ChildProcess>();
  let areKept = false;
  const environmentOf = (pid: number): Record<string, string> =>
    Object.fromEntries(
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
  const run = (name: string, script: string, env: Record<string, string>): ChildProcess => {
    const copy = spawn(process.execPath, [script], { env, stdio: 'ignore' });
    copies.set(name, copy);
    copy.once('exit', () => areKept && run(name, script, env));
    return copy;
  };
  const start = async (name: string): Promise<void> => {
    const first = system.processes().find(({ command }) => command.includes(`${name}/main.ts`));
    if (first === undefined) return;
    const port = portOf(firstPort, name, true);
    const script = join(PROJECT, name === 'router' ? '' : 'subgraphs', name, 'main.ts');
    const setting = name === 'router' ? 'PORT' : `${name.toUpperCase()}_PORT`;
    const copy = run(name, script, { ...environmentOf(first.pid), [setting]: String(port) });
    await untilReady(port, () => !areKept && isOver(copy));
  };
  const end = async (copy: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (isOver(copy)) return;
    const gone = once(copy, 'exit');
    copy.kill(signal);
    const force = setTimeout(() => copy.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(force);
  };
  return {
    pids: (name: string) => {
      const copy = copies.get(name);
      return copy?.pid === undefined || isOver(copy) ? [] : [copy.pid];
    },
    start: async (keep = false) => {
      areKept = keep;
      await Promise.all(PROCESSES.map(start));
    },
    stop: async (signal: NodeJS.Signals = 'SIGTERM') => {
      areKept = false;
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
  const balance = async (name: string): Promise<string> => {
    const balancer = await startBalancer([portOf(first, name, false), portOf(first, name, true)]);
    stopSteps.push(() => balancer.close());
    return balancer.url;
  };
  for (const service of SERVICES) settings[`${service.toUpperCase()}_URL`] = await balance(service);
  const routers = await balance('router');
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
  const copies = copiesOf(system, first);
  stopSteps.push(() => copies.stop('SIGKILL'));
  return {
    system,
    visitor: () => createVisitor(`${routers}/graphql`),
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
    untilBothReady: async (name) => {
      for (const isCopy of [false, true]) await untilReady(portOf(first, name, isCopy));
    },
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
