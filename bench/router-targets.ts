import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SERVICES, environment } from '#platform/config.ts';
import { openClient } from './router-client.ts';
import type { BenchQuery } from './router-queries.ts';

/** A process under measurement. */
export interface Target {
  readonly name: string;
  readonly process: ChildProcess;
  /** The URL for a query; undefined for one that it cannot answer. */
  portFor(query: BenchQuery): number | undefined;
}

const START_LIMIT_MS = 60_000;
const BENCH = fileURLToPath(new URL('router.ts', import.meta.url));
const ROUTER = fileURLToPath(new URL('../router/main.ts', import.meta.url));
const SUPERGRAPH = new URL('../router/supergraph.graphql', import.meta.url);
const COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));
/** The core that routers run on; load and subgraphs share the other one. */
const ROUTER_CORE = 0;
const OTHER_CORE = 1;

const isPinned = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Keeps this process off the routers' core, where the system can do that. */
export function stayOffRouterCore(): void {
  if (isPinned) execFileSync('taskset', ['-a', '-cp', String(OTHER_CORE), String(process.pid)], { stdio: 'ignore' });
}

function startPinned(parameters: readonly string[], core: number, settings: Record<string, string> = {}): ChildProcess {
  const command = [process.execPath, ...parameters];
  const pinned = isPinned ? ['taskset', '-c', String(core), ...command] : command;
  return spawn(pinned[0] ?? '', pinned.slice(1), {
    env: {
      PATH: environment()['PATH'] ?? '',
      NODE_ENV: 'production',
      // As the launcher starts processes: otherwise Node's compiler of TypeScript stays in memory.
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      APOLLO_TELEMETRY_DISABLED: '1',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The graph with the subgraphs of the benchmark in it, in a file for those that read it from one. */
export function writeSupergraph(folder: string, firstPort: number): string {
  const text = SERVICES.reduce(
    (sdl, _, place) =>
      sdl.replace(`"http://127.0.0.1:${4001 + place}/graphql"`, `"http://127.0.0.1:${firstPort + place}/graphql"`),
    readFileSync(SUPERGRAPH, 'utf8'),
  );
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, text);
  return file;
}

/** Options of all targets. */
export interface TargetOptions {
  readonly folder: string;
  readonly supergraphFile: string;
  /** Of the subgraphs. */
  readonly firstPort: number;
  readonly keysFile: string;
  /** A folder in which @graphql-hive/gateway is installed; undefined if there is none. */
  readonly hiveFolder: string | undefined;
}

/** The subgraphs, all in one process. */
export const startSubgraphs = ({ firstPort, keysFile }: TargetOptions): Target => ({
  name: 'subgraph alone',
  process: startPinned([BENCH, '--serve', 'subgraphs', '--port', String(firstPort), '--keys', keysFile], OTHER_CORE),
  portFor: ({ subgraph }) => {
    const place = SERVICES.findIndex((service) => service === subgraph);
    return place === -1 ? undefined : firstPort + place;
  },
});

/** Each router in a process of its own, with its name. */
export const ROUTERS: Readonly<Record<string, (port: number, options: TargetOptions) => ChildProcess | undefined>> = {
  ordergraph: (port, { firstPort }) =>
    // As the launcher and the image start it.
    startPinned(['--max-semi-space-size=8', ROUTER], ROUTER_CORE, {
      PORT: String(port),
      ROUTER_SECRET: 'a secret that is long enough for a benchmark',
      LOG_LEVEL: 'warn',
      MALLOC_ARENA_MAX: '1',
      ...Object.fromEntries(
        SERVICES.map((service, place) => [`${service.toUpperCase()}_URL`, `http://127.0.0.1:${firstPort + place}`]),
      ),
    }),
  'stock gateway': (port, { supergraphFile }) =>
    startPinned([BENCH, '--serve', 'stock', '--port', String(port), '--supergraph', supergraphFile], ROUTER_CORE),
  'hive gateway': (port, options) => startHive(port, options, []),
  'hive gateway (rust)': (port, options) => startHive(port, options, ['--hive-router-runtime']),
};

function startHive(port: number, options: TargetOptions, more: readonly string[]): ChildProcess | undefined {
  const { hiveFolder, folder, supergraphFile } = options;
  if (hiveFolder === undefined) return undefined;
  const config = join(folder, 'gateway.config.mjs');
  writeFileSync(config, HIVE_CONFIG);
  const program = join(hiveFolder, 'node_modules/@graphql-hive/gateway/dist/bin.js');
  const address = ['--host', '127.0.0.1', '--port', String(port), '--fork', '1'];
  return startPinned([program, 'supergraph', supergraphFile, '-c', config, ...address, ...more], ROUTER_CORE);
}

/** The token is passed on, as every other router does it. */
const HIVE_CONFIG = `export const gatewayConfig = {
  logging: 'warn',
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') }),
  },
};
`;

/** Waits for the response to a target's first query. */
export async function untilAnswered(target: Target, query: BenchQuery, token: string): Promise<void> {
  const port = target.portFor(query);
  if (port === undefined) return;
  for (const until = Date.now() + START_LIMIT_MS; Date.now() < until; await delay(100)) {
    if (target.process.exitCode !== null) break;
    try {
      const client = await openClient(port, query.query);
      const { status } = await client.ask(token);
      client.close();
      if (status === 200) return;
    } catch {
      // It does not listen yet.
    }
  }
  throw new Error(`${target.name} does not answer`);
}

/** Ends a target's process. */
export async function stopTarget({ process: child }: Target): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Hundredths of a second: what Linux counts processor time in. */
const TICK_MS = 10;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** The processor time that a target's process has used since its start, in milliseconds; NaN if the system does not report it. */
export function processorMs({ process: child }: Target): number {
  try {
    // What follows the name, which may hold anything, is numbers (proc_pid_stat(5)).
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}

/** The resident memory of a target's process, in MB. */
export const residentMb = ({ process: child }: Target): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1_024;
